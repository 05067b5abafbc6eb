"""Reading the record: what speaks now, what spoke then, and what came after a position."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

import orjson
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from registry.core.clock import day_end
from registry.core.prepared import Prepared
from registry.record.kinds import Face
from registry.record.leaf import values_of
from registry.record.models import RecordCurrent, RecordEntry, RecordLog, RecordSide

CHUNK = 500  # bound parameters in one IN list, below every engine's limit

F = TypeVar("F", bound=Face)


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of one subject. `fields` lacks what was erased; `erased` names it. No fields at all: an end."""

    seq: int
    kind: str
    listed: bool
    ref: str
    owner: str
    version: int
    effective_on: date
    recorded_at: datetime
    corrects: int | None
    basis: str
    fields: dict[str, Any] = field(repr=False)
    erased: tuple[str, ...] = ()
    ended: bool = False

    def face(self, cls: type[F]) -> F:
        """The entry as the face of its slice."""
        return cls.read(self.fields)


@dataclass(frozen=True, slots=True)
class EntryHead:
    """What a follower of the record needs to know of an entry."""

    seq: int
    kind: str
    listed: bool
    ref: str
    owner: str
    leaf_hash: bytes


_HEAD = (
    RecordEntry.seq,
    RecordEntry.kind,
    RecordEntry.listed,
    RecordEntry.ref,
    RecordEntry.owner,
    RecordEntry.version,
    RecordEntry.effective_on,
    RecordEntry.recorded_at,
    RecordEntry.corrects,
    RecordEntry.basis,
)


# What every public page asks, built once and asked of the driver.
_SPEAKING = (
    select(*_HEAD, RecordSide.document)
    .join(RecordSide, RecordSide.seq == RecordEntry.seq)
    .join(RecordCurrent, RecordCurrent.seq == RecordEntry.seq)
    .where(RecordCurrent.ended.is_(False))
    .order_by(RecordEntry.seq)
)
_CURRENT = Prepared(_SPEAKING.where(RecordCurrent.kind == bindparam("kind"), RecordCurrent.ref == bindparam("ref")))
_their = _SPEAKING.where(RecordCurrent.owner.in_(bindparam("owners", expanding=True)))
_OF_OWNERS = Prepared(_their)
# SQLite, which keeps no statistics here, would walk all rows of a kind to find a few owners'; an expression instead of
# the bare column leaves it the index of the owners alone.
_kind_words = RecordCurrent.kind.concat("")
_OF_OWNERS_AND_KINDS = Prepared(_their.where(_kind_words.in_(bindparam("kinds", expanding=True))))
_LINKED = Prepared(_SPEAKING.where(RecordCurrent.link == bindparam("target"), RecordCurrent.kind == bindparam("kind")))
_newest_seq = select(func.max(RecordCurrent.seq))
_NEWEST_OF_OWNERS = Prepared(_newest_seq.where(RecordCurrent.owner.in_(bindparam("refs", expanding=True))))
_NEWEST_LINKED = Prepared(_newest_seq.where(RecordCurrent.link.in_(bindparam("refs", expanding=True))))
_POSITION = Prepared(select(func.max(RecordEntry.seq)))


def _entry(row: Any, leaf: bytes | None = None) -> Entry:
    fields = values_of(row.document)
    erased: tuple[str, ...] = ()
    ended = False
    if leaf is not None:
        committed = orjson.loads(leaf)["fields"]
        erased = tuple(sorted(set(committed) - set(fields)))
        ended = not committed
    return Entry(
        row.seq, row.kind, row.listed, row.ref, row.owner, row.version, row.effective_on, row.recorded_at,
        row.corrects, row.basis, fields, erased, ended,
    )  # fmt: skip


def position(session: Session) -> int:
    """The number of the newest entry; 0 for an empty record."""
    return _POSITION.scalar(session, {}) or 0


def newest_moment(session: Session) -> datetime | None:
    """When the newest entry was recorded."""
    return session.scalar(select(RecordEntry.recorded_at).order_by(RecordEntry.seq.desc()).limit(1))


def log_id(session: Session) -> str:
    """The random name of this log; empty before its first entry."""
    return session.scalar(select(RecordLog.log_id)) or ""


def leaf_hash_at(session: Session, seq: int) -> bytes | None:
    """The leaf hash at a position, or None past the end."""
    return session.scalar(select(RecordEntry.leaf_hash).where(RecordEntry.seq == seq))


def entry_at(session: Session, seq: int) -> Entry | None:
    """One entry by its number."""
    row = session.execute(
        select(*_HEAD, RecordSide.document, RecordEntry.leaf)
        .join(RecordSide, RecordSide.seq == RecordEntry.seq)
        .where(RecordEntry.seq == seq)
    ).first()
    return None if row is None else _entry(row, row.leaf)


def current(session: Session, kind: str, ref: str) -> Entry | None:
    """The version that speaks for a subject now; None when there is none or its publication has ended."""
    row = _CURRENT.first(session, {"kind": kind, "ref": ref})
    return None if row is None else _entry(row)


