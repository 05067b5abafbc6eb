"""The verbs of a case's course: open, note, return, propose, decide, use the decision, close.

Every verb takes the `version` of the page that asks for it; when the case has moved on since, Conflict says who was
first and what happened. Slices wrap these: decide and apply in one transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.cases import timeline
from registry.cases.access import require_kind
from registry.cases.kinds import ENDS_DECIDED, KINDS
from registry.cases.models import Case
from registry.cases.rules import (
    NEEDS_DECISION,
    NEEDS_PROPOSAL,
    NO_LIMIT,
    OWN_PROPOSAL,
    check_outcome,
    check_reason,
    check_words,
    local_year,
)
from registry.cases.states import ACTIVE, Act, CaseKind, CaseState, Outcome
from registry.core.actor import Actor
from registry.core.base import new_ref
from registry.core.clock import Clock
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND, require_company
from registry.record import reading
from registry.record.actions import Published
from registry.working_days.rules import Due

MOST_SHOWN = 100  # entries of one decision that its timeline names


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about whom, by whom, and who had proposed it."""

    ref: str
    kind: CaseKind
    subject_kind: str
    subject_ref: str
    outcome: Outcome
    reason: str
    proposed_by: str | None
    decided_by: str


def open_case(
    session: Session,
    actor: Actor,
    clock: Clock,
    *,
    kind: CaseKind,
    subject_kind: str,
    subject_ref: str,
    company: str | None = None,
    district: str | None = None,
    payload: Mapping[str, Any] | None = None,
    due: Due | None = None,
    words: str = "",
) -> str:
    """Open a case and return its ref. `payload` and `words` hold no readable personal number.

    Raises NotAllowed, NotFound for another company's case, RuleBroken for words with a number in them.
    """
    require_kind(actor, "open", kind)
    require_company(actor, company)
    _refuse(check_words(words, "words"))
    now, row = clock.now(), KINDS[CaseKind(kind)]
    year = local_year(now)
    serial = (session.scalar(select(func.max(Case.serial)).where(Case.year == year)) or 0) + 1
    case = Case(
        ref=new_ref(), year=year, serial=serial, kind=kind, subject_kind=subject_kind, subject_ref=subject_ref,
        company_ref=company, district=district, unit=row.unit, two_people=row.two_people, state=CaseState.OPEN,
        active=True, version=1, payload=dict(payload or {}), opened_at=now, opened_by=actor.ref,
        due_at=due.at if due else None, due_basis=due.plain() if due else None,
        provisional=bool(due and due.provisional), order_at=due.at if due else now + NO_LIMIT,
    )  # fmt: skip
    session.add(case)
    session.flush()
    after = {"kind": row.kind.value, "number": case.number, "subject": subject_ref}
    timeline.write(session, actor, clock, case, Act.OPEN, words, after=after)
    return case.ref


def note(
    session: Session, actor: Actor, clock: Clock, case_ref: str, words: str, *, version: int | None = None
) -> None:
    """Write a note onto the timeline. Raises NotFound, NotAllowed, RuleBroken, Conflict."""
    case = timeline.load(session, actor, case_ref, Act.NOTE, version)
    require_kind(actor, "work", case.kind)
    _refuse(check_reason(words, "words"))
    timeline.write(session, actor, clock, case, Act.NOTE, words)


def return_for_correction(
    session: Session,
    actor: Actor,
    clock: Clock,
    case_ref: str,
    *,
    why: str,
    fields: Mapping[str, str] | None = None,
    version: int | None = None,
) -> None:
    """Give the case back to its company with reasons, in general and per field; a proposal falls. Raises as `note`."""
    case = timeline.load(session, actor, case_ref, Act.RETURN, version)
    require_kind(actor, "work", case.kind)
    given = {name: words.strip() for name, words in (fields or {}).items() if words.strip()}
    findings = check_words(why, "why") if given else check_reason(why, "why")
    findings += [finding for name, words in given.items() for finding in check_words(words, name)]
    if case.company_ref is None and case.kind != CaseKind.COMPANY_APPLICATION:
        findings.append(
            Finding("no_company", Label("这个案件没有可退回的企业", "There is no company to give this back to"), "why")
        )
    _refuse(findings)
    _move(case, CaseState.WITH_COMPANY)
    timeline.write(session, actor, clock, case, Act.RETURN, why, details=given or None)


def resubmit(
    session: Session,
    actor: Actor,
    clock: Clock,
    case_ref: str,
    *,
    payload: Mapping[str, Any] | None = None,
    due: Due | None = None,
    words: str = "",
    version: int | None = None,
) -> None:
    """Put a returned case before the office again, with what was corrected and a fresh limit. Raises as `note`."""
    case = timeline.load(session, actor, case_ref, Act.RESUBMIT, version)
    require_kind(actor, "open", case.kind)
    _refuse(check_words(words, "words"))
    if payload is not None:
        case.payload = dict(payload)
    if due is not None:
        case.due_at, case.order_at, case.due_basis, case.provisional = due.at, due.at, due.plain(), due.provisional
    _move(case, CaseState.OPEN)
    timeline.write(session, actor, clock, case, Act.RESUBMIT, words)


