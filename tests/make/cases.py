"""Builders of cases: open by default, for anybody's desk."""

from datetime import datetime

from sqlalchemy.orm import Session

from registry.cases import actions
from registry.cases.kinds import KINDS
from registry.cases.queries import steps
from registry.cases.states import CaseKind, Outcome
from registry.core.actor import Actor, Role
from registry.core.clock import Clock
from registry.working_days.rules import Due, add_hours

CLERK = Actor("clerk-1", Role.CLERK, "经办甲")
OTHER_CLERK = Actor("clerk-2", Role.CLERK, "经办乙")
REVIEWER = Actor("reviewer-1", Role.REVIEWER, "复核甲")
OTHER_REVIEWER = Actor("reviewer-2", Role.REVIEWER, "复核乙")
DPO = Actor("dpo-1", Role.DATA_PROTECTION_OFFICER, "个保负责人")
ADMIN = Actor("admin-1", Role.ADMINISTRATOR, "管理员")
KEEPER = Actor("keeper", Role.ASSOCIATION, "登记员")
SIGNER = Actor("signer-1", Role.COMPANY_SIGNER, "企业签署人", company="company-1")


def open_case(
    session: Session,
    clock: Clock,
    *,
    kind: CaseKind = CaseKind.COMPANY_CHANGE,
    subject: str = "company-1",
    company: str | None = "company-1",
    district: str | None = "990101",
    due_hours: int | None = 24,
    start: datetime | None = None,
    opener: Actor = KEEPER,
    payload: dict[str, object] | None = None,
) -> str:
    """A case of a kind, due a day after it was opened."""
    due: Due | None = add_hours(start or clock.now(), due_hours) if due_hours else None
    return actions.open_case(
        session, opener, clock, kind=kind, subject_kind="company", subject_ref=subject, company=company,
        district=district, payload=payload, due=due,
    )  # fmt: skip


def decided(
    session: Session,
    clock: Clock,
    *,
    kind: CaseKind = CaseKind.REDACTION,
    subject: str = "company-1",
    outcome: Outcome | None = None,
    proposer: Actor = CLERK,
    decider: Actor = REVIEWER,
) -> str:
    """A case that one person proposed on and another decided."""
    chosen = outcome or KINDS[kind].outcomes[0]
    ref = open_case(session, clock, kind=kind, subject=subject)
    if KINDS[kind].two_people:
        actions.propose(session, proposer, clock, ref, outcome=chosen, why="材料齐全")
    actions.decide(session, decider, clock, ref, outcome=chosen, why="同意意见")
    return ref


def written_by(session: Session, case: str) -> list[int]:
    """Positions of the record that the steps of a case name."""
    return sorted({position for step in steps(session, case) for position in step.positions})
