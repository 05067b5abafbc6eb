"""Reading the trace: the newest first, narrowed, at a price that does not grow with its length.

Rows lie in the order of their numbers and of their moments, so a day is found by halving. Other filters look through
LOOKED_AT rows at a time and say where to go on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.core.clock import day_end, day_start

LOOKED_AT = 20_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the trace is wanted. `action` is a beginning: "case." means all acts on cases. `roles` None means all."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    first: date | None = None
    last: date | None = None
    roles: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One act, with what it said masked."""

    seq: int
    at: datetime
    actor: str
    role: str
    action: str
    subject_kind: str
    subject_ref: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    why: str
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TracePage:
    """Rows, the newest first; `onward` is the number below which to go on, None at the end; `searched` if cut short."""

    rows: tuple[TraceRow, ...]
    onward: int | None
    searched: bool


def trace_page(session: Session, asked: Asked, *, before: int | None = None, limit: int = 50) -> TracePage:
    """A page of the trace."""
    lowest = _number_at(session, day_start(asked.first)) if asked.first else 1
    highest = _number_at(session, day_end(asked.last)) - 1 if asked.last else newest(session)
    top = highest if before is None else min(highest, before - 1)
    # One subject's rows are few and have their own index.
    floor = lowest if asked.subject else max(lowest, top - LOOKED_AT + 1)
    query = select(AuditEntry).where(AuditEntry.seq <= top, AuditEntry.seq >= floor)
    if asked.actor:
        query = query.where(AuditEntry.actor == asked.actor)
    if asked.action:
        query = query.where(AuditEntry.action.startswith(asked.action, autoescape=True))
    if asked.subject:
        query = query.where(AuditEntry.subject_ref == asked.subject)
    if asked.roles is not None:
        query = query.where(AuditEntry.role.in_(asked.roles))
    found = session.scalars(query.order_by(AuditEntry.seq.desc()).limit(limit + 1)).all()
    rows = tuple(_row(entry) for entry in found[:limit])
    if len(found) > limit:
        return TracePage(rows, rows[-1].seq, False)
    return TracePage(rows, floor if floor > lowest else None, floor > lowest)


def head_of(session: Session) -> tuple[int, str]:
    """(number of rows, the chain's head as hex) as they stand; (0, "") for an empty trace."""
    row = session.execute(select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)).first()
    return (row.seq, row.hash.hex()) if row else (0, "")


def newest(session: Session) -> int:
    """The number of the newest row; 0 for none. While it stays, no action has changed anything."""
    return session.scalar(select(func.max(AuditEntry.seq))) or 0


def _number_at(session: Session, moment: datetime) -> int:
    """The first number at or after a moment, one past the newest if there is none: numbers grow with time."""
    low, high = 1, newest(session) + 1
    while low < high:
        middle = (low + high) // 2
        at = session.scalar(select(AuditEntry.at).where(AuditEntry.seq == middle))
        if at is None or at >= moment:
            high = middle
        else:
            low = middle + 1
    return low


def _row(entry: AuditEntry) -> TraceRow:
    positions: Sequence[Any] = entry.positions
    return TraceRow(
        entry.seq, entry.at, entry.actor, entry.role, entry.action, entry.subject_kind, entry.subject_ref, entry.before,
        entry.after, entry.why, tuple(pair[0] for pair in positions),
    )  # fmt: skip
