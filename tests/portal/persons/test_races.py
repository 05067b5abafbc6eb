"""Fifty at once decide: one does, the others are told so (safety T33)."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.wiring import wiring
from registry.cases.states import Outcome
from registry.core.clock import FixedClock
from registry.persons.actions import decide_identity, propose_identity
from registry.persons.actions_join import decide_join, propose_join
from registry.persons.actions_split import decide_split, propose_split
from registry.persons.states import ChecksMade, Moved, WhichFile
from registry.record import reading
from registry.record.verify import verify
from registry.redactions.actions import decide_redaction, propose_redaction
from registry.redactions.states import AskedBy, Rule
from registry.workers.models import Worker, WorkerJoin
from tests.desk import Desk
from tests.make.desk_permits import Holders
from tests.make.identifiers import id_number
from tests.portal.permits.test_races import CLERK, ONE_WINNER, outcomes_of, reviewer

pytestmark = pytest.mark.slow


@pytest.fixture
def holders(app: Flask, desk: Desk, clock: FixedClock) -> Holders:
    return Holders(app, desk, clock)


def test_one_decides_a_number(app: Flask, desk: Desk, clock: FixedClock, holders: Holders) -> None:
    person, _, _ = holders.holding()
    with app.app_context(), desk.unit() as session:
        keys, number = wiring().keyring, id_number(serial=451)
        case = propose_identity(session, CLERK, clock, keys, person, number, checks=ChecksMade.RIGHT, why="看过原件")

    def act(number: int) -> None:
        outcome = Outcome.APPROVED if number % 2 else Outcome.REFUSED
        with desk.unit() as session:
            decide_identity(session, reviewer(number), clock, wiring().keyring, case, outcome=outcome, why="同意")

    assert outcomes_of(app, act) == ONE_WINNER


def test_one_joins(app: Flask, desk: Desk, clock: FixedClock, holders: Holders) -> None:
    (kept, _, _), (closed, _, _) = holders.holding(), holders.holding()
    with app.app_context(), desk.unit() as session:
        case = propose_join(session, CLERK, clock, kept, closed, identity=WhichFile.KEPT, why="同一人")

    def act(number: int) -> None:
        with desk.unit() as session:
            decide_join(session, reviewer(number), clock, wiring().keyring, case, outcome=Outcome.APPROVED, why="同意")

    assert outcomes_of(app, act) == ONE_WINNER
    with app.app_context(), desk.unit() as session:
        assert session.scalar(select(func.count()).select_from(WorkerJoin)) == 1
        assert verify(session).failure is None


def test_one_splits(app: Flask, desk: Desk, clock: FixedClock, holders: Holders) -> None:
    person, permit, _ = holders.holding()
    with app.app_context(), desk.unit() as session:
        case = propose_split(
            session, CLERK, clock, wiring().keyring, person, {Moved.PERMIT: [permit]}, name="李四",
            id_number=id_number(serial=452), why="两个人",
        )  # fmt: skip

    def act(number: int) -> None:
        with desk.unit() as session:
            decide_split(session, reviewer(number), clock, wiring().keyring, case, outcome=Outcome.APPROVED, why="同意")

    assert outcomes_of(app, act) == ONE_WINNER
    with app.app_context(), desk.unit() as session:
        assert session.scalar(select(func.count()).select_from(Worker)) == 2
        assert verify(session).failure is None


def test_one_erases(app: Flask, desk: Desk, clock: FixedClock, holders: Holders) -> None:
    person, _, _ = holders.holding()
    with app.app_context(), desk.unit() as session:
        (entry,) = reading.current_of(session, [person], ["permit"])[person]
        case = propose_redaction(
            session, CLERK, clock, entry.seq, ["issuer"], rule=Rule.WRONG, asked_by=AskedBy.PERSON,
            every_version=True, why="有误",
        )  # fmt: skip

    def act(number: int) -> None:
        with desk.unit() as session:
            decide_redaction(session, reviewer(number), clock, case, outcome=Outcome.APPROVED, why="同意")

    assert outcomes_of(app, act) == ONE_WINNER
    with app.app_context(), desk.unit() as session:
        assert len(reading.current_of(session, [person], ["redaction"])[person]) == 1
        assert verify(session).failure is None
