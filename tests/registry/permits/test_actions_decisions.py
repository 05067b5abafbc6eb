"""Suspension and revocation take two people and work at once; why is told when the decision is final."""

from collections.abc import Callable
from itertools import product

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from registry.cases.models import Case
from registry.cases.states import CaseKind, CaseState, Outcome
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.permits.actions import lift, revoke, settle, suspend
from registry.permits.actions_decisions import decide_sanction, propose_sanction
from registry.permits.disclosure import PermitFace
from registry.permits.states import PermitState
from registry.record import reading
from registry.standing.door import AnswerKind, door_answer
from tests.make.cases import CLERK, DPO, OTHER_REVIEWER, REVIEWER
from tests.make.permits import issued

KINDS = (CaseKind.PERMIT_SUSPENSION, CaseKind.PERMIT_REVOCATION)
STATES = {CaseKind.PERMIT_SUSPENSION: PermitState.SUSPENDED, CaseKind.PERMIT_REVOCATION: PermitState.REVOKED}
WHY = "投诉查实"


@pytest.fixture
def permit(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> str:
    return issued(session=session, actor=actor, clock=clock, keyring=keyring)[1]


def face(session: Session, permit: str) -> PermitFace:
    entry = reading.current(session, "permit", permit)
    assert entry is not None
    return entry.face(PermitFace)


def propose(session: Session, clock: FixedClock, permit: str, kind: CaseKind, actor: Actor = CLERK) -> str:
    return propose_sanction(session, actor, clock, permit, kind=kind, why=WHY)


@pytest.mark.parametrize("kind", KINDS)
def test_a_proposal_changes_nothing_a_second_person_does(
    session: Session, clock: FixedClock, permit: str, kind: CaseKind
) -> None:
    case = propose(session, clock, permit, kind)
    assert face(session, permit).state is PermitState.ACTIVE
    decide_sanction(session, REVIEWER, clock, case, outcome=Outcome.APPROVED, why="同意")
    assert face(session, permit).state is STATES[kind]
    assert face(session, permit).decision_final is False
    row = session.get(Case, case)
    assert row is not None
    assert (row.state, row.used_at is not None) == (CaseState.CLOSED, True)


@pytest.mark.parametrize("kind", KINDS)
def test_the_door_says_no_at_once_and_why_only_when_it_is_final(
    session: Session, clock: FixedClock, permit: str, kind: CaseKind
) -> None:
    def answer() -> tuple[AnswerKind, int]:
        told = door_answer(face(session, permit), None, None, None, (), {}, shanghai_date(clock.now()))
        return told.kind, len(told.reasons)

    case = propose(session, clock, permit, kind)
    decide_sanction(session, REVIEWER, clock, case, outcome=Outcome.APPROVED, why="同意")
    assert answer() == (AnswerKind.NOT_VALID_TODAY, 0)
    settle(session, REVIEWER, clock, permit, why="申诉期满")
    assert answer() == (AnswerKind.NOT_VALID_TODAY, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_leaves_the_permit_and_another_proposal_may_come(
    session: Session, clock: FixedClock, permit: str, kind: CaseKind
) -> None:
    case = propose(session, clock, permit, kind)
    decide_sanction(session, REVIEWER, clock, case, outcome=Outcome.REFUSED, why="证据不足")
    assert face(session, permit).state is PermitState.ACTIVE
    propose(session, clock, permit, kind)


@pytest.mark.parametrize(("kind", "outcome"), list(product(KINDS, (Outcome.APPROVED, Outcome.REFUSED))))
def test_who_proposed_does_not_decide(
    session: Session, clock: FixedClock, permit: str, kind: CaseKind, outcome: Outcome
) -> None:
    case = propose(session, clock, permit, kind, REVIEWER)
    same_account = Actor(REVIEWER.ref, Role.REVIEWER, "换了个名字")
    for actor in (REVIEWER, same_account):
        with pytest.raises(NotAllowed):
            decide_sanction(session, actor, clock, case, outcome=outcome, why="我说了算")
    assert face(session, permit).state is PermitState.ACTIVE
    decide_sanction(session, OTHER_REVIEWER, clock, case, outcome=outcome, why="同意")


def test_the_database_refuses_one_person_for_both(session: Session, clock: FixedClock, permit: str) -> None:
    case = propose(session, clock, permit, CaseKind.PERMIT_REVOCATION, REVIEWER)
    session.flush()
    with pytest.raises(DBAPIError):
        session.execute(
            update(Case)
            .where(Case.ref == case)
            .values(
                state="decided", active=False, decided_by=REVIEWER.ref, decided_outcome="approved",
                decided_reason="x", decided_at=clock.now(),
            )
        )  # fmt: skip
    session.rollback()


@pytest.mark.parametrize("verb", [suspend, revoke])
def test_no_one_at_the_desk_does_it_without_a_case(
    session: Session, clock: FixedClock, permit: str, verb: Callable[..., None]
) -> None:
    with pytest.raises(NotAllowed):
        verb(session, REVIEWER, clock, permit, why="x")


def test_a_decision_works_once_for_its_permit_and_its_kind(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, permit: str
) -> None:
    case = propose(session, clock, permit, CaseKind.PERMIT_SUSPENSION)
    decide_sanction(session, REVIEWER, clock, case, outcome=Outcome.APPROVED, why="同意")
    lift(session, REVIEWER, clock, permit, why="改正")
    nested = session.begin_nested()
    with pytest.raises(Conflict):
        suspend(session, REVIEWER, clock, permit, why="再来一次", case=case)
    nested.rollback()
    other = issued(session=session, actor=actor, clock=clock, keyring=keyring)[1]
    for verb, ref in ((suspend, other), (revoke, permit)):
        nested = session.begin_nested()
        with pytest.raises(NotFound):
            verb(session, REVIEWER, clock, ref, why="x", case=case)
        nested.rollback()


def test_one_case_at_a_time(session: Session, clock: FixedClock, permit: str) -> None:
    propose(session, clock, permit, CaseKind.PERMIT_SUSPENSION)
    for kind in KINDS:
        with pytest.raises(Conflict):
            propose(session, clock, permit, kind)


def test_what_happened_meanwhile_wins(session: Session, actor: Actor, clock: FixedClock, permit: str) -> None:
    case = propose(session, clock, permit, CaseKind.PERMIT_SUSPENSION)
    revoke(session, actor, clock, permit, why="另案", final=True)
    nested = session.begin_nested()
    with pytest.raises(Conflict):
        decide_sanction(session, REVIEWER, clock, case, outcome=Outcome.APPROVED, why="同意")
    nested.rollback()
    decide_sanction(session, REVIEWER, clock, case, outcome=Outcome.REFUSED, why="已无必要")


def test_it_takes_a_reason_without_numbers(session: Session, clock: FixedClock, permit: str) -> None:
    for why in ("", "  ", "电话 13800138000"):
        nested = session.begin_nested()
        with pytest.raises(RuleBroken):
            propose_sanction(session, CLERK, clock, permit, kind=CaseKind.PERMIT_SUSPENSION, why=why)
        nested.rollback()


OTHERS = (DPO, Actor("a", Role.ADMINISTRATOR, "管"), Actor("c", Role.COMPANY_SIGNER, "企", company="c"))


@pytest.mark.parametrize("other", OTHERS)
def test_others_propose_nothing(session: Session, clock: FixedClock, permit: str, other: Actor) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        propose(session, clock, permit, CaseKind.PERMIT_REVOCATION, other)


def test_a_clerk_decides_nothing(session: Session, clock: FixedClock, permit: str) -> None:
    case = propose(session, clock, permit, CaseKind.PERMIT_REVOCATION, REVIEWER)
    with pytest.raises(NotAllowed):
        decide_sanction(session, CLERK, clock, case, outcome=Outcome.APPROVED, why="同意")
