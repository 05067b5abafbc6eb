"""Fifty at once: one grants, one decides, one reports, one replaces; the others are told so (safety T33)."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.wiring import wiring
from registry.cases.states import CaseKind, Outcome
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.errors import Conflict, RegistryError
from registry.permits.actions_applications import apply, decide_application
from registry.permits.actions_cards import reissue_card, report_lost
from registry.permits.actions_decisions import decide_sanction, propose_sanction
from registry.permits.models import Card, Permit
from registry.permits.states import CardState, PermitState
from registry.record import reading
from registry.record.verify import verify
from tests.desk import Desk
from tests.make.desk_permits import Holders

pytestmark = pytest.mark.slow

AT_ONCE = 50
CLERK = Actor("clerk-7", Role.CLERK, "经办")


@pytest.fixture
def holders(app: Flask, desk: Desk, clock: FixedClock) -> Holders:
    return Holders(app, desk, clock)


def reviewer(number: int) -> Actor:
    return Actor(f"reviewer-{number}", Role.REVIEWER, "复核")


def outcomes_of(app: Flask, act: Callable[[int], None]) -> Counter[str]:
    """What became of fifty doing it at once: "done" or the refusal."""

    def one(number: int) -> str:
        try:
            with app.app_context():
                act(number)
        except RegistryError as refusal:
            return type(refusal).__name__
        return "done"

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return Counter(threads.map(one, range(AT_ONCE)))


ONE_WINNER = Counter({Conflict.__name__: AT_ONCE - 1, "done": 1})


def test_one_applies(app: Flask, desk: Desk, clock: FixedClock, holders: Holders) -> None:
    person = holders.ready()

    def act(number: int) -> None:
        signer = Actor(f"signer-{number}", Role.COMPANY_SIGNER, "企业", company=desk.company)
        with desk.unit() as session:
            apply(session, signer, clock, wiring().keyring, person)

    assert outcomes_of(app, act) == ONE_WINNER


def test_one_decides_an_application(app: Flask, desk: Desk, clock: FixedClock, holders: Holders) -> None:
    person = holders.ready()
    with app.app_context(), desk.unit() as session:
        case = apply(session, CLERK, clock, wiring().keyring, person)

    def act(number: int) -> None:
        outcome = Outcome.APPROVED if number % 2 else Outcome.REFUSED
        with desk.unit() as session:
            decide_application(
                session, reviewer(number), clock, case, outcome=outcome, why="材料", issuer="协会",
                valid_until=date(2028, 11, 20),
            )  # fmt: skip

    assert outcomes_of(app, act) == ONE_WINNER
    with app.app_context(), desk.unit() as session:
        states = list(session.scalars(select(Permit.state)))
        entries = reading.current_of(session, [person], ["permit"])[person]
        assert (states, len(entries)) in (([PermitState.ISSUED.value], 1), ([], 0))
        assert verify(session).failure is None


def test_one_decides_a_revocation(app: Flask, desk: Desk, clock: FixedClock, holders: Holders) -> None:
    _, permit, _ = holders.holding()
    with app.app_context(), desk.unit() as session:
        case = propose_sanction(session, CLERK, clock, permit, kind=CaseKind.PERMIT_REVOCATION, why="查实")

    def act(number: int) -> None:
        with desk.unit() as session:
            decide_sanction(session, reviewer(number), clock, case, outcome=Outcome.APPROVED, why="同意")

    assert outcomes_of(app, act) == ONE_WINNER
    with app.app_context(), desk.unit() as session:
        assert session.scalar(select(Permit.state)) == PermitState.REVOKED
        assert len(reading.history(session, "permit", permit)) == 2
        assert verify(session).failure is None


def test_one_proposes(app: Flask, desk: Desk, clock: FixedClock, holders: Holders) -> None:
    _, permit, _ = holders.holding()

    def act(number: int) -> None:
        kind = CaseKind.PERMIT_REVOCATION if number % 2 else CaseKind.PERMIT_SUSPENSION
        with desk.unit() as session:
            propose_sanction(session, reviewer(number), clock, permit, kind=kind, why="查实")

    assert outcomes_of(app, act) == ONE_WINNER


def test_one_reports_a_card_and_one_replaces_it(app: Flask, desk: Desk, clock: FixedClock, holders: Holders) -> None:
    _, permit, _ = holders.holding()

    def lose(number: int) -> None:
        signer = Actor(f"signer-{number}", Role.COMPANY_SIGNER, "企业", company=desk.company)
        with desk.unit() as session:
            report_lost(session, signer, clock, permit)

    def replace(number: int) -> None:
        with desk.unit() as session:
            reissue_card(session, Actor(f"clerk-{number}", Role.CLERK, "经办"), clock, wiring().keyring, permit)

    assert outcomes_of(app, lose) == ONE_WINNER
    clock.advance(seconds=1)
    assert outcomes_of(app, replace) == ONE_WINNER
    with app.app_context(), desk.unit() as session:
        counted = dict(session.execute(select(Card.state, func.count()).group_by(Card.state)).all())
        assert counted == {CardState.LOST.value: 1, CardState.ACTIVE.value: 1}
        assert verify(session).failure is None
