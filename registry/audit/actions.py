"""Writing the trace. Every action of every slice ends here, in its own transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.audit.rules import START, chained
from registry.core.actor import Actor
from registry.core.base import to_micros
from registry.core.bulk import insert_rows
from registry.core.clock import Clock
from registry.record.actions import Published

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Trace:
    """One act on one subject. `before` and `after` hold masked values only; `entries` are what it published."""

    action: str
    subject_kind: str
    subject_ref: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    why: str = ""
    entries: Sequence[Published] = ()


def write(session: Session, clock: Clock, actor: Actor, traces: Sequence[Trace]) -> None:
    """Append the traces in order, chained to the newest row."""
    if not traces:
        return
    last = session.execute(
        select(AuditEntry.seq, AuditEntry.at, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)
    ).first()
    seq, previous = (last.seq, last.hash) if last else (0, START)
    moment = max(clock.now(), last.at + _TICK) if last else clock.now()
    rows = []
    for trace in traces:
        seq += 1
        row: dict[str, Any] = {
            "seq": seq,
            "at": to_micros(moment),
            "actor": actor.ref,
            "role": actor.role,
            "action": trace.action,
            "subject_kind": trace.subject_kind,
            "subject_ref": trace.subject_ref,
            "before": trace.before,
            "after": trace.after,
            "why": trace.why,
            "positions": [[entry.seq, entry.leaf_hash.hex()] for entry in trace.entries],
        }
        previous = chained(previous, row)
        rows.append((*(_stored(name, row[name]) for name in _COLUMNS), previous))
        moment += _TICK
    insert_rows(session, AuditEntry.__table__, (*_COLUMNS, "hash"), rows)


_COLUMNS = (
    "seq", "at", "actor", "role", "action", "subject_kind", "subject_ref", "before", "after", "why", "positions",
)  # fmt: skip
_JSON = frozenset({"before", "after", "positions"})


def _stored(name: str, value: Any) -> Any:
    if name in _JSON and value is not None:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    return value