def current_of(session: Session, owners: Sequence[str], kinds: Sequence[str] | None = None) -> dict[str, list[Entry]]:
    """{owner: its current entries}, of all kinds or some; one query per 500 owners."""
    found: dict[str, list[Entry]] = {owner: [] for owner in owners}
    statement = _OF_OWNERS if kinds is None else _OF_OWNERS_AND_KINDS
    for at in range(0, len(owners), CHUNK):
        values: dict[str, list[str]] = {"owners": list(owners[at : at + CHUNK])}
        if kinds is not None:
            values["kinds"] = list(kinds)
        for row in statement.rows(session, values):
            entry = _entry(row)
            found[entry.owner].append(entry)
    return found


def linked(session: Session, kind: str, target: str) -> list[Entry]:
    """Current entries of a kind whose link field names `target`, oldest first."""
    return [_entry(row) for row in _LINKED.rows(session, {"target": target, "kind": kind})]


def linked_owners(session: Session, kind: str, targets: Sequence[str]) -> list[str]:
    """Owners of current entries of a kind that link to any of `targets`, without reading the faces."""
    found: list[str] = []
    for at in range(0, len(targets), CHUNK):
        found += session.scalars(
            select(RecordCurrent.owner)
            .distinct()
            .where(
                RecordCurrent.link.in_(targets[at : at + CHUNK]),
                _kind_words == kind,
                RecordCurrent.ended.is_(False),
            )
        )
    return found


def newest_position(session: Session, owners: Sequence[str]) -> int:
    """The newest entry number among all current rows of these owners, ended ones included; 0 for none."""
    return _newest(session, _NEWEST_OF_OWNERS, owners)


def newest_linked(session: Session, targets: Sequence[str]) -> int:
    """The newest entry number among current rows that link to any of `targets`; 0 for none."""
    return _newest(session, _NEWEST_LINKED, targets)


def _newest(session: Session, statement: Prepared, refs: Sequence[str]) -> int:
    parts = [list(refs[at : at + CHUNK]) for at in range(0, len(refs), CHUNK)]
    return max((statement.scalar(session, {"refs": part}) or 0 for part in parts), default=0)


def count_of_kind(session: Session, kind: str) -> int:
    """How many subjects of a kind are published now."""
    return (
        session.scalar(
            select(func.count())
            .select_from(RecordCurrent)
            .where(RecordCurrent.kind == kind, RecordCurrent.ended.is_(False))
        )
        or 0
    )


def history(session: Session, kind: str, ref: str) -> list[Entry]:
    """Every version of a subject in the order of design point 4 (effective_on, then seq), oldest first.

    Empty once its publication has ended: no look into the past shows what was withdrawn.
    """
    if current(session, kind, ref) is None:
        return []
    rows = session.execute(
        select(*_HEAD, RecordSide.document, RecordEntry.leaf)
        .join(RecordSide, RecordSide.seq == RecordEntry.seq)
        .where(RecordEntry.ref == ref, RecordEntry.kind == kind)
        .order_by(RecordEntry.effective_on, RecordEntry.seq)
    )
    return [_entry(row, row.leaf) for row in rows]


def as_of(session: Session, kind: str, ref: str, known_on: date, effective_on: date) -> Entry | None:
    """What was known at the end of `known_on` (Shanghai) about `effective_on`; None if nothing, or if ended since."""
    if current(session, kind, ref) is None:
        return None
    # recorded_at never runs backwards, so the moment bounds seq as design point 4 asks.
    row = session.execute(
        select(*_HEAD, RecordSide.document, RecordEntry.leaf)
        .join(RecordSide, RecordSide.seq == RecordEntry.seq)
        .where(
            RecordEntry.ref == ref,
            RecordEntry.kind == kind,
            RecordEntry.recorded_at < day_end(known_on),
            RecordEntry.effective_on <= effective_on,
        )
        .order_by(RecordEntry.effective_on.desc(), RecordEntry.seq.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    entry = _entry(row, row.leaf)
    return None if entry.ended else entry


def entries_after(session: Session, seq: int, limit: int) -> list[EntryHead]:
    """Heads of up to `limit` entries after a position, in order: the follower resumes at its own number."""
    rows = session.execute(
        select(
            RecordEntry.seq,
            RecordEntry.kind,
            RecordEntry.listed,
            RecordEntry.ref,
            RecordEntry.owner,
            RecordEntry.leaf_hash,
        )
        .where(RecordEntry.seq > seq)
        .order_by(RecordEntry.seq)
        .limit(limit)
    )
    return [EntryHead(*row) for row in rows]


def walk(session: Session, kind: str, page: int = 1000) -> Iterator[list[str]]:
    """Pages of owners that have a current entry of a kind, in order of its refs; an owner comes once per entry."""
    after = ""
    while True:
        rows = session.execute(
            select(RecordCurrent.ref, RecordCurrent.owner)
            .where(RecordCurrent.kind == kind, RecordCurrent.ref > after, RecordCurrent.ended.is_(False))
            .order_by(RecordCurrent.ref)
            .limit(page)
        ).all()
        if not rows:
            return
        yield [row.owner for row in rows]
        after = rows[-1].ref
