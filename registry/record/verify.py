"""Recomputing every hash and position of the record; the first entry that fails is named."""

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.core.clock import shanghai_date
from registry.core.labels import Label
from registry.record import reading
from registry.record.actions import projected
from registry.record.canonical import canonical
from registry.record.disclosure import RedactionFace
from registry.record.leaf import Head, commitment, content_of, leaf_hash, opened
from registry.record.models import RecordCurrent, RecordEntry, RecordRedaction, RecordSide

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Failure:
    """The first thing that is not as it was recorded: at which position, and what."""

    seq: int
    what: Label


@dataclass(frozen=True, slots=True)
class Verified:
    """The outcome: how many entries were read, and the first failure if there is one."""

    entries: int
    failure: Failure | None


def verify(session: Session, progress: Progress | None = None) -> Verified:
    """Recompute the whole record: numbers, heads, leaves, commitments, redactions, order and `current`."""
    log = reading.log_id(session)
    redacted = _redacted(session)
    versions: dict[tuple[str, str], int] = {}
    previous: datetime | None = None
    count = 0
    for entry in _rows(session):
        document = entry.document
        count += 1
        if entry.seq != count:
            missing = Label(
                f"第 {count} 条缺失（下一条是 {entry.seq}）", f"entry {count} is missing (next is {entry.seq})"
            )
            return Verified(count - 1, Failure(count, missing))
        what = _wrong(entry, document, log, redacted.get(entry.seq, set()))
        if what is None and previous is not None and entry.recorded_at <= previous:
            what = Label("记录时间倒退", "its moment is not after the one before")
        subject = (entry.kind, entry.ref)
        versions[subject] = versions.get(subject, 0) + 1
        if what is None and entry.version != versions[subject]:
            what = Label("版本号不连续", "its version does not follow")
        if what is not None:
            return Verified(count - 1, Failure(entry.seq, what))
        previous = entry.recorded_at
        if progress and count % 1000 == 0:
            progress(count)
    extra = session.scalar(select(RecordSide.seq).where(RecordSide.seq > count).order_by(RecordSide.seq).limit(1))
    if extra is not None:
        return Verified(count, Failure(extra, Label("条目已被删去，只剩内容", "the entry is gone, its values remain")))
    return Verified(count, _current_failure(session))


def _rows(session: Session, page: int = 2000) -> Iterator[Any]:
    after = 0
    while True:
        rows = session.execute(
            select(RecordEntry.__table__, RecordSide.document)
            .outerjoin(RecordSide, RecordSide.seq == RecordEntry.seq)
            .where(RecordEntry.seq > after)
            .order_by(RecordEntry.seq)
            .limit(page)
        ).all()
        if not rows:
            return
        yield from rows
        after = rows[-1].seq


def _redacted(session: Session) -> dict[int, set[str]]:
    """{entry: fields erased}, only as far as a visible redaction entry says the same."""
    said: dict[tuple[int, int], set[str]] = {}
    marks = session.execute(
        select(RecordEntry.seq, RecordSide.document)
        .join(RecordSide, RecordSide.seq == RecordEntry.seq)
        .where(RecordEntry.kind == RedactionFace.KIND.name)
    )
    for seq, document in marks:
        face = RedactionFace.read({name: pair[1] for name, pair in orjson.loads(document).items()})
        for one in face.erased or ():
            said[seq, one.seq] = set(one.fields)
    found: dict[int, set[str]] = {}
    for row in session.execute(
        select(RecordRedaction.target_seq, RecordRedaction.redaction_seq, RecordRedaction.fields)
    ):
        if said.get((row.redaction_seq, row.target_seq)) == set(row.fields):
            found.setdefault(row.target_seq, set()).update(row.fields)
    return found


def _wrong(entry: Any, document: str | None, log: str, redacted: set[str]) -> Label | None:
    """What one entry gets wrong by itself, or None."""
    if not hmac.compare_digest(leaf_hash(entry.leaf), entry.leaf_hash):
        return Label("叶子哈希不符", "its leaf hash does not match")
    try:
        leaf: dict[str, Any] = orjson.loads(entry.leaf)
    except orjson.JSONDecodeError:
        return Label("叶子无法读取", "its leaf cannot be read")
    head = Head(
        log, entry.seq, entry.kind, entry.listed, entry.ref, entry.owner, entry.version,
        entry.effective_on, entry.recorded_at, entry.corrects, entry.basis,
    )  # fmt: skip
    if content_of(head.plain(), leaf.get("fields", {})) != entry.leaf:
        return Label("表头与叶子不符", "its head does not match its leaf")
    if entry.effective_on > shanghai_date(entry.recorded_at):
        return Label("生效日晚于记录时间", "it takes effect after it was recorded")
    if document is None:
        return Label("内容缺失", "its values are missing")
    side = opened(document)
    committed: dict[str, str] = leaf["fields"]
    if set(side) - set(committed):
        return Label("多出未承诺的字段", "it holds a field that was never committed")
    if set(committed) - set(side) != redacted & set(committed):
        return Label("字段缺失而没有删除标记", "a field is missing without a redaction")
    for name, (salt, value) in side.items():
        if commitment(salt, name, canonical(value)) != committed[name]:
            return Label(f"字段 {name} 与承诺不符", f"field {name} does not match its commitment")
    return None


def _current_failure(session: Session) -> Failure | None:
    held = {(row.kind, row.ref): row for row in session.execute(select(RecordCurrent.__table__))}
    stale = Label("现行视图与记录不符", "the current view does not match the record")
    for kind, row in projected(session):
        found = held.pop((kind, row["ref"]), None)
        if found is None or any(getattr(found, name) != row[name] for name in _COMPARED):
            return Failure(row["seq"], stale)
    return Failure(next(iter(held.values())).seq, stale) if held else None


_COMPARED = ("owner", "seq", "effective_on", "versions", "listed", "ended", "link")