def propose(
    session: Session, actor: Actor, clock: Clock, case_ref: str, *, outcome: str, why: str, version: int | None = None
) -> None:
    """Say how the case should end, for another person to decide. Raises as `note`."""
    case = timeline.load(session, actor, case_ref, Act.PROPOSE, version)
    require_kind(actor, "propose", case.kind)
    _refuse(check_outcome(CaseKind(case.kind), outcome) + check_reason(why))
    proposal = {
        "proposed_by": actor.ref, "proposed_outcome": Outcome(outcome), "proposed_reason": why,
        "proposed_at": clock.now(), "state": CaseState.PROPOSED, "assignee": None, "claimed_at": None,
    }  # fmt: skip
    timeline.write(session, actor, clock, case, Act.PROPOSE, why, after={"outcome": str(outcome)}, then=proposal)


def send_back(
    session: Session, actor: Actor, clock: Clock, case_ref: str, *, why: str, version: int | None = None
) -> None:
    """Take a proposal off the table and say why; its proposer may take it back too. Raises as `note`."""
    case = timeline.load(session, actor, case_ref, Act.SEND_BACK, version)
    if actor.ref != case.proposed_by:
        require_kind(actor, "decide", case.kind)
    _refuse(check_reason(why))
    before = {"proposed_by": case.proposed_by, "outcome": case.proposed_outcome}
    _move(case, CaseState.OPEN)
    timeline.write(session, actor, clock, case, Act.SEND_BACK, why, before=before)


def decide(
    session: Session, actor: Actor, clock: Clock, case_ref: str, *, outcome: str, why: str, version: int | None = None
) -> Decision:
    """Decide the case, for good. Raises as `note`; NotAllowed for one's own proposal of a case of two people."""
    case = timeline.load(session, actor, case_ref, Act.DECIDE, version)
    require_kind(actor, "decide", case.kind)
    if case.two_people and case.proposed_by is None:
        raise Conflict(NEEDS_PROPOSAL)
    if case.two_people and case.proposed_by == actor.ref:
        raise NotAllowed(OWN_PROPOSAL)
    _refuse(check_outcome(CaseKind(case.kind), outcome) + check_reason(why))
    before = {"proposed_by": case.proposed_by, "outcome": case.proposed_outcome}
    case.decided_by, case.decided_outcome, case.decided_reason = actor.ref, Outcome(outcome), why
    case.decided_at = clock.now()
    case.state, case.active = CaseState.DECIDED, False
    timeline.write(session, actor, clock, case, Act.DECIDE, why, before=before, after={"outcome": str(outcome)})
    return _decision(case)


def use_decision(
    session: Session,
    actor: Actor,
    clock: Clock,
    case_ref: str,
    *,
    kind: CaseKind,
    subject_ref: str,
    outcome: Outcome,
    entries: Sequence[Published] = (),
    since: int | None = None,
    words: str = "",
) -> Decision:
    """Take a decision for the one act it allows. Raises NotFound when it is of another kind, about another subject or
    not decided so; Conflict when it was used before.

    The timeline shows what the act wrote into the record: `entries`, or all after the position `since`, which only
    this transaction can have written.
    """
    case = session.get(Case, case_ref)
    fits = case is not None and (case.kind, case.subject_ref, case.decided_outcome) == (kind, subject_ref, outcome)
    if case is None or not fits:
        raise NotFound(NOT_FOUND)
    if case.used_at is not None:
        raise Conflict(Label("这个决定已经执行过", "This decision has been carried out already"))
    case.used_at = clock.now()
    made = list(entries) if since is None else reading.entries_after(session, since, MOST_SHOWN)
    timeline.write(session, actor, clock, case, Act.APPLY, words, entries=made)
    return _decision(case)


def close(
    session: Session,
    actor: Actor,
    clock: Clock,
    case_ref: str,
    *,
    why: str = "",
    entries: Sequence[Published] = (),
    version: int | None = None,
) -> None:
    """Close a case: decided and done, withdrawn, or without an object. Raises as `note`."""
    case = timeline.load(session, actor, case_ref, Act.CLOSE, version)
    if actor.ref != case.opened_by:
        require_kind(actor, "work", case.kind)
    if case.decided_by is None:
        if case.kind in ENDS_DECIDED:
            raise Conflict(NEEDS_DECISION)
        _refuse(check_reason(why))
    case.state, case.active, case.closed_at = CaseState.CLOSED, False, clock.now()
    timeline.write(session, actor, clock, case, Act.CLOSE, why, entries=entries)


def _move(case: Case, state: CaseState) -> None:
    """Back to an open state: a proposal falls, and whoever had the case no longer has it."""
    case.state, case.active = state, state in ACTIVE
    case.proposed_by = case.proposed_outcome = case.proposed_reason = case.proposed_at = None


def _decision(case: Case) -> Decision:
    return Decision(
        case.ref, CaseKind(case.kind), case.subject_kind, case.subject_ref, Outcome(str(case.decided_outcome)),
        str(case.decided_reason), case.proposed_by, str(case.decided_by),
    )  # fmt: skip


def _refuse(findings: list[Finding]) -> None:
    if findings:
        raise RuleBroken(findings)
