"""Adverse results: proposed by one account, answered by the person, decided by another account through a case.

The case holds no word of what was found: reasons and reply lie encrypted here, and reading them leaves a trace.
"""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.background_checks.access import PERMISSIONS
from registry.background_checks.actions import record_many
from registry.background_checks.desk import NewFinding, check_finding
from registry.background_checks.due import refresh
from registry.background_checks.models import AdverseFinding, CheckRequest
from registry.background_checks.queries import newest_id
from registry.background_checks.rules import NewCheck
from registry.background_checks.states import Component, FindingState, Outcome, RequestState
from registry.cases import actions as cases
from registry.cases.states import CaseKind
from registry.cases.states import Outcome as Decided
from registry.core.actor import Actor
from registry.core.base import new_ref
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND, require
from registry.core.sources import Source
from registry.record import reading
from registry.workers.people import require_own_people
from registry.working_days.rules import Due

KIND = CaseKind.CHECK_ADVERSE
_TABLE = "adverse_finding"
# What stands on the case, where more people may read it than here.
_PROPOSED = "提出未通过结果，理由见核查卷"
_DECIDED = {Decided.APPROVED: "认定未通过，理由见核查卷", Decided.REFUSED: "不予认定，理由见核查卷"}


@dataclass(frozen=True, slots=True)
class FindingWords:
    """What was found and what the person said to it, in the clear."""

    reasons: str
    reply: str | None


def propose_adverse(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, finding: NewFinding, *, due: Due | None = None
) -> str:
    """Propose an adverse result: opens a case and proposes in it. Returns the case's ref; nobody else learns of it.

    Raises NotAllowed, RuleBroken, NotFound for an unknown person, Conflict when one about this is under way.
    """
    require(actor, PERMISSIONS["background_checks.propose_adverse"])
    findings = check_finding(finding, shanghai_date(clock.now()))
    if findings:
        raise RuleBroken(findings)
    require_own_people(session, actor, [finding.worker_ref])
    if session.scalar(
        select(AdverseFinding.ref).where(
            AdverseFinding.worker_ref == finding.worker_ref,
            AdverseFinding.component == finding.component.value,
            AdverseFinding.state == FindingState.PROPOSED.value,
        )
    ):
        raise Conflict(Label("这一项已有待决定的未通过结果", "An adverse result of this component is under way"))
    ref = new_ref()
    payload = {"finding": ref, "component": finding.component.value}
    case_ref = cases.open_case(
        session,
        actor,
        clock,
        kind=KIND,
        subject_kind="worker",
        subject_ref=finding.worker_ref,
        payload=payload,
        due=due,
    )
    cases.propose(session, actor, clock, case_ref, outcome=Decided.APPROVED, why=_PROPOSED)
    session.add(
        AdverseFinding(
            ref=ref,
            case_ref=case_ref,
            worker_ref=finding.worker_ref,
            component=finding.component.value,
            source=finding.source.value,
            source_note=finding.source_note.strip(),
            checked_on=finding.checked_on,
            covers_until=finding.covers_until,
            document=finding.document.strip(),
            reasons=keyring.encrypt(finding.reasons.strip(), table=_TABLE, column="reasons", row=ref),
            state=FindingState.PROPOSED.value,
            proposed_by=actor.ref,
            proposed_at=clock.now(),
        )
    )
    session.flush()
    after = {"component": finding.component.value, "finding": ref, "case": case_ref}
    write(session, clock, actor, [Trace("checks.propose_adverse", "checks", finding.worker_ref, None, after)])
    return case_ref


def note_reply(session: Session, actor: Actor, clock: Clock, keyring: KeyRing, case_ref: str, reply: str) -> None:
    """Note what the person said to a proposed result, or that they were told and said nothing.

    Raises NotAllowed, NotFound, RuleBroken without words, Conflict once it is decided.
    """
    require(actor, PERMISSIONS["background_checks.hear"])
    row = _load(session, case_ref)
    if not reply.strip():
        message = Label("请写明本人的答复，或写明已告知而未答复", "Give the reply, or say that none came")
        raise RuleBroken([Finding("reply_words", message, "reply")])
    row.reply = keyring.encrypt(reply.strip(), table=_TABLE, column="reply", row=row.ref)
    row.replied_on = shanghai_date(clock.now())
    session.flush()
    after = {"finding": row.ref, "replied_on": row.replied_on.isoformat()}
    write(session, clock, actor, [Trace("checks.hear", "checks", row.worker_ref, None, after)])


