"""Taking a request about personal data, and deciding it with its consequence in one transaction."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.cases import actions as case_actions
from registry.cases.models import Case
from registry.cases.states import CaseKind, Outcome
from registry.consents import actions as consent_actions
from registry.consents.models import Consent
from registry.consents.states import Channel
from registry.core.actor import Actor, Role
from registry.core.base import new_ref
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing, Purpose
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND, require
from registry.qualifications.actions_stages import forget_stages
from registry.record import reading
from registry.record.actions import Publication, Published, publish
from registry.record.kinds import KINDS
from registry.record.models import RecordEntry
from registry.record.redaction import redact_owner
from registry.rights.access import PERMISSIONS
from registry.rights.disclosure import CompanyObjectionFace, PersonObjectionFace
from registry.rights.models import RightsRequest
from registry.rights.queries import decided_by, has_open_request, last_day
from registry.rights.rules import ERASED_NAME, LIMITS, check_request
from registry.rights.states import ObjectionState
from registry.workers.models import Worker
from registry.workers.queries import files_joined_into
from registry.working_days.queries import calendar_of
from registry.working_days.rules import add_working_days

ERASURE_RULE = "个人信息保护法第四十七条"
ERASURE_ASKED_BY = "person"
OWN_ITEM = Label(
    "这条信息是您决定或记载的，异议须由另一个人决定",
    "You decided or recorded this item yourself; somebody else must decide the objection",
)
NOT_THEIRS = Label("这条记录不是关于此人或此企业的", "That entry is about somebody else")
UNDER_WAY = Label("您已有一件同样的请求正在办理", "A request of this kind of yours is being worked on already")
STILL_EMPLOYED = Label("此人仍在职，删除前须先办理离职", "The person still works for a company and must leave it first")


def file_request(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    *,
    kind: CaseKind,
    channel: Channel,
    words: str,
    contact: str = "",
    worker: str | None = None,
    company: str | None = None,
    item: int | None = None,
) -> str:
    """Take a request and open its case with its clock; an objection marks its item publicly in the same transaction.

    `words` and `contact` are kept encrypted. Raises RuleBroken, NotFound for an item that is not about the subject,
    NotAllowed, YearNotLoaded. A person in their own name files about nobody else, one of a kind at a time: Conflict.
    """
    complaint, own = kind == CaseKind.PRIVACY_COMPLAINT, actor.role == Role.WORKER
    require(actor, PERMISSIONS["rights.ask_own" if own else "rights.complain" if complaint else "rights.file"])
    if own and worker != actor.ref:
        raise NotFound(NOT_FOUND)
    findings = check_request(kind, worker=worker, company=company, item=item, words=words)
    if findings:
        raise RuleBroken(findings)
    subject = worker or company or "register"
    if worker is not None and session.scalar(select(Worker.ref).where(Worker.ref == worker)) is None:
        raise NotFound(NOT_FOUND)
    if own and has_open_request(session, actor.ref, kind, item):
        raise Conflict(UNDER_WAY)
    due = add_working_days(clock.now(), LIMITS[kind], calendar_of(session))
    case = case_actions.open_case(
        session, actor, clock, kind=kind, subject_kind="worker" if worker else "company" if company else "register",
        subject_ref=subject, company=company, payload={"channel": channel.value, "item": item} if item else
        {"channel": channel.value}, due=due,
    )  # fmt: skip
    entries: Sequence[Published] = ()
    objection = None
    if kind == CaseKind.OBJECTION and item is not None:
        owner = session.scalar(select(RecordEntry.owner).where(RecordEntry.seq == item))
        if owner != subject:
            raise RuleBroken(
                [Finding("item", Label("这条记录不是关于此人或此企业的", "That entry is about another"), "item")]
            )
        objection = new_ref()
        entries = _mark(session, clock, objection, subject, item, ObjectionState.OPEN, company is not None, None)
    session.add(
        RightsRequest(
            case_ref=case, worker_ref=worker, company_ref=company, channel=channel, item=item, objection_ref=objection,
            words=keyring.encrypt(words.strip(), table="rights_request", column="words", row=case),
            contact=keyring.encrypt(contact.strip(), table="rights_request", column="contact", row=case)
            if contact.strip() else None,
            gone_at=None,
        )
    )  # fmt: skip
    session.flush()
    write(session, clock, actor, [Trace("rights.file", "case", case, None, {"kind": kind.value}, "", entries)])
    return case


def decide_request(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    case_ref: str,
    *,
    outcome: str,
    why: str,
    version: int | None = None,
) -> None:
    """Decide a request and do what the decision says: end the mark, withdraw the consents, erase the person.

    Raises NotAllowed for an item the actor decided before, and what cases.decide raises.
    """
    request = session.get(RightsRequest, case_ref)
    if request is None:
        raise NotFound(NOT_FOUND)
    if request.item is not None and actor.ref in decided_by(session, request.item):
        raise NotAllowed(OWN_ITEM)
    decision = case_actions.decide(session, actor, clock, case_ref, outcome=outcome, why=why, version=version)
    position = reading.position(session)
    entries: Sequence[Published] = ()
    subject = request.worker_ref or request.company_ref
    if decision.kind is CaseKind.OBJECTION and request.objection_ref and subject:
        state = ObjectionState(decision.outcome.value)
        entries = _mark(
            session, clock, request.objection_ref, subject, request.item or 0, state,
            request.company_ref is not None, _filed_on(session, case_ref),
        )  # fmt: skip
    elif decision.outcome is Outcome.APPROVED and request.worker_ref:
        if decision.kind is CaseKind.RIGHTS_WITHDRAWAL:
            consent_actions.withdraw(
                session, actor, clock, request.worker_ref, channel=Channel(request.channel), why=why
            )
        elif decision.kind is CaseKind.RIGHTS_ERASURE:
            entries = _erase(session, actor, clock, keyring, request.worker_ref, why)
    case_actions.use_decision(
        session, actor, clock, case_ref, kind=decision.kind, subject_ref=decision.subject_ref, outcome=decision.outcome,
        since=position,
    )  # fmt: skip
    trace = Trace("rights.decide", "case", case_ref, None, {"outcome": decision.outcome.value}, why.strip(), entries)
    write(session, clock, actor, [trace])
    case_actions.close(session, actor, clock, case_ref, why=why)


def anonymise(session: Session, actor: Actor, clock: Clock, keyring: KeyRing, worker_ref: str, *, why: str) -> None:
    """Take name, numbers and the day of birth from a person's private row; what hangs on the ref is nobody's then."""
    worker = session.get(Worker, worker_ref)
    if worker is None:
        raise NotFound(NOT_FOUND)
    if last_day(session, worker_ref) is None:
        raise Conflict(STILL_EMPLOYED)
    for ref in (worker_ref, *files_joined_into(session, worker_ref)):
        nobody = f"erased {new_ref()}"
        session.execute(
            update(Worker)
            .where(Worker.ref == ref)
            .values(
                name=ERASED_NAME,
                birth_on=worker.birth_on.replace(month=1, day=1),
                native_province=None,
                id_number=keyring.encrypt(nobody, table="worker", column="id_number", row=ref),
                id_index=keyring.blind_index(Purpose.ID_NUMBER, nobody),
                phone=None,
                phone_index=None,
                permit_number=None,
                permit_index=None,
            )
        )
    session.expire(worker)
    forget_stages(session, actor, clock, worker_ref)
    write(session, clock, actor, [Trace("worker.anonymise", "worker", worker_ref, None, None, why)])


def _erase(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, worker_ref: str, why: str
) -> list[Published]:
    """Everything personal of a person leaves the record, and the private row loses who it was."""
    if last_day(session, worker_ref) is None:
        raise Conflict(STILL_EMPLOYED)
    standing = select(Consent.ref).where(Consent.worker_ref == worker_ref, Consent.withdrawn_at.is_(None)).limit(1)
    if session.scalar(standing) is not None:
        consent_actions.withdraw(session, actor, clock, worker_ref, channel=Channel.IN_PERSON, why=why)
    entries: list[Published] = []
    for ref in (worker_ref, *files_joined_into(session, worker_ref)):
        names = session.scalars(select(RecordEntry.kind).where(RecordEntry.owner == ref).distinct()).all()
        kinds = [KINDS[name] for name in sorted(names) if KINDS[name].personal]
        entries += redact_owner(session, clock, owner=ref, kinds=kinds, rule=ERASURE_RULE, asked_by=ERASURE_ASKED_BY)
    anonymise(session, actor, clock, keyring, worker_ref, why=why)
    return entries


def _mark(
    session: Session,
    clock: Clock,
    ref: str,
    owner: str,
    item: int,
    state: ObjectionState,
    of_company: bool,
    filed_on: date | None,
) -> list[Published]:
    today = shanghai_date(clock.now())
    cls = CompanyObjectionFace if of_company else PersonObjectionFace
    face = cls(item, state, filed_on or today, None if state is ObjectionState.OPEN else today)
    return publish(session, clock, [Publication(face.KIND, ref, owner, face, today)])


def _filed_on(session: Session, case_ref: str) -> date | None:
    at = session.scalar(select(Case.opened_at).where(Case.ref == case_ref))
    return shanghai_date(at) if at else None
