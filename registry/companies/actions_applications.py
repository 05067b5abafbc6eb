"""A company's way into the register: draft, submission, return for correction, decision by two, publication."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.accounts.actions import give_post
from registry.audit.actions import Trace, write
from registry.cases import actions as case_actions
from registry.cases.states import CaseKind, Outcome
from registry.companies import access
from registry.companies.actions import CODE_TAKEN, register
from registry.companies.actions_declaring import declare
from registry.companies.actions_succession import declare_predecessor
from registry.companies.models import CompanyApplication
from registry.companies.queries import refs_by_uscc
from registry.companies.rules_applications import FIELDS, SECTION_FIELDS, check_application, row_of
from registry.companies.states import EDITABLE, ApplicationSection, ApplicationState
from registry.core.actor import SYSTEM, Actor, Role
from registry.core.base import new_ref
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.identifiers import normalise_identifier
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND
from registry.record import reading
from registry.working_days.queries import calendar_of
from registry.working_days.rules import add_working_days

REVIEW_WORKING_DAYS = 10  # (X) our own promise to applicants; no source names one
_STATE = Label("申请目前的状态不允许这样做", "The application's state does not allow this now")
UNKNOWN_PREDECESSOR = Finding(
    "application_predecessor", Label("登记中没有这家前身企业", "No such predecessor is registered"), "predecessor"
)


def begin(session: Session, actor: Actor, clock: Clock) -> str:
    """The person's application under way, or a new draft; returns its ref."""
    access.require(actor, "companies.apply")
    found = session.scalar(
        select(CompanyApplication.ref).where(
            CompanyApplication.account_ref == actor.ref,
            CompanyApplication.state.in_(
                [ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.RETURNED]
            ),
        )
    )
    if found is not None:
        return found
    now = clock.now()
    ref = new_ref()
    # Half of a random name: short enough to read out on the telephone, and it tells nobody how many there are.
    number = f"SQ-{shanghai_date(now):%Y%m%d}-{new_ref()[:8].upper()}"
    session.add(
        CompanyApplication(
            ref=ref, number=number, account_ref=actor.ref, state=ApplicationState.DRAFT, answers={}, begun_at=now,
            changed_at=now,
        )
    )  # fmt: skip
    session.flush()
    _trace(session, actor, clock, "companies.begin_application", ref, after={"number": number})
    return ref


def save_section(
    session: Session, actor: Actor, clock: Clock, ref: str, section: ApplicationSection, answers: Mapping[str, Any]
) -> list[Finding]:
    """Keep the answers of one section, right or wrong, and say what is still wrong with them.

    Raises NotFound for somebody else's application, Conflict once it is with the office.
    """
    found = _own(session, actor, ref)
    if ApplicationState(found.state) not in EDITABLE:
        raise Conflict(_STATE)
    names = SECTION_FIELDS[section]
    kept = {name: answers.get(name) or None for name in names}
    found.answers = {**{name: value for name, value in found.answers.items() if name in FIELDS}, **kept}
    found.changed_at = clock.now()
    session.flush()
    _trace(session, actor, clock, "companies.save_application", ref, after={"section": section.value})
    return [
        finding for finding in check_application(found.answers, shanghai_date(clock.now())) if finding.field in names
    ]


def submit(session: Session, actor: Actor, clock: Clock, ref: str) -> str:
    """Put the application before the office; returns its number. Raises RuleBroken when anything is wrong or missing,

    Conflict when it is with the office already, NotFound for somebody else's, and YearNotLoaded.
    """
    found = _own(session, actor, ref)
    if ApplicationState(found.state) not in EDITABLE:
        raise Conflict(_STATE)
    now = clock.now()
    findings = check_application(found.answers, shanghai_date(now))
    code = normalise_identifier(str(found.answers.get("uscc") or ""))
    if not findings and refs_by_uscc(session, [code]):
        findings.append(CODE_TAKEN)
    predecessor = normalise_identifier(str(found.answers.get("predecessor") or ""))
    if predecessor and not refs_by_uscc(session, [predecessor]):
        findings.append(UNKNOWN_PREDECESSOR)
    if findings:
        raise RuleBroken(findings)
    due = add_working_days(now, REVIEW_WORKING_DAYS, calendar_of(session))
    if found.case_ref is None:
        found.case_ref = case_actions.open_case(
            session, actor, clock, kind=CaseKind.COMPANY_APPLICATION, subject_kind="company_application",
            subject_ref=ref, district=found.answers.get("district"), payload={"number": found.number}, due=due,
        )  # fmt: skip
    else:
        case_actions.resubmit(session, actor, clock, found.case_ref, due=due)
    found.state, found.submitted_at = ApplicationState.SUBMITTED, now
    session.flush()
    _trace(session, actor, clock, "companies.submit_application", ref, after={"number": found.number})
    return found.number


