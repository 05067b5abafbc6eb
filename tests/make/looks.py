"""Builders for looks: a case to look on, an approval to look more."""

from sqlalchemy.orm import Session

from registry.cases import actions as cases
from registry.cases.models import Case
from registry.cases.states import CaseKind, Outcome
from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.looks import actions
from registry.looks.states import GrantKind, Purpose
from tests.make.cases import DPO, OTHER_REVIEWER, open_case


def case_number(*, session: Session, clock: Clock, kind: CaseKind = CaseKind.COMPANY_CHANGE) -> str:
    """The number of an open case."""
    case = session.get(Case, open_case(session, clock, kind=kind))
    assert case is not None
    return case.number


def granted(*, session: Session, clock: Clock, to: Actor, count: int = 50, days: int = 3) -> str:
    """An approval to unmask in bulk, asked by `to` and decided by two others; returns its ref."""
    ref = actions.request_grant(
        session, to, clock, kind=GrantKind.UNMASK, purpose=Purpose.VERIFY, count=count, days=days, why="年度核对"
    )
    cases.propose(session, DPO, clock, ref, outcome=Outcome.APPROVED, why="用途明确")
    cases.decide(session, OTHER_REVIEWER, clock, ref, outcome=Outcome.APPROVED, why="同意")
    return actions.open_grant(session, to, clock, ref)
