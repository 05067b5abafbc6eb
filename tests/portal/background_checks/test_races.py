"""Many at once: one decides, one confirms, and the others are told so (safety T33)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from flask import Flask
from sqlalchemy import func, select

from portal.wiring import wiring
from registry.background_checks.actions_adverse import decide_adverse, note_reply, propose_adverse
from registry.background_checks.models import BackgroundCheck
from registry.cases.states import Outcome
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.errors import Conflict, RegistryError
from registry.eligibility.actions_training import confirm_training, enter_results
from registry.qualifications.models import CreditEntry
from registry.training.actions import add_programme
from registry.training.actions_sessions import hold_session
from tests.desk import Desk
from tests.make.background_checks import new_finding
from tests.make.training import held, programme, record
from tests.portal.people import staff

AT_ONCE = 16
CLERK = Actor("clerk-7", Role.CLERK, "经办")


def outcomes_of(app: Flask, act: Callable[[int], None]) -> list[str]:
    """What became of many doing the same at once: "done" or the refusal."""

    def one(number: int) -> str:
        try:
            with app.app_context():
                act(number)
        except RegistryError as refusal:
            return type(refusal).__name__
        return "done"

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return sorted(threads.map(one, range(AT_ONCE)))


def test_one_of_many_decides_an_adverse_result(app: Flask, desk: Desk, clock: FixedClock) -> None:
    people = staff(app, desk, clock)
    with app.app_context(), desk.unit() as session:
        keyring = wiring().keyring
        case = propose_adverse(session, CLERK, clock, keyring, new_finding(worker_ref=people.first))
        note_reply(session, CLERK, clock, keyring, case, "系同名")

    def decide(number: int) -> None:
        outcome = Outcome.APPROVED if number % 2 else Outcome.REFUSED
        officer = Actor(f"reviewer-{number}", Role.REVIEWER, "复核")
        with desk.unit() as session:
            decide_adverse(session, officer, clock, keyring, case, outcome, why="比对")

    assert outcomes_of(app, decide) == [Conflict.__name__] * (AT_ONCE - 1) + ["done"]
    with app.app_context(), desk.unit() as session:
        assert (session.scalar(select(func.count(BackgroundCheck.id))) or 0) <= 1


def test_one_of_many_confirms_a_session_and_credits_are_earned_once(app: Flask, desk: Desk, clock: FixedClock) -> None:
    people = staff(app, desk, clock)
    own = Actor("company-7", Role.COMPANY_CLERK, "企业经办", company=desk.company)
    with app.app_context(), desk.unit() as session:
        course = add_programme(session, Actor("reviewer-7", Role.REVIEWER, "复核"), clock, programme())
        day = date(2026, 11, 21)
        place = hold_session(session, own, clock, held(programme_ref=course, company_ref=desk.company, held_on=day))
        enter_results(session, own, clock, place, [record(worker_ref=people.first)])

    def confirm(number: int) -> None:
        with desk.unit() as session:
            confirm_training(session, Actor(f"clerk-{number}", Role.CLERK, "经办"), clock, place)

    assert outcomes_of(app, confirm) == [Conflict.__name__] * (AT_ONCE - 1) + ["done"]
    with app.app_context(), desk.unit() as session:
        assert session.scalar(select(func.count(CreditEntry.ref))) == 1
