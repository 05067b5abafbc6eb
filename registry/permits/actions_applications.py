"""Applying for a permit and deciding the application: the case, the gate and the permit move in one transaction."""

from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.cases import actions as case_actions
from registry.cases.states import CaseKind, Outcome
from registry.companies.models import Company
from registry.core.actor import COMPANY_ROLES, Actor
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND, require
from registry.core.sources import Source
from registry.eligibility.actions import confirm_lines
from registry.permits.access import PERMISSIONS
from registry.permits.actions import PermitChange, extend, grant, issue_many, restate_many
from registry.permits.models import Permit
from registry.permits.queries import holder_of
from registry.permits.queries_cases import due_in, open_case_of, subject_of
from registry.permits.rules import NewPermit, check_term
from registry.permits.states import PermitState
from registry.workers.people import require_own_people
from registry.workers.queries import current_spells

APPLICATION_DAYS = 10  # working days for deciding an application (X: no source sets one)
SUBJECT = "permit"
DECIDED = Label("这项申请已经办结", "This application has been decided")


def apply(session: Session, actor: Actor, clock: Clock, keyring: KeyRing, worker_ref: str, *, words: str = "") -> str:
    """Apply for a person's permit; returns the ref of the case. The permit is on the register as applied for, unseen.

    Raises NotFound for another company's person, Conflict for a person who has a permit or an application already,
    RuleBroken for somebody who works nowhere or for words with a number in them, NotAllowed.
    """
    require(actor, PERMISSIONS["permits.apply"])
    require_own_people(session, actor, [worker_ref])
    company = _employer(session, actor, worker_ref)
    new = NewPermit(worker_ref, state=PermitState.APPLIED, source=Source.COMPANY)
    (ref,) = issue_many(session, actor, clock, keyring, [new])
    return case_actions.open_case(
        session, actor, clock, kind=CaseKind.PERMIT_APPLICATION, subject_kind=SUBJECT, subject_ref=ref,
        company=company, district=session.scalar(select(Company.district).where(Company.ref == company)),
        payload={"worker": worker_ref}, due=due_in(session, clock.now(), APPLICATION_DAYS), words=words,
    )  # fmt: skip


def decide_application(
    session: Session,
    actor: Actor,
    clock: Clock,
    case_ref: str,
    *,
    outcome: str,
    why: str,
    issuer: str,
    valid_until: date | None,
    version: int | None = None,
) -> None:
    """Grant the permit applied for, through the gate and up to a last day, or refuse it.

    Raises RuleBroken with what the gate misses, for a term that is none, or without a reason; Conflict, NotFound,
    NotAllowed.
    """
    require(actor, PERMISSIONS["permits.grant"])
    ref = subject_of(session, case_ref, CaseKind.PERMIT_APPLICATION)
    row = session.execute(select(Permit.worker_ref, Permit.state).where(Permit.ref == ref)).first()
    granted = outcome == Outcome.APPROVED
    if granted and row is not None:
        today = shanghai_date(clock.now())
        if findings := check_term(today, valid_until):
            raise RuleBroken(findings)
        confirm_lines(session, actor, clock, row.worker_ref, why=why)
        case_actions.decide(session, actor, clock, case_ref, outcome=outcome, why=why, version=version)
        particulars = PermitChange(ref, today, valid_until, issuer, Source.ASSOCIATION)
        restate_many(session, actor, clock, [particulars], why=why)
        grant(session, actor, clock, ref, why=why, case=case_ref)
    else:
        case_actions.decide(session, actor, clock, case_ref, outcome=outcome, why=why, version=version)
        if row is not None:
            drop_application(session, actor, clock, ref, why=why)
    case_actions.close(session, actor, clock, case_ref)


def renew(session: Session, actor: Actor, clock: Clock, permit_ref: str, *, valid_until: date | None, why: str) -> None:
    """Extend a permit through the gate: what a new one asks for, a longer one asks for too.

    Raises RuleBroken with what is missing or for a term that is none, Conflict, NotFound, NotAllowed.
    """
    require(actor, PERMISSIONS["permits.extend"])
    findings = check_term(shanghai_date(clock.now()), valid_until)
    if findings or valid_until is None:
        raise RuleBroken(findings)
    confirm_lines(session, actor, clock, holder_of(session, actor, permit_ref), why=why)
    extend(session, actor, clock, permit_ref, valid_until=valid_until, why=why)


def withdraw_application(session: Session, actor: Actor, clock: Clock, permit_ref: str, *, why: str) -> None:
    """Take an application back before it is decided. Raises NotFound, Conflict, NotAllowed, RuleBroken."""
    require(actor, PERMISSIONS["permits.apply"])
    _own_application(session, actor, permit_ref)
    case_ref = open_case_of(session, permit_ref, (CaseKind.PERMIT_APPLICATION,))
    if case_ref is None:
        raise NotFound(NOT_FOUND)
    case_actions.close(session, actor, clock, case_ref, why=why)
    drop_application(session, actor, clock, permit_ref, why=why)


def send_again(session: Session, actor: Actor, clock: Clock, permit_ref: str, *, words: str) -> None:
    """Put a returned application before the office again, with a fresh limit. Raises as `withdraw_application`."""
    require(actor, PERMISSIONS["permits.apply"])
    _own_application(session, actor, permit_ref)
    case_ref = open_case_of(session, permit_ref, (CaseKind.PERMIT_APPLICATION,))
    if case_ref is None:
        raise NotFound(NOT_FOUND)
    due = due_in(session, clock.now(), APPLICATION_DAYS)
    case_actions.resubmit(session, actor, clock, case_ref, words=words, due=due)


def drop_application(session: Session, actor: Actor, clock: Clock, ref: str, *, why: str) -> None:
    """Take an application off the register after it was refused or withdrawn; the case and the trace keep it.

    Nothing of it was ever published. Raises Conflict when the permit is more than applied for, NotAllowed.
    """
    require(actor, PERMISSIONS["permits.apply"])
    dropped = session.execute(
        delete(Permit).where(Permit.ref == ref, Permit.state == PermitState.APPLIED.value).returning(Permit.worker_ref)
    ).first()
    if dropped is None:
        raise Conflict(DECIDED)
    before = {"state": PermitState.APPLIED.value}
    write(session, clock, actor, [Trace("permit.drop", "permit", ref, before, None, why, (), dropped.worker_ref)])


def _employer(session: Session, actor: Actor, worker_ref: str) -> str | None:
    if actor.role in COMPANY_ROLES and actor.company is not None:
        return actor.company
    spells = current_spells(session, [worker_ref]).get(worker_ref, [])
    if not spells:
        message = Label("此人目前没有登记的所属企业", "This person works for no registered company now")
        raise RuleBroken([Finding("permit_employer", message)])
    return spells[0].company_ref


def _own_application(session: Session, actor: Actor, permit_ref: str) -> None:
    holder_of(session, actor, permit_ref)
    if session.scalar(select(Permit.state).where(Permit.ref == permit_ref)) != PermitState.APPLIED:
        raise Conflict(DECIDED)
