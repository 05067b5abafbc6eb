"""What the record holds of one subject, for those who propose or decide an erasure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.core.errors import NotFound
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND
from registry.record import reading
from registry.record.kinds import KINDS
from registry.record.models import RecordEntry
from registry.record.reading import Entry
from registry.record.redaction import RedactionTarget
from registry.redactions.rules import erasable
from registry.redactions.states import AskedBy, Rule
from registry.workers.models import Worker


@dataclass(frozen=True, slots=True)
class HeldEntry:
    """An entry with what of it may still be erased. `person`: it belongs to a person, not to a company."""

    seq: int
    kind: str
    label: Label
    ref: str
    owner: str
    person: bool
    effective_on: date
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a case asks to erase, and from how many versions."""

    item: int
    owner: str
    person: bool
    label: Label
    fields: tuple[str, ...]
    rule: Rule
    asked_by: AskedBy
    versions: int


def held_entry(session: Session, seq: int) -> HeldEntry | None:
    """One entry of the record, or None."""
    entry = reading.entry_at(session, seq)
    return _held(entry, is_person(session, entry.owner)) if entry else None


def held_of(session: Session, owner: str) -> list[HeldEntry]:
    """Every entry of an owner that still holds something erasable, the newest first."""
    seqs = session.scalars(select(RecordEntry.seq).where(RecordEntry.owner == owner).order_by(RecordEntry.seq.desc()))
    person = is_person(session, owner)
    entries = [entry for seq in seqs.all() if (entry := reading.entry_at(session, seq))]
    return [held for entry in entries if (held := _held(entry, person)).fields]


def is_person(session: Session, owner: str) -> bool:
    """Whether what is published under this owner is about a person."""
    return session.scalar(select(Worker.ref).where(Worker.ref == owner)) is not None


def targets_of(session: Session, seq: int, fields: Sequence[str], *, every_version: bool) -> list[RedactionTarget]:
    """What is still there of the fields: in this entry, or in every version of its subject."""
    entry = reading.entry_at(session, seq)
    if entry is None:
        return []
    seqs = [seq]
    if every_version:
        subject = (RecordEntry.kind == entry.kind, RecordEntry.ref == entry.ref)
        seqs = list(session.scalars(select(RecordEntry.seq).where(*subject).order_by(RecordEntry.seq)))
    found = []
    for one in seqs:
        version = reading.entry_at(session, one)
        left = tuple(name for name in sorted(fields) if version and name in version.fields)
        if left:
            found.append(RedactionTarget(one, left))
    return found


def asked_in(session: Session, case: Case) -> Asked:
    """What a case of redaction asks. Raises NotFound for another case."""
    if case.kind != CaseKind.REDACTION or "item" not in case.payload:
        raise NotFound(NOT_FOUND)
    told = case.payload
    entry = reading.entry_at(session, int(told["item"]))
    if entry is None:
        raise NotFound(NOT_FOUND)
    targets = targets_of(session, entry.seq, told["fields"], every_version=told["every_version"])
    return Asked(
        entry.seq, entry.owner, is_person(session, entry.owner), KINDS[entry.kind].label, tuple(told["fields"]),
        Rule(told["rule"]), AskedBy(told["asked_by"]), len(targets),
    )  # fmt: skip


def _held(entry: Entry, person: bool) -> HeldEntry:
    kind = KINDS.get(entry.kind)
    label = kind.label if kind else Label(entry.kind, entry.kind)
    fields = erasable(kind, entry.fields)
    return HeldEntry(entry.seq, entry.kind, label, entry.ref, entry.owner, person, entry.effective_on, fields)