def decide_adverse(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    case_ref: str,
    outcome: Decided,
    *,
    why: str,
    version: int | None = None,
) -> None:
    """Decide a proposed result: upheld it becomes a statement, and the public sees no valid check from then on.

    Raises NotAllowed for whoever proposed it, NotFound, RuleBroken without reasons or before the person was heard,
    Conflict once it is decided.
    """
    require(actor, PERMISSIONS["background_checks.decide_adverse"])
    row = _load(session, case_ref)
    if row.proposed_by == actor.ref:
        raise NotAllowed(Label("意见是您提出的，须由另一个人决定", "You proposed this yourself"))
    findings = []
    if not why.strip():
        findings.append(Finding("reason_missing", Label("请写明理由", "Give the reason"), "why"))
    if row.replied_on is None:
        message = Label("请先听取本人的答复", "Hear the person first")
        findings.append(Finding("reply_missing", message, "reply"))
    if findings:
        raise RuleBroken(findings)
    cases.decide(session, actor, clock, case_ref, outcome=outcome, why=_DECIDED.get(outcome, ""), version=version)
    component, upheld, position = Component(row.component), outcome is Decided.APPROVED, reading.position(session)
    if upheld:
        _state(session, actor, clock, row)
        row.check_id = newest_id(session, row.worker_ref, component)
    words = keyring.decrypt(row.reasons, table=_TABLE, column="reasons", row=row.ref)
    joined = f"{words}\n{why.strip()}"
    row.reasons = keyring.encrypt(joined, table=_TABLE, column="reasons", row=row.ref)
    row.state = (FindingState.UPHELD if upheld else FindingState.DISMISSED).value
    row.decided_by, row.decided_at = actor.ref, clock.now()
    session.flush()
    cases.use_decision(
        session, actor, clock, case_ref, kind=KIND, subject_ref=row.worker_ref, outcome=outcome, since=position
    )
    after = {"finding": row.ref, "state": row.state, "proposed_by": row.proposed_by}
    write(session, clock, actor, [Trace("checks.decide_adverse", "checks", row.worker_ref, None, after)])


def read_finding(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, case_ref: str, *, why: str
) -> FindingWords:
    """What was found and what the person said; the reading is traced with its purpose before the words come back.

    Raises NotAllowed, NotFound, RuleBroken without a purpose.
    """
    require(actor, PERMISSIONS["background_checks.read_adverse"])
    if not why.strip():
        raise RuleBroken([Finding("purpose_missing", Label("请写明查看目的", "Say what it is for"), "why")])
    row = session.scalar(select(AdverseFinding).where(AdverseFinding.case_ref == case_ref))
    if row is None:
        raise NotFound(NOT_FOUND)
    after = {"finding": row.ref, "fields": ["reasons", "reply"]}
    write(session, clock, actor, [Trace("checks.read_finding", "checks", row.worker_ref, None, after, why.strip())])
    reply = None
    if row.reply is not None:
        reply = keyring.decrypt(row.reply, table=_TABLE, column="reply", row=row.ref)
    return FindingWords(keyring.decrypt(row.reasons, table=_TABLE, column="reasons", row=row.ref), reply)


def _load(session: Session, case_ref: str) -> AdverseFinding:
    row = session.scalar(select(AdverseFinding).where(AdverseFinding.case_ref == case_ref))
    if row is None:
        raise NotFound(NOT_FOUND)
    if row.state != FindingState.PROPOSED.value:
        raise Conflict(Label("这一结果已经决定", "This result is decided already"))
    return row


def _state(session: Session, actor: Actor, clock: Clock, row: AdverseFinding) -> None:
    """Make the statement, and answer the request that led to it."""
    statement = NewCheck(
        row.worker_ref, Component(row.component), Outcome.ADVERSE, Source(row.source), row.source_note, row.checked_on,
        covers_until=row.covers_until, document=row.document,
    )  # fmt: skip
    record_many(session, actor, clock, [statement])
    refresh(session, [row.worker_ref], shanghai_date(clock.now()))
    session.connection().execute(
        update(CheckRequest)
        .where(
            CheckRequest.worker_ref == row.worker_ref,
            CheckRequest.component == row.component,
            CheckRequest.state == RequestState.OPEN.value,
        )
        .values(state=RequestState.ANSWERED.value, ended_on=shanghai_date(clock.now()), retry_on=None)
    )
