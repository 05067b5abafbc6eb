"""Writing the trace. Every action of every slice ends here, in its own transaction."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.audit.rules import START, chained
from registry.core.actor import Actor
from registry.core.base import to_micros
from registry.core.behind import behind_of
from registry.core.bulk import insert_rows
from registry.core.clock import Clock
from registry.record.actions import Published

_END = "audit.end"
_GATHERING = "audit.gathering"


class Trace(NamedTuple):
    """One act on one subject. `before` and `after` hold masked values only; `entries` are what it published.

    `about` is whose the subject is ("" where it is its own): under it a gathered trace is filed.
    """

    action: str
    subject_kind: str
    subject_ref: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    why: str = ""
    entries: Sequence[Published] = ()
    about: str = ""


def write(session: Session, clock: Clock, actor: Actor, traces: Sequence[Trace]) -> None:
    """Append the traces in order, chained to the newest row; inside `gathered` they wait for its end."""
    waiting: list[Trace] | None = session.info.get(_GATHERING)
    if waiting is not None:
        waiting.extend(traces)
    elif traces:
        _append(session, clock, actor, traces)


@contextmanager
def gathered(session: Session, clock: Clock, actor: Actor, action: str, kind: str, *, why: str) -> Iterator[None]:
    """Within, the traces of many verbs are kept back; at the end one row per person (or other `about`) holds them all.

    The row's `after` is {"acts": [...]}, each act with its action, its subject and what it said, in order; its
    positions are those of all acts. On an error nothing is written: the transaction it happened in cannot stand.
    Never nested.
    """
    if _GATHERING in session.info:
        raise RuntimeError("traces gathered inside gathered traces")
    waiting: list[Trace] = []
    session.info[_GATHERING] = waiting
    try:
        yield
    finally:
        del session.info[_GATHERING]
    about: dict[str, list[Trace]] = {}
    for trace in waiting:
        about.setdefault(trace.about or trace.subject_ref, []).append(trace)
    if about:
        _append(session, clock, actor, [_filed(action, kind, ref, acts, why) for ref, acts in about.items()])


def _filed(action: str, kind: str, ref: str, acts: Sequence[Trace], why: str) -> Trace:
    told = {"acts": [_act(trace, ref) for trace in acts]}
    return Trace(action, kind, ref, None, told, why, [entry for trace in acts for entry in trace.entries])


def _act(trace: Trace, about: str) -> dict[str, Any]:
    """One act among several: what is empty is left out, and the subject where it is the one they are all about."""
    told: dict[str, Any] = {"action": trace.action, "kind": trace.subject_kind}
    if trace.subject_ref != about:
        told["ref"] = trace.subject_ref
    if trace.before is not None:
        told["before"] = trace.before
    if trace.after is not None:
        told["after"] = trace.after
    if trace.why:
        told["why"] = trace.why
    return told


def _append(session: Session, clock: Clock, actor: Actor, traces: Sequence[Trace]) -> None:
    seq, last, previous = _end(session)
    at = max(to_micros(clock.now()), last + 1)
    rows = []
    for trace in traces:
        seq += 1
        before, after = _json(trace.before), _json(trace.after)
        positions = orjson.dumps([(entry.seq, entry.leaf_hash.hex()) for entry in trace.entries])
        # Fragments: what is stored is what is hashed, and is written out once.
        row: dict[str, Any] = {
            "seq": seq,
            "at": at,
            "actor": actor.ref,
            "role": actor.role,
            "action": trace.action,
            "subject_kind": trace.subject_kind,
            "subject_ref": trace.subject_ref,
            "before": None if before is None else orjson.Fragment(before),
            "after": None if after is None else orjson.Fragment(after),
            "why": trace.why,
            "positions": orjson.Fragment(positions),
        }
        previous = chained(previous, row)
        rows.append(
            (
                seq, at, actor.ref, actor.role, trace.action, trace.subject_kind, trace.subject_ref,
                before and before.decode(), after and after.decode(), trace.why, positions.decode(), previous,
            )
        )  # fmt: skip
        last, at = at, at + 1
    behind = behind_of(session)
    if behind is not None:
        behind.notes[_END] = (seq, last, previous)
    insert_rows(session, AuditEntry.__table__, _COLUMNS, rows)


def chain_end(session: Session) -> dict[str, Any]:
    """The end of the trace as rows made elsewhere continue it (registry/core/elsewhere.py). Inside the unit."""
    return {_END: _end(session)}


def _end(session: Session) -> tuple[int, int, bytes]:
    """(number, microseconds, hash) of the newest row: read inside the unit, or noted while its inserts run behind."""
    behind = behind_of(session)
    if behind is not None and _END in behind.notes:
        noted: tuple[int, int, bytes] = behind.notes[_END]
        return noted
    last = session.execute(
        select(AuditEntry.seq, AuditEntry.at, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)
    ).first()
    return (last.seq, to_micros(last.at), last.hash) if last else (0, -1, START)


_COLUMNS = (
    "seq", "at", "actor", "role", "action", "subject_kind", "subject_ref", "before", "after", "why", "positions",
    "hash",
)  # fmt: skip


def _json(value: Mapping[str, Any] | None) -> bytes | None:
    return None if value is None else orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
