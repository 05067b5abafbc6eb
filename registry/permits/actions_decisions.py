"""Suspending and revoking by two people: one proposes on a case, another decides, and the decision works at once."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.cases import actions as case_actions
from registry.cases.models import Case
from registry.cases.states import CaseKind, Outcome
from registry.companies.models import Company
from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.core.errors import Conflict, NotAllowed, NotFound
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND, require
from registry.permits.access import PERMISSIONS
from registry.permits.actions import NOT_NOW, ON_DECISION, revoke, suspend
from registry.permits.actions_applications import SUBJECT
from registry.permits.models import Permit
from registry.permits.queries_cases import due_in, open_case_of, subject_of
from registry.permits.rules import after
from registry.permits.states import Act, PermitState
from registry.workers.queries import current_spells

SANCTIONS = {CaseKind.PERMIT_SUSPENSION: Act.SUSPEND, CaseKind.PERMIT_REVOCATION: Act.REVOKE}
DECISION_DAYS = 5  # working days for the second person (X: no source sets one)


def propose_sanction(session: Session, actor: Actor, clock: Clock, permit_ref: str, *, kind: CaseKind, why: str) -> str:
    """Open a case for suspending or revoking a permit and propose it; returns the case's ref. Nothing is public yet.

    Raises Conflict when the state does not allow it or such a case is open, RuleBroken without a reason, NotFound,
    NotAllowed.
    """
    require(actor, PERMISSIONS["permits.propose"])
    row = session.execute(
        select(Permit.worker_ref, Permit.state, Permit.decision_final).where(Permit.ref == permit_ref)
    ).first()
    if row is None:
        raise NotFound(NOT_FOUND)
    if after(PermitState(row.state), SANCTIONS[kind], decision_final=row.decision_final) is None:
        raise Conflict(NOT_NOW)
    if open_case_of(session, permit_ref, tuple(SANCTIONS)) is not None:
        raise Conflict(Label("这张证已有待决定的案件", "A case about this permit awaits its decision"))
    spells = current_spells(session, [row.worker_ref]).get(row.worker_ref, [])
    company = spells[0].company_ref if spells else None
    case_ref = case_actions.open_case(
        session, actor, clock, kind=kind, subject_kind=SUBJECT, subject_ref=permit_ref, company=company,
        district=session.scalar(select(Company.district).where(Company.ref == company)) if company else None,
        payload={"worker": row.worker_ref}, due=due_in(session, clock.now(), DECISION_DAYS),
    )  # fmt: skip
    case_actions.propose(session, actor, clock, case_ref, outcome=Outcome.APPROVED, why=why)
    return case_ref


def decide_sanction(
    session: Session, actor: Actor, clock: Clock, case_ref: str, *, outcome: str, why: str, version: int | None = None
) -> None:
    """Decide what another person proposed; agreed to, the permit answers 今日无效 from this moment, without a reason.

    Raises NotAllowed for the one who proposed it; Conflict, RuleBroken, NotFound.
    """
    ref = subject_of(session, case_ref, *SANCTIONS)
    case = session.get(Case, case_ref)
    assert case is not None  # subject_of has just read it
    kind, proposer = CaseKind(case.kind), case.proposed_by
    require(actor, PERMISSIONS["permits.suspend" if kind is CaseKind.PERMIT_SUSPENSION else "permits.revoke"])
    if proposer in (None, actor.ref):
        # A suspension too, whatever the table of kinds asks for.
        raise NotAllowed(ON_DECISION)
    case_actions.decide(session, actor, clock, case_ref, outcome=outcome, why=why, version=version)
    if outcome == Outcome.APPROVED:
        carry_out = suspend if kind is CaseKind.PERMIT_SUSPENSION else revoke
        carry_out(session, actor, clock, ref, why=why, case=case_ref)
    case_actions.close(session, actor, clock, case_ref)
