"""A registered company declares what changed (within 15 days, 上海市家政服务条例 art. 19); an officer reviews it.

Also the end of a registration at the company's own wish, and the decisions that take two officers: suspension and
expulsion.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.cases import actions as case_actions
from registry.cases.models import Case
from registry.cases.states import CaseKind, Outcome
from registry.companies import access
from registry.companies.actions import Change, change, expel, suspend, withdraw
from registry.companies.models import Company
from registry.companies.queries import load
from registry.companies.rules_applications import (
    DUTIES,
    SECTION_FIELDS,
    answers_of,
    changed_fields,
    check_application,
    row_of,
)
from registry.companies.states import ENDED, ApplicationSection, CompanyState
from registry.core.actor import Actor
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND, require_company
from registry.record import reading
from registry.tasks.actions import enqueue
from registry.working_days.queries import calendar_of
from registry.working_days.rules import add_working_days

CHANGE_DAYS = 15  # natural days from the event (domain README 4.11, A)
REVIEW_WORKING_DAYS = 10  # (X) as for applications
END_EMPLOYMENTS = "end_employments"  # the job after a withdrawal: its people no longer work there
WITHDRAWAL = "withdrawal"  # the key in a case's payload that makes a declared change the wish to leave
NOTHING_CHANGED = Finding("change_nothing", Label("没有改动", "Nothing was changed"), None)
FILED = tuple(
    name
    for section in (ApplicationSection.ENTITY, ApplicationSection.PREMISES, ApplicationSection.SERVICES,
                    ApplicationSection.RESPONSIBLE)
    for name in SECTION_FIELDS[section]
    if name not in {"uscc", "department"}
)  # fmt: skip
_KIND_OF = {
    CompanyState.SUSPENDED: CaseKind.COMPANY_SUSPENSION,
    CompanyState.EXPELLED: CaseKind.COMPANY_EXPULSION,
}


def file_change(
    session: Session, actor: Actor, clock: Clock, company_ref: str, answers: Mapping[str, Any], *, happened_on: date
) -> str:
    """Declare what changed on a day; returns the case in which an officer reviews it. Nothing is published before.

    Raises NotFound for another company, RuleBroken when nothing changed, a value is wrong or the day lies ahead.
    """
    access.require(actor, "companies.file_change")
    require_company(actor, company_ref)
    face = load(session, [company_ref]).get(company_ref)
    if face is None:
        raise NotFound(NOT_FOUND)
    today = shanghai_date(clock.now())
    before = answers_of(face)
    names = changed_fields(before, answers, FILED)
    # Only what is changed is judged: an old gap elsewhere must not keep a company from filing a new address.
    findings = [finding for finding in check_application({**before, **answers}, today) if finding.field in names]
    if happened_on > today:
        findings.append(Finding("change_ahead", Label("日期在将来", "The day lies in the future"), "happened_on"))
    if not names:
        findings.append(NOTHING_CHANGED)
    if findings:
        raise RuleBroken(findings)
    now = clock.now()
    return case_actions.open_case(
        session, actor, clock, kind=CaseKind.COMPANY_CHANGE, subject_kind="company", subject_ref=company_ref,
        company=company_ref, district=face.district,
        payload={
            "changes": {name: answers.get(name) or None for name in names},
            "before": {name: before.get(name) or None for name in names},
            "happened_on": happened_on.isoformat(),
            "late": today > happened_on + timedelta(days=CHANGE_DAYS),
        },
        due=add_working_days(now, REVIEW_WORKING_DAYS, calendar_of(session)),
    )  # fmt: skip


def file_withdrawal(session: Session, actor: Actor, clock: Clock, company_ref: str, *, why: str) -> str:
    """The company asks for its registration to end; returns the case in which an officer closes it.

    Raises NotFound for another company, RuleBroken without reason, when it has ended or the wish is before the office.
    """
    access.require(actor, "companies.file_withdrawal")
    require_company(actor, company_ref)
    face = load(session, [company_ref]).get(company_ref)
    if face is None:
        raise NotFound(NOT_FOUND)
    if not why.strip():
        raise RuleBroken([Finding("company_why", Label("请写明原因", "Give the reason"), "why")])
    filed = session.scalars(
        select(Case).where(Case.kind == CaseKind.COMPANY_CHANGE, Case.subject_ref == company_ref, Case.active.is_(True))
    )
    if face.state in ENDED or any(case.payload.get(WITHDRAWAL) for case in filed):
        words = Label("已经退出或正在办理退出", "The registration has ended, or its end is before the office")
        raise RuleBroken([Finding("withdrawal_filed", words, "why")])
    return case_actions.open_case(
        session, actor, clock, kind=CaseKind.COMPANY_CHANGE, subject_kind="company", subject_ref=company_ref,
        company=company_ref, district=face.district, words=why,
        payload={WITHDRAWAL: True, "changes": {}, "before": {}, "happened_on": shanghai_date(clock.now()).isoformat()},
        due=add_working_days(clock.now(), REVIEW_WORKING_DAYS, calendar_of(session)),
    )  # fmt: skip


def decide_change(
    session: Session, actor: Actor, clock: Clock, case_ref: str, *, outcome: Outcome, why: str,
    version: int | None = None,
) -> bool:  # fmt: skip
    """Decide on a declared change or the wish to leave; approved, it is published. Returns whether it was.

    Raises as the case's verbs and as `change` do.
    """
    access.require(actor, "companies.review")
    decision = case_actions.decide(session, actor, clock, case_ref, outcome=outcome, why=why, version=version)
    if decision.outcome is not Outcome.APPROVED:
        return False
    payload = session.get_one(Case, case_ref).payload
    company, position = decision.subject_ref, reading.position(session)
    if payload.get(WITHDRAWAL):
        withdraw(session, actor, clock, company, why=why)
        last = shanghai_date(clock.now()).isoformat()
        enqueue(
            session, actor, clock, kind=END_EMPLOYMENTS, payload={"company": company, "until_on": last},
            key=f"{END_EMPLOYMENTS}:{company}",
        )  # fmt: skip
        changed = True
    else:
        row = row_of({**answers_of(load(session, [company])[company]), **payload["changes"]})
        names = set(payload["changes"])
        if names & set(DUTIES):
            names = names - set(DUTIES) | {"responsible_roles"}
        fields = {name: row[name] for name in names} | {"source": row["source"]}
        changed = change(session, actor, clock, Change(company, fields, None, why))
    case_actions.use_decision(
        session, actor, clock, case_ref, kind=CaseKind.COMPANY_CHANGE, subject_ref=company, outcome=Outcome.APPROVED,
        since=position,
    )  # fmt: skip
    return changed


def propose_state(session: Session, actor: Actor, clock: Clock, company_ref: str, to: CompanyState, *, why: str) -> str:
    """Propose to suspend or expel a company; returns the case another officer decides. Raises NotFound, RuleBroken."""
    access.require(actor, "companies.review")
    found = session.get(Company, company_ref)
    if found is None:
        raise NotFound(NOT_FOUND)
    case = case_actions.open_case(
        session, actor, clock, kind=_KIND_OF[to], subject_kind="company", subject_ref=company_ref,
        company=company_ref, district=found.district,
        due=add_working_days(clock.now(), REVIEW_WORKING_DAYS, calendar_of(session)),
    )  # fmt: skip
    case_actions.propose(session, actor, clock, case, outcome=Outcome.APPROVED, why=why)
    return case


def decide_state(
    session: Session, actor: Actor, clock: Clock, case_ref: str, *, to: CompanyState, outcome: Outcome, why: str,
    version: int | None = None,
) -> bool:  # fmt: skip
    """Decide another officer's proposal to suspend or expel; approved, it holds at once. Returns whether it does."""
    decision = case_actions.decide(session, actor, clock, case_ref, outcome=outcome, why=why, version=version)
    if decision.outcome is not Outcome.APPROVED:
        return False
    position = reading.position(session)
    (suspend if to is CompanyState.SUSPENDED else expel)(session, actor, clock, decision.subject_ref, why=why)
    case_actions.use_decision(
        session, actor, clock, case_ref, kind=_KIND_OF[to], subject_ref=decision.subject_ref, outcome=Outcome.APPROVED,
        since=position,
    )  # fmt: skip
    return True
