"""The course of an upload, step by step and by whom."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.accounts.models import Account
from registry.audit.models import AuditEntry
from registry.core.actor import SYSTEM, Actor, Role
from registry.core.base import new_ref
from registry.core.clock import FixedClock
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.core.labels import Label
from registry.core.sources import Source
from registry.rosters import actions_uploads as uploads
from registry.rosters.models import RosterUpload
from registry.rosters.queries_uploads import living, own_upload
from registry.rosters.states import UploadState
from registry.rosters.uploads import Summary
from registry.tasks.models import Job
from tests.make.companies import register_company

GOOD = Summary(3, 0, 1, 2, 1, 0, 0, 1, (), ())
BAD = Summary(3, 2, 0, 0, 0, 0, 0, 1, (), ())


@pytest.fixture
def clerk(session: Session, clock: FixedClock) -> Actor:
    return Actor("clerk-a", Role.COMPANY_CLERK, "经办", company=register_company(session, clock))


def received(session: Session, clerk: Actor, clock: FixedClock) -> str:
    return uploads.receive(session, clerk, clock, size=10)


def ready(session: Session, clerk: Actor, clock: FixedClock) -> str:
    ref = received(session, clerk, clock)
    uploads.begin_check(session, SYSTEM, clock, ref)
    uploads.note_checked(session, SYSTEM, clock, ref, GOOD)
    return ref


def state(session: Session, ref: str) -> str:
    found = session.get(RosterUpload, ref)
    assert found is not None
    return found.state


def test_from_received_to_applied(session: Session, clerk: Actor, clock: FixedClock) -> None:
    ref = uploads.receive(
        session, clerk, clock, size=10, lang="en", consent_on=date(2026, 11, 1), notice_version="2026-1"
    )
    begun = uploads.begin_check(session, SYSTEM, clock, ref)
    assert begun is not None
    terms, lang = begun
    assert (terms.source, terms.consent_on, terms.notice_version, lang) == (
        Source.COMPANY, date(2026, 11, 1), "2026-1", "en",
    )  # fmt: skip
    assert len(terms.company) == 18
    assert uploads.note_checked(session, SYSTEM, clock, ref, GOOD) is UploadState.READY
    assert uploads.begin_apply(session, SYSTEM, clock, ref) is None
    uploads.confirm(session, clerk, clock, ref)
    begun_apply = uploads.begin_apply(session, SYSTEM, clock, ref)
    assert begun_apply is not None
    assert (begun_apply[1].ref, begun_apply[1].role, begun_apply[1].company) == (clerk.ref, clerk.role, clerk.company)
    uploads.note_applied(session, clerk, clock, ref, GOOD)
    assert state(session, ref) == "applied"
    assert session.scalars(select(Job.kind).order_by(Job.asked_at, Job.kind)).all() == ["roster_apply", "roster_check"]
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_ref == ref)).all()
    assert [act.partition(".")[2] for act in acts] == ["receive", "check", "checked", "confirm", "apply", "applied"]
    with pytest.raises(Conflict):
        uploads.note_applied(session, clerk, clock, ref, GOOD)


def test_errors_end_it_and_leave_room_for_the_next(session: Session, clerk: Actor, clock: FixedClock) -> None:
    ref = received(session, clerk, clock)
    with pytest.raises(Conflict):
        received(session, clerk, clock)
    uploads.begin_check(session, SYSTEM, clock, ref)
    assert uploads.note_checked(session, SYSTEM, clock, ref, BAD) is UploadState.REFUSED
    with pytest.raises(Conflict):
        uploads.confirm(session, clerk, clock, ref)
    assert received(session, clerk, clock) != ref


def test_the_database_itself_keeps_one_per_company(session: Session, clerk: Actor, clock: FixedClock) -> None:
    ref = received(session, clerk, clock)
    first = session.get(RosterUpload, ref)
    assert first is not None
    again = {column.key: getattr(first, column.key) for column in RosterUpload.__table__.columns}
    session.add(RosterUpload(**again | {"ref": new_ref()}))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_second_worker_goes_on_and_a_cancelled_file_is_let_be(
    session: Session, clerk: Actor, clock: FixedClock
) -> None:
    ref = received(session, clerk, clock)
    assert uploads.begin_check(session, SYSTEM, clock, ref)
    assert uploads.begin_check(session, SYSTEM, clock, ref)
    uploads.cancel(session, clerk, clock, ref)
    assert uploads.begin_check(session, SYSTEM, clock, ref) is None
    assert uploads.note_checked(session, SYSTEM, clock, ref, GOOD) is None
    uploads.note_failed(session, SYSTEM, clock, ref, Label("x", "x"))
    assert state(session, ref) == "cancelled"


@pytest.mark.parametrize(("waited", "may"), [(timedelta(minutes=60), False), (timedelta(minutes=61), True)])
def test_one_that_no_worker_finishes_can_be_cancelled_after_an_hour(
    session: Session, clerk: Actor, clock: FixedClock, waited: timedelta, may: bool
) -> None:
    ref = ready(session, clerk, clock)
    uploads.confirm(session, clerk, clock, ref)
    clock.advance(seconds=waited.total_seconds())
    if may:
        uploads.cancel(session, clerk, clock, ref)
    else:
        with pytest.raises(Conflict):
            uploads.cancel(session, clerk, clock, ref)
    assert (state(session, ref) == "cancelled") is may


def test_others_neither_see_nor_touch_it(session: Session, clerk: Actor, clock: FixedClock) -> None:
    ref = ready(session, clerk, clock)
    stranger = Actor("other", Role.COMPANY_SIGNER, "别家", company=register_company(session, clock))
    for act in (uploads.confirm, uploads.cancel):
        with pytest.raises(NotFound):
            act(session, stranger, clock, ref)
    with pytest.raises(NotFound):
        own_upload(session, stranger, ref)
    officer = Actor("officer", Role.REVIEWER, "审核")
    with pytest.raises(NotAllowed):
        uploads.receive(session, officer, clock, size=1)
    assert living(session, str(stranger.company)) is None


def test_half_a_consent_is_refused(session: Session, clerk: Actor, clock: FixedClock) -> None:
    with pytest.raises(RuleBroken):
        uploads.receive(session, clerk, clock, size=1, consent_on=date(2026, 1, 1))
    with pytest.raises(RuleBroken):
        uploads.receive(session, clerk, clock, size=1, notice_version="1")


def test_what_nobody_confirms_for_a_week_is_given_up(
    session: Session, clerk: Actor, clock: FixedClock, engine: Engine
) -> None:
    ref = ready(session, clerk, clock)
    clock.advance(days=7)
    assert uploads.give_up_old(session, SYSTEM, clock) == 0
    clock.advance(seconds=1)
    assert uploads.give_up_old(session, SYSTEM, clock) == 1
    assert state(session, ref) == "cancelled"
    assert session.scalars(select(Account.ref)).all() == []
