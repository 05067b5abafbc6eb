"""Asking for checks, entering results in bulk, trying again, and the due lists."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.background_checks.actions import annul, record_many
from registry.background_checks.actions_desk import ask_for_checks, enter_results, withdraw_request
from registry.background_checks.desk import NewRequest
from registry.background_checks.disclosure import ChecksFace
from registry.background_checks.queries_desk import (
    count_open_requests,
    due_again,
    newest_said,
    open_requests,
    said_about,
)
from registry.background_checks.states import Component, Outcome, PublicOutcome
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import NotAllowed, NotFound, RuleBroken
from registry.record import reading
from registry.workers.actions_employment import start_employment_many
from tests.make.background_checks import new_check, new_result
from tests.make.workers import company, new_employment, registered

TODAY = date(2026, 11, 21)
CLERK = Actor("clerk-7", Role.CLERK, "经办")
BC1, BC2, BC3 = Component.BC1, Component.BC2, Component.BC3


@pytest.fixture
def ours(session: Session) -> str:
    return company(session=session)


@pytest.fixture
def person(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, ours: str) -> str:
    ref = registered(session=session, actor=actor, clock=clock, keyring=keyring)
    start_employment_many(session, actor, clock, [new_employment(worker_ref=ref, company_ref=ours)])
    return ref


@pytest.fixture
def stranger(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> str:
    ref = registered(session=session, actor=actor, clock=clock, keyring=keyring)
    spell = new_employment(worker_ref=ref, company_ref=company(session=session))
    start_employment_many(session, actor, clock, [spell])
    return ref


def clerk_of(company_ref: str) -> Actor:
    return Actor("company-7", Role.COMPANY_CLERK, "企业经办", company=company_ref)


def test_a_company_asks_for_its_own_people_once(
    session: Session, clock: FixedClock, ours: str, person: str, stranger: str
) -> None:
    asks = [NewRequest(person, BC2, ours), NewRequest(person, BC3, ours), NewRequest(person, BC2, ours)]
    assert len(ask_for_checks(session, clerk_of(ours), clock, asks)) == 2
    assert ask_for_checks(session, clerk_of(ours), clock, asks) == []
    assert ask_for_checks(session, CLERK, clock, [NewRequest(person, BC2)]) == []
    assert count_open_requests(session, TODAY, company_ref=ours) == 2
    for foreign in (NewRequest(stranger, BC2, ours), NewRequest(person, BC2, "other"), NewRequest(person, BC2)):
        with pytest.raises(NotFound):
            ask_for_checks(session, clerk_of(ours), clock, [foreign])
    with pytest.raises(RuleBroken):
        ask_for_checks(session, CLERK, clock, [NewRequest(person, Component.BC10)])


def test_a_result_answers_the_request_and_the_record_learns_what_it_may(
    session: Session, clock: FixedClock, ours: str, person: str
) -> None:
    ask_for_checks(session, clerk_of(ours), clock, [NewRequest(person, BC2, ours)])
    enter_results(session, CLERK, clock, [new_result(worker_ref=person)])
    assert open_requests(session, TODAY) == []
    entry = reading.current(session, "checks", person)
    assert entry is not None
    assert entry.face(ChecksFace).BC2.outcome is PublicOutcome.CLEAR
    said = newest_said(said_about(session, person))[BC2]
    assert (said.source_note, said.document, said.covers_until) == (
        "市公安局查询窗口",
        "CX-20261120-07",
        date(2026, 11, 19),
    )
    # Reference and source of the paper are nobody's but the association's.
    assert "CX-" not in str(entry.fields)


def test_what_could_not_be_had_waits_until_its_day(session: Session, clock: FixedClock, ours: str, person: str) -> None:
    ask_for_checks(session, CLERK, clock, [NewRequest(person, BC2)])
    again = date(2026, 12, 1)
    failed = new_result(worker_ref=person, outcome=Outcome.COULD_NOT, document="", retry_on=again)
    enter_results(session, CLERK, clock, [failed])
    assert open_requests(session, TODAY) == []
    assert count_open_requests(session, again - timedelta(days=1)) == 0
    (waiting,) = open_requests(session, again)
    assert (waiting.tries, waiting.retry_on) == (1, again)
    (shown,) = open_requests(session, TODAY, worker_ref=person)
    assert shown.ref == waiting.ref
    clock.advance(days=12)
    enter_results(session, CLERK, clock, [new_result(worker_ref=person)])
    assert open_requests(session, again, worker_ref=person) == []


def test_many_results_of_one_source_are_entered_at_once_or_not_at_all(
    session: Session, clock: FixedClock, person: str, stranger: str
) -> None:
    both = [new_result(worker_ref=one) for one in (person, stranger)]
    with pytest.raises(RuleBroken):
        enter_results(session, CLERK, clock, [*both, new_result(worker_ref=person, document="")])
    with pytest.raises(NotFound):
        enter_results(session, CLERK, clock, [*both, new_result(worker_ref="nobody")])
    assert said_about(session, person) == []
    enter_results(session, CLERK, clock, both)
    assert [len(said_about(session, one)) for one in (person, stranger)] == [1, 1]


def test_an_adverse_result_does_not_enter_this_way(session: Session, clock: FixedClock, person: str) -> None:
    with pytest.raises(RuleBroken):
        enter_results(session, CLERK, clock, [new_result(worker_ref=person, outcome=Outcome.ADVERSE)])
    assert said_about(session, person) == []


def test_companies_enter_no_results_and_withdraw_only_their_own_requests(
    session: Session, clock: FixedClock, ours: str, person: str
) -> None:
    with pytest.raises(NotAllowed):
        enter_results(session, clerk_of(ours), clock, [new_result(worker_ref=person)])
    (ref,) = ask_for_checks(session, clerk_of(ours), clock, [NewRequest(person, BC2, ours)])
    with pytest.raises(NotFound):
        withdraw_request(session, clerk_of("other"), clock, ref)
    withdraw_request(session, clerk_of(ours), clock, ref, why="离职")
    with pytest.raises(NotFound):
        withdraw_request(session, clerk_of(ours), clock, ref)
    assert len(ask_for_checks(session, clerk_of(ours), clock, [NewRequest(person, BC2, ours)])) == 1


def test_the_due_list_holds_the_newest_clear_check_of_each_component(
    session: Session, actor: Actor, clock: FixedClock, ours: str, person: str, stranger: str
) -> None:
    record_many(
        session, actor, clock,
        [
            new_check(worker_ref=person, component=BC2, checked_on=date(2025, 11, 1)),
            new_check(worker_ref=person, component=BC3, checked_on=date(2025, 12, 31)),
            new_check(worker_ref=person, component=BC1, checked_on=date(2020, 1, 1)),
            new_check(worker_ref=person, component=Component.BC9, valid_until=date(2026, 12, 1)),
            new_check(worker_ref=person, component=Component.BC4, checked_on=date(2026, 11, 1)),
            new_check(worker_ref=stranger, component=BC2, checked_on=date(2024, 1, 1)),
        ],
    )  # fmt: skip
    due = {(one.worker_ref, one.component): one.due_on for one in due_again(session, TODAY)}
    assert due == {
        (person, BC2): date(2026, 11, 1),
        (person, BC3): date(2026, 12, 31),
        (person, Component.BC9): date(2026, 12, 1),
        (stranger, BC2): date(2024, 12, 31),
    }
    assert {one.worker_ref for one in due_again(session, TODAY, company_ref=ours)} == {person}
    assert {one.component for one in due_again(session, TODAY, component=BC3)} == {BC3}
    record_many(session, actor, clock, [new_check(worker_ref=person, component=BC2, checked_on=TODAY)])
    assert (person, BC2) not in {(one.worker_ref, one.component) for one in due_again(session, TODAY)}


def test_who_left_or_was_found_wanting_is_not_due_and_a_struck_out_check_lets_the_older_one_speak(
    session: Session, actor: Actor, clock: FixedClock, person: str
) -> None:
    old = new_check(worker_ref=person, component=BC2, checked_on=date(2025, 11, 1))
    record_many(session, actor, clock, [old])
    adverse = new_check(worker_ref=person, component=BC2, outcome=Outcome.ADVERSE, checked_on=TODAY)
    record_many(session, actor, clock, [adverse])
    assert list(due_again(session, TODAY)) == []
    annul(session, actor, clock, said_about(session, person)[0].id, why="录错")
    assert len(list(due_again(session, TODAY))) == 1
    session.execute(text("UPDATE employment SET until_on = '2026-11-20'"))
    assert list(due_again(session, TODAY)) == []


def test_the_database_refuses_halves(session: Session, clock: FixedClock, person: str) -> None:
    ask_for_checks(session, CLERK, clock, [NewRequest(person, BC2)])
    for change in ("state = 'answered'", "retry_on = '2026-12-01'", "tries = -1", "component = 'BC0'"):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(f"UPDATE check_request SET {change}"))
