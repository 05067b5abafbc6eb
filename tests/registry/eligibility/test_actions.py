"""Passing the gate, and what training and certificates do to it afterwards, seen from the record."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from registry.background_checks.actions import record_many
from registry.background_checks.states import Component
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import NotAllowed, RuleBroken
from registry.core.taxonomy import ServiceLine
from registry.eligibility.actions import confirm_lines, rejudge_many
from registry.eligibility.actions_training import confirm_training, enter_results, strike_out_result
from registry.eligibility.disclosure import LinesFace, OpenLine
from registry.eligibility.queries import checklists
from registry.qualifications.actions import record_certificates, verify_certificate
from registry.record import reading
from registry.training.actions import add_programme
from registry.training.actions_sessions import hold_session
from registry.workers.actions_employment import start_employment_many
from tests.make.background_checks import new_check
from tests.make.eligibility import NANNY
from tests.make.qualifications import certificate, verification
from tests.make.training import held, programme, record
from tests.make.workers import company, new_employment, registered

TODAY = date(2026, 11, 21)
CHILD = ServiceLine.CHILD_CARE
REVIEWER = Actor("reviewer-7", Role.REVIEWER, "复核")
CLERK = Actor("clerk-7", Role.CLERK, "经办")


@pytest.fixture
def course(session: Session, clock: FixedClock) -> str:
    clock.advance(days=-100)
    ref = add_programme(session, REVIEWER, clock, programme())
    clock.advance(days=100)
    return ref


@pytest.fixture
def person(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> str:
    """A nanny with attested checks and nothing else."""
    ref = registered(session=session, actor=actor, clock=clock, keyring=keyring)
    spell = new_employment(worker_ref=ref, company_ref=company(session=session), services=(NANNY,))
    start_employment_many(session, actor, clock, [spell])
    required = (Component.BC1, Component.BC2, Component.BC3)
    record_many(session, actor, clock, [new_check(worker_ref=ref, component=one) for one in required])
    return ref


@pytest.fixture
def ready(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str, course: str) -> str:
    """The same person with a verified certificate and a pass."""
    (ref,) = record_certificates(session, actor, clock, keyring, [certificate(worker_ref=person)])
    verify_certificate(session, actor, clock, ref, verification())
    place = hold_session(session, CLERK, clock, held(programme_ref=course, held_on=date(2026, 10, 1)))
    enter_results(session, CLERK, clock, place, [record(worker_ref=person)])
    return person


def shown(session: Session, person: str) -> LinesFace | None:
    entry = reading.current(session, "lines", person)
    return entry.face(LinesFace) if entry else None


def test_the_gate_names_everything_that_is_missing(session: Session, clock: FixedClock, person: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        confirm_lines(session, REVIEWER, clock, person)
    assert [finding.code for finding in refused.value.findings] == ["gate_training", "gate_certificate"]
    assert shown(session, person) is None


def test_who_passes_has_the_lines_confirmed_in_the_record(session: Session, clock: FixedClock, ready: str) -> None:
    # Nothing was published before: a pass of somebody who never came to the gate concerns nobody.
    assert shown(session, ready) is None
    assert confirm_lines(session, REVIEWER, clock, ready).confirmed == (OpenLine(CHILD, None),)
    assert shown(session, ready) == LinesFace((OpenLine(CHILD, None),), ())
    position = reading.position(session)
    rejudge_many(session, REVIEWER, clock, [ready])
    assert reading.position(session) == position


def test_a_clerk_does_not_pass_anybody(session: Session, clock: FixedClock, ready: str) -> None:
    with pytest.raises(NotAllowed):
        confirm_lines(session, CLERK, clock, ready)


def test_failing_takes_the_line_and_a_pass_or_a_correction_gives_it_back(
    session: Session, clock: FixedClock, ready: str, course: str
) -> None:
    confirm_lines(session, REVIEWER, clock, ready)
    place = hold_session(session, CLERK, clock, held(programme_ref=course))
    (entered,) = enter_results(session, CLERK, clock, place, [record(worker_ref=ready, passed=False)])
    assert shown(session, ready) == LinesFace((), ())
    with pytest.raises(RuleBroken):
        confirm_lines(session, REVIEWER, clock, ready)
    strike_out_result(session, REVIEWER, clock, entered, why="录错人")
    assert shown(session, ready) == LinesFace((OpenLine(CHILD, None),), ())


def test_a_permit_brought_in_loses_a_failed_line_only(
    session: Session, clock: FixedClock, person: str, course: str
) -> None:
    place = hold_session(session, CLERK, clock, held(programme_ref=course))
    enter_results(session, CLERK, clock, place, [record(worker_ref=person, passed=False)])
    assert shown(session, person) == LinesFace(None, (CHILD,))
    clock.advance(days=1)
    again = hold_session(session, CLERK, clock, held(programme_ref=course, held_on=TODAY + timedelta(days=1)))
    enter_results(session, CLERK, clock, again, [record(worker_ref=person)])
    assert shown(session, person) == LinesFace(None, ())


def test_a_companys_pass_opens_nothing_before_it_is_confirmed(
    session: Session, actor: Actor, clock: FixedClock, person: str, course: str
) -> None:
    employer = company(session=session)
    start_employment_many(session, actor, clock, [new_employment(worker_ref=person, company_ref=employer)])
    own = Actor("company-7", Role.COMPANY_CLERK, "企业经办", company=employer)
    place = hold_session(session, own, clock, held(programme_ref=course, company_ref=employer))
    enter_results(session, own, clock, place, [record(worker_ref=person)])
    before = checklists(session, [person], TODAY)[person]
    confirm_training(session, CLERK, clock, place)
    after = checklists(session, [person], TODAY)[person]
    assert [len(one.missing) for one in (before, after)] == [4, 3]
