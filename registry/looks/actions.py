"""Noting looks before they happen, and opening the approvals that two people gave."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.cases.actions import open_case, use_decision
from registry.cases.models import Case
from registry.cases.queries import by_number
from registry.cases.queries import case as case_of
from registry.cases.states import CaseKind, Outcome
from registry.core.actor import Actor, Role
from registry.core.base import new_ref, to_micros
from registry.core.bulk import insert_rows
from registry.core.clock import Clock
from registry.core.errors import NotAllowed, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND, require
from registry.looks.access import PERMISSIONS
from registry.looks.models import Look, LookGrant
from registry.looks.queries import free_grant, in_districts, unmasked_today
from registry.looks.rules import A_DAY, LONGEST_GRANT, MOST_GRANTED, TOO_MANY, check_purpose
from registry.looks.states import UNMASKED, GrantKind, Purpose, Seen
from registry.workers.models import Worker

_KIND = {GrantKind.UNMASK: CaseKind.UNMASK_BULK, GrantKind.EXPORT: CaseKind.EXPORT_REQUEST}
_COLUMNS = ("ref", "at", "actor", "role", "worker_ref", "seen", "purpose", "why", "case_ref", "grant_ref")


def note_looks(
    session: Session,
    actor: Actor,
    clock: Clock,
    worker_refs: Sequence[str],
    *,
    seen: Seen,
    purpose: str,
    why: str = "",
    case_ref: str | None = None,
) -> None:
    """Note that these persons' masked data will be shown. Raises RuleBroken without a purpose, NotAllowed."""
    require(actor, PERMISSIONS["looks.search_people"])
    findings = check_purpose(actor.role, purpose, why, case_ref, unmask=False)
    if findings:
        raise RuleBroken(findings)
    _write(session, actor, clock, worker_refs, seen, Purpose(purpose), why, case_ref, None)


def ask_to_see(
    session: Session,
    actor: Actor,
    clock: Clock,
    worker_ref: str,
    *,
    seen: Seen,
    purpose: str,
    why: str = "",
    case_number: str = "",
    limit: int = A_DAY,
) -> str:
    """Note that a whole number will be shown, and return the look's ref; `seeing.see` shows it after the commit.

    Raises RuleBroken without purpose or case, NotFound for a person who is not there or not in the regulator's
    districts, NotAllowed above the daily limit without an approval.
    """
    own = actor.role == Role.REGULATOR
    require(actor, PERMISSIONS["looks.unmask_own_districts" if own else "looks.unmask"])
    if seen not in UNMASKED:
        raise NotFound(NOT_FOUND)
    _require_person(session, actor, worker_ref)
    case = by_number(session, actor, case_number) if case_number.strip() else None
    findings = check_purpose(actor.role, purpose, why, case.ref if case else None, unmask=True)
    if findings:
        raise RuleBroken(findings)
    grant = None
    if unmasked_today(session, actor.ref, clock.now()) >= limit:
        grant = free_grant(session, actor.ref, GrantKind.UNMASK, clock.now())
        if grant is None:
            raise NotAllowed(TOO_MANY)
    refs = _write(session, actor, clock, [worker_ref], seen, Purpose(purpose), why, case.ref if case else None, grant)
    return refs[0]


def request_grant(
    session: Session, actor: Actor, clock: Clock, *, kind: GrantKind, purpose: str, count: int, days: int, why: str
) -> str:
    """Ask for more than the daily limit, or for an export; opens a case that two people decide (R168).

    Returns the case's ref. Raises RuleBroken, NotAllowed.
    """
    require(actor, PERMISSIONS["looks.request"])
    findings = check_purpose(actor.role, purpose, why, None, unmask=False)
    if not why.strip():
        findings.append(Finding("why", Label("请写明理由", "Give the reason"), "why"))
    if not 1 <= count <= MOST_GRANTED:
        words = Label(f"数量须在 1 到 {MOST_GRANTED} 之间", f"Between 1 and {MOST_GRANTED}")
        findings.append(Finding("count", words, "count"))
    if not 1 <= days <= LONGEST_GRANT.days:
        words = Label(f"天数须在 1 到 {LONGEST_GRANT.days} 之间", f"Between 1 and {LONGEST_GRANT.days} days")
        findings.append(Finding("days", words, "days"))
    if findings:
        raise RuleBroken(findings)
    return open_case(
        session, actor, clock, kind=_KIND[kind], subject_kind="account", subject_ref=actor.ref,
        payload={"purpose": Purpose(purpose).value, "count": count, "days": days}, words=why,
    )  # fmt: skip


def open_grant(session: Session, actor: Actor, clock: Clock, case_ref: str) -> str:
    """Turn an approved request into an approval that runs from now; by whoever asked. Raises NotFound, Conflict."""
    require(actor, PERMISSIONS["looks.request"])
    case: Case = case_of(session, actor, case_ref)
    kind = next((kind for kind, wanted in _KIND.items() if wanted == case.kind), None)
    if kind is None or case.subject_ref != actor.ref:
        raise NotFound(NOT_FOUND)
    use_decision(
        session, actor, clock, case_ref, kind=CaseKind(case.kind), subject_ref=actor.ref, outcome=Outcome.APPROVED
    )
    grant = LookGrant(
        ref=new_ref(), kind=kind, account_ref=actor.ref, case_ref=case_ref, allowed=int(case.payload["count"]),
        from_at=clock.now(), until_at=clock.now() + timedelta(days=int(case.payload["days"])),
    )  # fmt: skip
    session.add(grant)
    session.flush()
    after = {"allowed": grant.allowed, "until": grant.until_at.isoformat()}
    write(session, clock, actor, [Trace("look.open_grant", "look_grant", grant.ref, None, after)])
    return grant.ref


def _write(
    session: Session,
    actor: Actor,
    clock: Clock,
    worker_refs: Sequence[str],
    seen: Seen,
    purpose: Purpose,
    why: str,
    case_ref: str | None,
    grant: str | None,
) -> list[str]:
    refs = [new_ref() for _ in worker_refs]
    at = to_micros(clock.now())
    rows = [
        (ref, at, actor.ref, actor.role, worker, seen.value, purpose.value, why.strip(), case_ref, grant)
        for ref, worker in zip(refs, worker_refs, strict=True)
    ]
    insert_rows(session, Look.__table__, _COLUMNS, rows)
    told = {"seen": seen.value, "purpose": purpose.value, "case": case_ref}
    traces = [Trace("look.note", "worker_look", worker, None, told, why.strip()) for worker in worker_refs]
    write(session, clock, actor, traces)
    return refs


def _require_person(session: Session, actor: Actor, worker_ref: str) -> None:
    if actor.role == Role.REGULATOR:
        found = in_districts(session, worker_ref, actor.districts)
    else:
        found = session.scalar(select(Worker.ref).where(Worker.ref == worker_ref)) is not None
    if not found:
        raise NotFound(NOT_FOUND)
