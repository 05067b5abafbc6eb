"""Values leave the record when two people decided so, and only then; hashes stay true and the ledger is told."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.verify import verify_chain, verify_links
from registry.cases.models import Case
from registry.cases.states import CaseState, Outcome
from registry.consents.actions import give_many
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.operations.erasures import Erasure, lines_after
from registry.record import reading
from registry.record.models import RecordSide
from registry.record.redaction import owed
from registry.record.verify import verify
from registry.redactions import actions
from registry.redactions.queries import asked_in, held_of, targets_of
from registry.redactions.states import AskedBy, Rule
from registry.workers.actions import WorkerChange, change_many
from tests.make.cases import CLERK, REVIEWER, SIGNER, open_case
from tests.make.companies import register_company
from tests.make.consents import given
from tests.make.workers import new_worker, registered

KEYS = KeyRing.generate()


@pytest.fixture
def person(session: Session, actor: Actor, clock: FixedClock) -> str:
    worker = new_worker(name="张淑芬", native_province="110000")
    ref = registered(session=session, actor=actor, clock=clock, keyring=KEYS, worker=worker)
    give_many(session, CLERK, clock, [given(worker_ref=ref)])
    clock.advance(days=1)
    change_many(session, CLERK, clock, KEYS, [WorkerChange(ref, name="李淑芳")])
    return ref


def versions(session: Session, person: str) -> list[reading.Entry]:
    return reading.history(session, "worker", person)


def propose(session: Session, clock: FixedClock, item: int, *fields: str, every: bool = True) -> str:
    return actions.propose_redaction(
        session, CLERK, clock, item, fields, rule=Rule.WRONG, asked_by=AskedBy.PERSON, every_version=every, why="查实"
    )


def decide(session: Session, clock: FixedClock, case: str, outcome: Outcome = Outcome.APPROVED) -> None:
    actions.decide_redaction(session, REVIEWER, clock, case, outcome=outcome, why="同意")


@pytest.mark.parametrize(("every", "left"), [(True, [False, False]), (False, [False, True])])
def test_chosen_values_leave_one_or_every_version(
    session: Session, clock: FixedClock, person: str, every: bool, left: list[bool]
) -> None:
    first, _ = versions(session, person)
    case = propose(session, clock, first.seq, "native_province", every=every)
    assert ["native_province" in one.fields for one in versions(session, person)] == [True, True]
    before = reading.position(session)
    decide(session, clock, case)
    assert ["native_province" in one.fields for one in versions(session, person)] == left
    assert all("sex" in one.fields for one in versions(session, person))
    (line,) = [one for one in lines_after(session, before) if isinstance(one, Erasure)]
    assert (line.rule, line.asked_by, line.owner) == (Rule.WRONG.label.zh, "person", person)
    assert line.ended == ()
    assert owed(session) == [line.seq]
    documents = session.scalars(select(RecordSide.document).where(RecordSide.seq <= before)).all()
    assert sum('"110000"' in document for document in documents) == left.count(True)
    assert session.get_one(Case, case).state == CaseState.CLOSED
    assert verify(session).failure is None
    assert verify_chain(session).failure is None
    assert verify_links(session) is None


def test_two_people_of_the_right_posts(session: Session, clock: FixedClock, person: str) -> None:
    first, _ = versions(session, person)
    with pytest.raises(NotAllowed):
        actions.propose_redaction(
            session, SIGNER, clock, first.seq, ["sex"], rule=Rule.COURT, asked_by=AskedBy.COURT, every_version=True,
            why="判决",
        )  # fmt: skip
    case = propose(session, clock, first.seq, "sex")
    with pytest.raises(NotAllowed):
        actions.decide_redaction(
            session, Actor(CLERK.ref, Role.REVIEWER, "同一人"), clock, case, outcome=Outcome.APPROVED, why="同意"
        )
    decide(session, clock, case)
    with pytest.raises(Conflict):
        decide(session, clock, case)


def test_a_refusal_erases_nothing(session: Session, clock: FixedClock, person: str) -> None:
    first, _ = versions(session, person)
    decide(session, clock, propose(session, clock, first.seq, "sex"), Outcome.REFUSED)
    assert all("sex" in one.fields for one in versions(session, person))


def test_what_went_meanwhile_is_told(session: Session, clock: FixedClock, person: str) -> None:
    first, _ = versions(session, person)
    one, other = (propose(session, clock, first.seq, "sex") for _ in range(2))
    decide(session, clock, one)
    assert asked_in(session, session.get_one(Case, other)).versions == 0
    with pytest.raises(Conflict):
        decide(session, clock, other)


def test_what_cannot_be_proposed(session: Session, clock: FixedClock, person: str) -> None:
    first, _ = versions(session, person)
    for item, fields in ((10**6, ("sex",)), (first.seq, ()), (first.seq, ("uscc",))):
        with pytest.raises(RuleBroken):
            propose(session, clock, item, *fields)
    company = register_company(session, clock)
    (entry,) = reading.current_of(session, [company], ["company"])[company]
    with pytest.raises(RuleBroken):
        propose(session, clock, entry.seq, "name")
    assert targets_of(session, 10**6, ["sex"], every_version=True) == []


def test_what_is_held_is_listed_newest_first(session: Session, clock: FixedClock, person: str) -> None:
    held = held_of(session, person)
    assert [one.seq for one in held] == sorted((one.seq for one in held), reverse=True)
    assert {one.kind for one in held} == {"worker"}
    assert all(one.person for one in held)


def test_a_case_of_another_kind_or_shape_is_none(session: Session, clock: FixedClock) -> None:
    for case in (open_case(session, clock), "none"):
        with pytest.raises(NotFound):
            decide(session, clock, case)
