"""A predecessor before two officers: declared by the company at its desk or put forward by an officer, decided by
another. What a company declares shows on a stranger's page too, so it waits for the decision as well.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.cases import actions as case_actions
from registry.cases.models import Case
from registry.cases.states import CaseKind, Outcome
from registry.companies import access
from registry.companies.actions import UNKNOWN
from registry.companies.actions_succession import NO_REPLY, tie_companies
from registry.companies.queries import load, predecessors
from registry.companies.rules import check_succession
from registry.companies.states import SuccessionDeclarer
from registry.core.actor import Actor
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND, require_company
from registry.record import reading
from registry.working_days.queries import calendar_of
from registry.working_days.rules import add_working_days

DECIDED_WORKING_DAYS = 10  # (X) as for applications
_AHEAD = Finding("succession_ahead", Label("日期在将来", "The day lies in the future"), "from_on")
_UNDER_WAY = Finding(
    "succession_under_way",
    Label("这一前身正在办理，不必重复提出", "This predecessor is before the office already"),
    "predecessor",
)


def file_predecessor(
    session: Session, actor: Actor, clock: Clock, company_ref: str, *, predecessor: str, basis: str, from_on: date
) -> str:
    """The company says whom it carries on; returns the case. Nothing is published before two officers agreed.

    Raises NotFound for another company, RuleBroken without basis, for a circle, a tie that stands or is under way.
    """
    access.require(actor, "companies.declare_predecessor")
    require_company(actor, company_ref)
    return _open(session, actor, clock, company_ref, predecessor, SuccessionDeclarer.COMPANY, basis, "", from_on)


def propose_predecessor(
    session: Session,
    actor: Actor,
    clock: Clock,
    company_ref: str,
    *,
    predecessor: str,
    basis: str,
    reply: str,
    from_on: date,
) -> str:
    """An officer proposes a tie with what the company replied; returns the case that another officer decides.

    Raises as `file_predecessor`, RuleBroken without a reply too.
    """
    access.require(actor, "companies.review")
    if not reply.strip():
        raise RuleBroken([NO_REPLY])
    case = _open(session, actor, clock, company_ref, predecessor, SuccessionDeclarer.OFFICERS, basis, reply, from_on)
    case_actions.propose(session, actor, clock, case, outcome=Outcome.APPROVED, why=basis)
    return case


def decide_tie(
    session: Session, actor: Actor, clock: Clock, case_ref: str, *, outcome: Outcome, why: str,
    version: int | None = None,
) -> bool:  # fmt: skip
    """Decide what another officer proposed; approved, both companies' pages carry the tie. Returns whether they do.

    Raises as the case's verbs do, RuleBroken when the tie has become impossible since.
    """
    access.require(actor, "companies.decide_predecessor")
    decision = case_actions.decide(session, actor, clock, case_ref, outcome=outcome, why=why, version=version)
    if decision.outcome is not Outcome.APPROVED:
        return False
    position = reading.position(session)
    payload = session.get_one(Case, case_ref).payload
    declarer = SuccessionDeclarer(payload["declared_by"])
    by_officers = declarer is SuccessionDeclarer.OFFICERS
    values = {
        "declared_by": declarer,
        "first_officer": decision.proposed_by if by_officers else None,
        "second_officer": actor.ref if by_officers else None,
        "basis": payload["basis"],
        "reply": payload["reply"] or None,
        "from_on": date.fromisoformat(payload["from_on"]),
    }
    action = f"companies.{'decide' if by_officers else 'declare'}_predecessor"
    tie_companies(session, actor, clock, action, payload["predecessor"], decision.subject_ref, values)
    case_actions.use_decision(
        session, actor, clock, case_ref, kind=CaseKind.SUCCESSION, subject_ref=decision.subject_ref,
        outcome=Outcome.APPROVED, since=position,
    )  # fmt: skip
    return True


def _open(
    session: Session,
    actor: Actor,
    clock: Clock,
    company: str,
    predecessor: str,
    declarer: SuccessionDeclarer,
    basis: str,
    reply: str,
    from_on: date,
) -> str:
    faces = load(session, [company, predecessor])
    if company not in faces:
        raise NotFound(NOT_FOUND)
    if predecessor not in faces:
        raise RuleBroken([Finding("succession_unknown", UNKNOWN, "predecessor")])
    findings = check_succession(predecessor, company, predecessors(session), basis=basis)
    if from_on > shanghai_date(clock.now()):
        findings.append(_AHEAD)
    waiting = session.scalars(
        select(Case).where(Case.kind == CaseKind.SUCCESSION, Case.subject_ref == company, Case.active.is_(True))
    )
    if any(case.payload["predecessor"] == predecessor for case in waiting):
        findings.append(_UNDER_WAY)
    if findings:
        raise RuleBroken(findings)
    return case_actions.open_case(
        session, actor, clock, kind=CaseKind.SUCCESSION, subject_kind="company", subject_ref=company, company=company,
        district=faces[company].district,
        payload={
            "predecessor": predecessor, "declared_by": declarer.value, "basis": basis.strip(), "reply": reply.strip(),
            "from_on": from_on.isoformat(),
        },
        due=add_working_days(clock.now(), DECIDED_WORKING_DAYS, calendar_of(session)),
    )  # fmt: skip