def withdraw_application(session: Session, actor: Actor, clock: Clock, ref: str) -> None:
    """Give up a draft or a returned application. Raises Conflict while the office has it, NotFound."""
    found = _own(session, actor, ref)
    if ApplicationState(found.state) not in EDITABLE:
        raise Conflict(_STATE)
    found.state = ApplicationState.WITHDRAWN
    if found.case_ref is not None:
        case_actions.close(session, actor, clock, found.case_ref, why="申请人撤回 / withdrawn by the applicant")
    session.flush()
    _trace(session, actor, clock, "companies.withdraw_application", ref)


def return_application(
    session: Session, actor: Actor, clock: Clock, case_ref: str, *, why: str, fields: Mapping[str, str],
    version: int | None = None,
) -> None:  # fmt: skip
    """Give an application back with reasons, in general and per field. Raises as the case's verbs do."""
    found = _of_case(session, case_ref)
    case_actions.return_for_correction(session, actor, clock, case_ref, why=why, fields=fields, version=version)
    found.state = ApplicationState.RETURNED
    session.flush()
    _trace(session, actor, clock, "companies.return_application", found.ref, why=why)


def decide_application(
    session: Session, actor: Actor, clock: Clock, case_ref: str, *, outcome: Outcome, why: str,
    version: int | None = None,
) -> str | None:  # fmt: skip
    """Decide what another officer proposed. Approved: the company is registered and published, the applicant becomes
    its signer, a declared predecessor is tied to it; returns the company's ref. Refused: None.

    Raises as the case's verbs and as `register` do; nothing is half done.
    """
    found = _of_case(session, case_ref)
    decision = case_actions.decide(session, actor, clock, case_ref, outcome=outcome, why=why, version=version)
    if decision.outcome is not Outcome.APPROVED:
        found.state = ApplicationState.REFUSED
        session.flush()
        _trace(session, actor, clock, "companies.refuse_application", found.ref, why=why)
        return None
    position = reading.position(session)
    company = register(session, actor, clock, row_of(found.answers))
    found.state, found.company_ref = ApplicationState.APPROVED, company
    session.flush()
    declare(session, SYSTEM, clock, company, found.answers)
    give_post(session, SYSTEM, clock, found.account_ref, Role.COMPANY_SIGNER, company=company)
    predecessor = normalise_identifier(str(found.answers.get("predecessor") or ""))
    if predecessor:
        declare_predecessor(
            session, actor, clock, successor=company, predecessor=refs_by_uscc(session, [predecessor])[predecessor],
            basis=str(found.answers.get("predecessor_basis")), from_on=shanghai_date(clock.now()),
        )  # fmt: skip
    case_actions.use_decision(
        session, actor, clock, case_ref, kind=CaseKind.COMPANY_APPLICATION, subject_ref=found.ref,
        outcome=Outcome.APPROVED, since=position,
    )  # fmt: skip
    _trace(session, actor, clock, "companies.approve_application", found.ref, after={"company": company}, why=why)
    return company


def _own(session: Session, actor: Actor, ref: str) -> CompanyApplication:
    access.require(actor, "companies.apply")
    found = session.get(CompanyApplication, ref)
    if found is None or found.account_ref != actor.ref:
        raise NotFound(NOT_FOUND)
    return found


def _of_case(session: Session, case_ref: str) -> CompanyApplication:
    found = session.scalar(select(CompanyApplication).where(CompanyApplication.case_ref == case_ref))
    if found is None:
        raise NotFound(NOT_FOUND)
    return found


def _trace(
    session: Session, actor: Actor, clock: Clock, action: str, ref: str, *, after: Mapping[str, Any] | None = None,
    why: str = "",
) -> None:  # fmt: skip
    write(session, clock, actor, [Trace(action, "company_application", ref, None, after, why)])
