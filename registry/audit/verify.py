"""Checking the trace: its own chain, and both ways against the record, so that a cut tail shows too."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.disclosure import TraceHeadFace
from registry.audit.models import AuditEntry
from registry.audit.rules import START, chained
from registry.core.labels import Label
from registry.record import reading
from registry.record.leaf import values_of
from registry.record.models import RecordEntry, RecordSide


@dataclass(frozen=True, slots=True)
class AuditFailure:
    """The first row (or record position) that fails, and why."""

    seq: int
    what: Label


@dataclass(frozen=True, slots=True)
class AuditVerified:
    """How many rows were read, the chain's head, and the first failure if there is one."""

    rows: int
    head: bytes
    failure: AuditFailure | None


def newest(session: Session) -> tuple[int, bytes] | None:
    """(number, hash) of the newest row as it stands, without recomputing anything; None for an empty trace."""
    row = session.execute(select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1)).first()
    return None if row is None else (row.seq, row.hash)


def verify_chain(session: Session) -> AuditVerified:
    """Recompute the chain from its first row."""
    previous, count = START, 0
    for row in _rows(session):
        count += 1
        if row["seq"] != count:
            gap = Label(f"第 {count} 行缺失", f"row {count} is missing")
            return AuditVerified(count - 1, previous, AuditFailure(count, gap))
        if chained(previous, row) != row["hash"]:
            broken = Label("哈希链断开", "the chain breaks here")
            return AuditVerified(count - 1, previous, AuditFailure(count, broken))
        previous = row["hash"]
    return AuditVerified(count, previous, None)


def verify_links(session: Session) -> AuditFailure | None:
    """Every record entry is named by exactly one trace with its hash, and every trace's entries exist."""
    named: dict[int, str] = {}
    for row in _rows(session):
        for seq, digest in row["positions"]:
            if seq in named:
                return AuditFailure(seq, Label("两条痕迹指向同一记录", "two traces claim the same entry"))
            named[seq] = digest
    after = 0
    while heads := reading.entries_after(session, after, 2000):
        for head in heads:
            if named.pop(head.seq, None) != head.leaf_hash.hex():
                return AuditFailure(head.seq, Label("记录没有对应的操作痕迹", "the entry has no matching trace"))
        after = heads[-1].seq
    if named:
        return AuditFailure(min(named), Label("痕迹所指的记录已不在", "the entry that a trace names is gone"))
    return None


def verify_heads(session: Session) -> AuditFailure | None:
    """Every head that the public record was told is still that row's hash: the trace was not rewritten since."""
    heads = session.execute(
        select(RecordEntry.seq, RecordSide.document)
        .join(RecordSide, RecordSide.seq == RecordEntry.seq)
        .where(RecordEntry.kind == TraceHeadFace.KIND.name)
        .order_by(RecordEntry.seq)
    )
    for head in heads:
        face = TraceHeadFace.read(values_of(head.document))
        held = session.scalar(select(AuditEntry.hash).where(AuditEntry.seq == face.rows))
        if held is None or held.hex() != face.head:
            return AuditFailure(
                face.rows,
                Label(
                    f"与公开记录第 {head.seq} 条公布的链头不符",
                    f"it does not match the head published in entry {head.seq}",
                ),
            )
    return None


def _rows(session: Session, page: int = 2000) -> Iterator[dict[str, Any]]:
    table = AuditEntry.__table__
    after = 0
    while rows := session.execute(select(table).where(table.c.seq > after).order_by(table.c.seq).limit(page)).all():
        for row in rows:
            yield dict(row._mapping)
        after = rows[-1].seq
