"""Erasing values from the record while every hash in it stays true (design point 6; PIPL 47)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from registry.core.base import new_ref
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import Conflict
from registry.core.labels import Label
from registry.record import keys, reading
from registry.record.actions import Publication, Published, publish
from registry.record.disclosure import ErasedFields, RedactionFace
from registry.record.kinds import KINDS, Kind
from registry.record.models import RecordCurrent, RecordEntry, RecordErasure, RecordRedaction, RecordSide

TARGETS_PER_ENTRY = 500  # keeps a redaction entry's own leaf far below its limit


@dataclass(frozen=True, slots=True)
class RedactionTarget:
    """An entry and the fields to erase from it; None means all of them."""

    seq: int
    fields: tuple[str, ...] | None = None


def redact(
    session: Session, clock: Clock, *, targets: Sequence[RedactionTarget], rule: str, asked_by: str
) -> list[Published]:
    """Erase fields' values and salts, and append one visible redaction entry per owner.

    `rule` names the law or consent rule, `asked_by` in which capacity it was asked (never a name). What was erased
    before is passed over. Raises Conflict when an entry does not exist or nothing is left to erase.
    """
    found = {}
    wanted = {target.seq: target.fields for target in targets}
    seqs = sorted(wanted)
    for at in range(0, len(seqs), reading.CHUNK):
        rows = session.execute(
            select(RecordEntry.seq, RecordEntry.owner, RecordSide.document)
            .join(RecordSide, RecordSide.seq == RecordEntry.seq)
            .where(RecordEntry.seq.in_(seqs[at : at + reading.CHUNK]))
        )
        found.update({row.seq: (row.owner, orjson.loads(row.document)) for row in rows})
    if len(found) < len(wanted):
        raise Conflict(Label("没有这一条记录", "There is no such entry"))
    leaving: dict[str, list[ErasedFields]] = {}
    for seq in seqs:
        owner, document = found[seq]
        fields = wanted[seq]
        names = tuple(sorted(document if fields is None else set(document) & set(fields)))
        if names:
            leaving.setdefault(owner, []).append(ErasedFields(seq, names))
    if not leaving:
        raise Conflict(Label("没有可以删除的内容", "There is nothing left to erase"))
    today = shanghai_date(clock.now())
    published: list[Published] = []
    for owner, erased in leaving.items():
        for at in range(0, len(erased), TARGETS_PER_ENTRY):
            part = tuple(erased[at : at + TARGETS_PER_ENTRY])
            face = RedactionFace(part, rule, asked_by)
            (mark,) = publish(session, clock, [Publication(face.KIND, new_ref(), owner, face, today, rule)])
            _erase(session, mark.seq, part, {seq: found[seq][1] for seq in (one.seq for one in part)})
            published.append(mark)
    return published


def redact_owner(
    session: Session, clock: Clock, *, owner: str, kinds: Iterable[Kind], rule: str, asked_by: str
) -> list[Published]:
    """End every publication of these kinds that belongs to `owner`, erase all their versions, forget their keys.

    A subject that came from another owner is erased whole: the versions from before are the same person's.
    Returns the end and redaction entries; empty when the record holds nothing of the kind.
    """
    by_name = {kind.name: kind for kind in kinds}
    today = shanghai_date(clock.now())
    rows = session.execute(
        select(RecordCurrent.kind, RecordCurrent.ref).where(
            RecordCurrent.owner == owner, RecordCurrent.kind.in_(list(by_name)), RecordCurrent.ended.is_(False)
        )
    ).all()
    ends = [Publication(by_name[kind], ref, owner, None, today, rule) for kind, ref in rows]
    published = publish(session, clock, ends)
    keys.release_kinds(session, owner, list(by_name))
    held = session.execute(
        select(RecordEntry.seq, RecordSide.document)
        .join(RecordSide, RecordSide.seq == RecordEntry.seq)
        .join(RecordCurrent, (RecordCurrent.kind == RecordEntry.kind) & (RecordCurrent.ref == RecordEntry.ref))
        .where(RecordCurrent.owner == owner, RecordCurrent.kind.in_(list(by_name)))
        .order_by(RecordEntry.seq)
    )
    targets = [RedactionTarget(row.seq) for row in held if row.document != "{}"]
    if targets:
        published += redact(session, clock, targets=targets, rule=rule, asked_by=asked_by)
    return published


def owed(session: Session) -> list[int]:
    """Redaction entries whose bytes have not been reported gone from the disk yet."""
    return list(
        session.scalars(
            select(RecordErasure.redaction_seq)
            .where(RecordErasure.done_at.is_(None))
            .order_by(RecordErasure.redaction_seq)
        )
    )


def report_done(session: Session, seqs: Sequence[int], at: datetime) -> None:
    """Note that the erased bytes of these redactions were in no file at moment `at`."""
    session.execute(update(RecordErasure).where(RecordErasure.redaction_seq.in_(seqs)).values(done_at=at))


def _erase(
    session: Session, mark: int, erased: Sequence[ErasedFields], documents: dict[int, dict[str, object]]
) -> None:
    session.execute(
        insert(RecordRedaction),
        [{"target_seq": one.seq, "redaction_seq": mark, "fields": list(one.fields)} for one in erased],
    )
    for one in erased:
        document = {name: pair for name, pair in documents[one.seq].items() if name not in one.fields}
        session.execute(
            update(RecordSide)
            .where(RecordSide.seq == one.seq)
            .values(document=orjson.dumps(document, option=orjson.OPT_SORT_KEYS).decode())
        )
    # A link is a copy of a field's value: it goes when that field goes.
    links = {kind.link for kind in KINDS.values() if kind.link}
    gone = [one.seq for one in erased if links & set(one.fields)]
    if gone:
        session.execute(update(RecordCurrent).where(RecordCurrent.seq.in_(gone)).values(link=None))
    session.execute(insert(RecordErasure), [{"redaction_seq": mark, "done_at": None}])
