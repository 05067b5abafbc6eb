"""Notices, reviews, backups, verifications: who may, what becomes public, what stays in the trace."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.audit.verify import verify_links
from registry.core.actor import SYSTEM, Actor, Role
from registry.core.clock import FixedClock
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.core.labels import Label
from registry.operations import queries
from registry.operations.actions import (
    add_review,
    close_review,
    note_backup,
    note_drill,
    note_verification,
    publish_notice,
    withdraw_notice,
)
from registry.operations.disclosure import notices, showing
from registry.record import reading

ADMIN = Actor("admin-1", Role.ADMINISTRATOR, "管理员")
DPO = Actor("dpo-1", Role.DATA_PROTECTION_OFFICER, "负责人")


def announce(session: Session, actor: Actor, clock: FixedClock, hours: int = 2) -> str:
    return publish_notice(
        session, actor, clock,
        text_zh="今晚维护", text_en="Maintenance tonight",
        from_at=clock.now() + timedelta(hours=1), until_at=clock.now() + timedelta(hours=1 + hours),
    )  # fmt: skip


def review(session: Session, actor: Actor, clock: FixedClock) -> str:
    return add_review(session, actor, clock, held_on=date(2026, 11, 20), scope="依赖扫描", findings="一个旧版本")


def test_a_notice_is_public_until_it_ends_or_is_withdrawn(session: Session, clock: FixedClock) -> None:
    ref = announce(session, ADMIN, clock)
    other = announce(session, ADMIN, clock, hours=5)
    assert showing(notices(session), clock.now()) == []
    clock.advance(hours=1)
    assert [notice.text.en for notice in showing(notices(session), clock.now())] == ["Maintenance tonight"] * 2
    clock.advance(hours=2)
    assert len(showing(notices(session), clock.now())) == 1
    withdraw_notice(session, ADMIN, clock, other)
    assert showing(notices(session), clock.now()) == []
    with pytest.raises(Conflict):
        withdraw_notice(session, ADMIN, clock, other)
    with pytest.raises(NotFound):
        withdraw_notice(session, ADMIN, clock, "nothing")
    assert [(row.ref, row.withdrawn_at is None) for row in queries.all_notices(session)] == [
        (ref, True),
        (other, False),
    ]
    assert verify_links(session) is None
    assert reading.position(session) == 3


def test_a_faulty_notice_changes_nothing(session: Session, clock: FixedClock) -> None:
    with pytest.raises(RuleBroken):
        announce(session, ADMIN, clock, hours=0)
    assert reading.position(session) == 0
    assert queries.all_notices(session) == []


def test_a_review_is_added_and_closed_once(session: Session, clock: FixedClock) -> None:
    ref = review(session, DPO, clock)
    with pytest.raises(RuleBroken):
        close_review(session, DPO, clock, ref, closing=" ")
    close_review(session, ADMIN, clock, ref, closing="已升级")
    with pytest.raises(Conflict):
        close_review(session, ADMIN, clock, ref, closing="再来")
    with pytest.raises(NotFound):
        close_review(session, ADMIN, clock, "nothing", closing="x")
    (row,) = queries.reviews(session)
    assert (row.added_by, row.closed_by, row.closing) == ("dpo-1", "admin-1", "已升级")


def test_backups_and_their_drills(session: Session, clock: FixedClock) -> None:
    assert queries.newest_backup(session) is None
    first = note_backup(session, SYSTEM, clock, place="a", position=3, size_bytes=10, made_at=clock.now())
    clock.advance(hours=1)
    second = note_backup(session, SYSTEM, clock, place="b", position=5, size_bytes=20, made_at=clock.now())
    assert queries.newest_drill(session) is None
    note_drill(session, SYSTEM, clock, first, passed=True, told="3 entries")
    assert queries.newest_backup(session).ref == second
    assert queries.newest_drill(session).ref == first
    assert [row.place for row in queries.backups(session)] == ["b", "a"]
    with pytest.raises(NotFound):
        note_drill(session, SYSTEM, clock, "nothing", passed=True, told="")


def test_the_newest_verification_counts(session: Session, clock: FixedClock) -> None:
    note_verification(session, SYSTEM, clock, entries=3, rows=4)
    clock.advance(days=1)
    note_verification(session, SYSTEM, clock, entries=2, rows=4, failed_at=3, what=Label("缺失", "missing"))
    newest = queries.newest_verification(session)
    assert (newest.entries, newest.failed_at, newest.what_en) == (2, 3, "missing")


OFFICE = {Role.SYSTEM, Role.ASSOCIATION, Role.ADMINISTRATOR}
ACTS = {
    "notice": (lambda s, a, c: announce(s, a, c), OFFICE | {Role.REVIEWER}),
    "withdraw": (lambda s, a, c: withdraw_notice(s, a, c, "x"), OFFICE | {Role.REVIEWER}),
    "review": (lambda s, a, c: review(s, a, c), OFFICE | {Role.DATA_PROTECTION_OFFICER}),
    "close": (lambda s, a, c: close_review(s, a, c, "x", closing="x"), OFFICE | {Role.DATA_PROTECTION_OFFICER}),
    "backup": (lambda s, a, c: note_backup(s, a, c, place="p", position=0, size_bytes=0, made_at=c.now()), OFFICE),
    "drill": (lambda s, a, c: note_drill(s, a, c, "x", passed=True, told=""), OFFICE),
    "verify": (lambda s, a, c: note_verification(s, a, c, entries=0, rows=0), OFFICE),
}


@pytest.mark.parametrize("act", ACTS)
def test_who_may(session: Session, clock: FixedClock, act: str) -> None:
    verb, may = ACTS[act]
    for role in set(Role) - may:
        with pytest.raises(NotAllowed):
            verb(session, Actor("x", role, "x"), clock)
    assert session.scalars(select(AuditEntry)).all() == []
    for role in sorted(may):
        try:
            verb(session, Actor("x", role, "x"), clock)
        except NotFound:
            continue
