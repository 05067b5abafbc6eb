"""Recording checks: the record moves only when the public face does."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.background_checks.actions import annul, record_many
from registry.background_checks.disclosure import NO_CHECK, ChecksFace, PublicCheck
from registry.background_checks.queries import Recheck, newest_id, rechecks_due
from registry.background_checks.states import Component, Outcome, PublicOutcome
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import NotFound, RuleBroken
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier
from registry.record import reading
from tests.make.background_checks import new_check
from tests.make.workers import registered


@pytest.fixture
def person(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> str:
    return registered(session=session, actor=actor, clock=clock, keyring=keyring)


def face_of(session: Session, person: str) -> ChecksFace | None:
    entry = reading.current(session, "checks", person)
    return entry and entry.face(ChecksFace)


def test_one_entry_holds_every_component(session: Session, actor: Actor, clock: FixedClock, person: str) -> None:
    record_many(
        session, actor, clock,
        [
            new_check(worker_ref=person, source_note="roster"),
            new_check(worker_ref=person, component=Component.BC4, tier=HealthTier.ELDER_CARE, checked_on=None,
                      valid_until=date(2027, 6, 28)),
            new_check(worker_ref=person, component=Component.BC9, outcome=Outcome.COULD_NOT),
            new_check(worker_ref=person, component=Component.BC11),
        ],
    )  # fmt: skip
    assert reading.position(session) == 1
    face = face_of(session, person)
    assert face == ChecksFace(
        BC2=PublicCheck(PublicOutcome.CLEAR, Source.ASSOCIATION, date(2026, 6, 1)),
        BC4=PublicCheck(PublicOutcome.CLEAR, Source.ASSOCIATION, None, date(2027, 6, 28), HealthTier.ELDER_CARE),
        BC9=PublicCheck(PublicOutcome.COULD_NOT),
    )


@pytest.mark.parametrize("outcome", [Outcome.ADVERSE, Outcome.PENDING, Outcome.NOT_CHECKED])
def test_what_shows_nothing_publishes_nothing(
    session: Session, actor: Actor, clock: FixedClock, person: str, outcome: Outcome
) -> None:
    record_many(session, actor, clock, [new_check(worker_ref=person, outcome=outcome)])
    assert reading.position(session) == 0
    assert face_of(session, person) is None
    record_many(session, actor, clock, [new_check(worker_ref=person, component=Component.BC1)])
    clock.advance(days=1)
    position = reading.position(session)
    record_many(session, actor, clock, [new_check(worker_ref=person, outcome=outcome)])
    assert reading.position(session) == position
    assert session.scalar(select(AuditEntry.action).order_by(AuditEntry.seq.desc()).limit(1)) == "checks.record"


@pytest.mark.parametrize("outcome", [Outcome.PENDING, Outcome.NOT_CHECKED, Outcome.COULD_NOT])
def test_a_recheck_under_way_leaves_the_record_alone(
    session: Session, actor: Actor, clock: FixedClock, person: str, outcome: Outcome
) -> None:
    record_many(session, actor, clock, [new_check(worker_ref=person)])
    clock.advance(days=1)
    record_many(session, actor, clock, [new_check(worker_ref=person, outcome=outcome, checked_on=None)])
    assert reading.position(session) == 1


def test_a_failed_and_a_struck_out_check_leave_the_same_face_and_the_same_entries(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    other = registered(session=session, actor=actor, clock=clock, keyring=keyring)
    record_many(session, actor, clock, [new_check(worker_ref=person), new_check(worker_ref=other)])
    clock.advance(days=1)
    record_many(session, actor, clock, [new_check(worker_ref=person, outcome=Outcome.ADVERSE, checked_on=None)])
    struck = newest_id(session, other, Component.BC2) or 0
    annul(session, actor, clock, struck, why="本人撤回核查授权")
    mine, theirs = (reading.current_of(session, [one], ["checks"])[one][0] for one in (person, other))
    assert mine.fields == theirs.fields
    assert (mine.version, mine.effective_on, mine.basis) == (theirs.version, theirs.effective_on, theirs.basis)
    assert face_of(session, person) == ChecksFace(BC2=NO_CHECK)


def test_an_adverse_result_after_the_end_of_a_clear_one_makes_no_entry(
    session: Session, actor: Actor, clock: FixedClock, person: str
) -> None:
    record_many(session, actor, clock, [new_check(worker_ref=person, valid_until=date(2026, 11, 30))])
    clock.advance(days=30)
    record_many(session, actor, clock, [new_check(worker_ref=person, outcome=Outcome.ADVERSE, checked_on=None)])
    assert reading.position(session) == 1


def test_striking_out_needs_a_reason_and_works_once(
    session: Session, actor: Actor, clock: FixedClock, person: str
) -> None:
    record_many(session, actor, clock, [new_check(worker_ref=person)])
    check = newest_id(session, person, Component.BC2) or 0
    with pytest.raises(RuleBroken):
        annul(session, actor, clock, check, why=" ")
    annul(session, actor, clock, check, why="录入错误")
    with pytest.raises(NotFound):
        annul(session, actor, clock, check, why="录入错误")


def test_staff_see_what_is_due_again(session: Session, actor: Actor, clock: FixedClock, person: str) -> None:
    record_many(
        session, actor, clock,
        [
            new_check(worker_ref=person, checked_on=date(2025, 12, 1)),
            new_check(worker_ref=person, component=Component.BC9, checked_on=None, valid_until=date(2026, 11, 30)),
            new_check(worker_ref=person, component=Component.BC3, checked_on=date(2026, 6, 1)),
        ],
    )  # fmt: skip
    assert rechecks_due(session, [person], date(2026, 12, 31)) == [
        Recheck(person, Component.BC9, date(2026, 11, 30)),
        Recheck(person, Component.BC2, date(2026, 12, 1)),
    ]


@pytest.mark.parametrize(
    "change",
    ["tier = 'GENERAL'", "outcome = 'failed'", "annulled_at = 1", "outcome = 'pending', valid_until = '2027-01-01'"],
)
def test_impossible_checks_are_out_of_reach_of_raw_sql(
    session: Session, actor: Actor, clock: FixedClock, person: str, change: str
) -> None:
    record_many(session, actor, clock, [new_check(worker_ref=person)])
    with pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE background_check SET {change}"))


def test_who_is_called_a_newcomer_and_is_none_gets_no_second_face(
    session: Session, actor: Actor, clock: FixedClock, person: str
) -> None:
    record_many(session, actor, clock, [new_check(worker_ref=person)], newcomers=[person])
    assert face_of(session, person).BC2.outcome is PublicOutcome.CLEAR
    with pytest.raises(IntegrityError):
        record_many(session, actor, clock, [new_check(worker_ref=person, component=Component.BC3)], newcomers=[person])
