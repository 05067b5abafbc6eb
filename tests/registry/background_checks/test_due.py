"""The list of checks to be made again: whole every night, at once for whom the desk touched, never believed blindly."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.background_checks.actions import record_many
from registry.background_checks.actions_desk import enter_results
from registry.background_checks.due import all_due, due_numbers, due_page, replace_all
from registry.background_checks.models import CheckDue
from registry.background_checks.states import Component, DueIn, Outcome
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.workers.actions_employment import start_employment_many
from tests.make.background_checks import new_check, new_result
from tests.make.workers import company, new_employment, registered

TODAY = date(2026, 11, 21)
CLERK = Actor("clerk-7", Role.CLERK, "经办")
BC2, BC3 = Component.BC2, Component.BC3


@pytest.fixture
def people(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> list[str]:
    """Six people whose criminal record query ends one day after the other, from yesterday on."""
    refs = [registered(session=session, actor=actor, clock=clock, keyring=keyring) for _ in range(6)]
    place = company(session=session)
    start_employment_many(session, actor, clock, [new_employment(worker_ref=ref, company_ref=place) for ref in refs])
    checks = [
        new_check(worker_ref=ref, component=BC2, checked_on=TODAY - timedelta(days=366 - number))
        for number, ref in enumerate(refs)
    ]
    record_many(session, actor, clock, checks)
    return refs


def test_pages_follow_each_other_in_the_order_of_the_days(session: Session, people: list[str]) -> None:
    assert due_page(session, TODAY) == ([], "")
    replace_all(session, all_due(session, TODAY))
    first, onward = due_page(session, TODAY, limit=4)
    second, end = due_page(session, TODAY, limit=4, after=onward)
    assert [one.worker_ref for one in (*first, *second)] == people
    assert (end, len(first)) == ("", 4)
    assert due_numbers(session, TODAY) == {DueIn.OVERDUE: 1, DueIn.IN_30: 5, DueIn.IN_60: 0, DueIn.IN_90: 0}
    assert due_page(session, TODAY, component=BC3) == ([], "")
    assert len(due_page(session, TODAY, after="nonsense.x.y")[0]) == 6


def test_writing_it_anew_doubles_nothing(session: Session, people: list[str]) -> None:
    for _ in range(2):
        replace_all(session, all_due(session, TODAY))
    assert len(session.scalars(select(CheckDue)).all()) == 6


def test_the_desk_takes_a_person_off_at_once(session: Session, clock: FixedClock, people: list[str]) -> None:
    replace_all(session, all_due(session, TODAY))
    enter_results(session, CLERK, clock, [new_result(worker_ref=people[0])])
    assert people[0] not in {row.worker_ref for row in session.scalars(select(CheckDue))}
    assert due_numbers(session, TODAY)[DueIn.OVERDUE] == 0


def test_what_the_list_says_is_read_again_before_it_is_shown(
    session: Session, actor: Actor, clock: FixedClock, people: list[str]
) -> None:
    """A roster between two nights: the list still names them, the page does not."""
    replace_all(session, all_due(session, TODAY))
    record_many(session, actor, clock, [new_check(worker_ref=people[0], component=BC2, checked_on=TODAY)])
    adverse = new_check(worker_ref=people[1], component=BC2, outcome=Outcome.ADVERSE, checked_on=TODAY)
    record_many(session, actor, clock, [adverse])
    shown, _ = due_page(session, TODAY)
    assert [one.worker_ref for one in shown] == people[2:]
