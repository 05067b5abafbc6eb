"""What the ledger of erasures keeps outside the backups: which values left the record, and which consents still stand.

Lines hold numbers, opaque refs and the names of fields, never a value (safety 4.4, F21).
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import orjson
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.record.disclosure import RedactionFace
from registry.record.leaf import values_of
from registry.record.models import RecordEntry, RecordSide

CONSENT = "consent"  # the kind whose fields say which consents stand


@dataclass(frozen=True, slots=True)
class Erasure:
    """One redaction entry: what left which entries of whom, which publications had ended with it, under which rule."""

    seq: int
    leaf: str
    owner: str
    rule: str
    asked_by: str
    erased: tuple[tuple[int, tuple[str, ...]], ...]
    ended: tuple[tuple[str, str], ...]

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {"what": "erasure", **asdict(self)}

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Self:
        """The result of `plain`."""
        return cls(
            plain["seq"], plain["leaf"], plain["owner"], plain["rule"], plain["asked_by"],
            tuple((seq, tuple(fields)) for seq, fields in plain["erased"]),
            tuple((kind, ref) for kind, ref in plain["ended"]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class StandingConsents:
    """Which consents of a person stood after an entry: whatever else stands in an older copy was withdrawn since."""

    seq: int
    leaf: str
    owner: str
    scopes: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {"what": "consents", **asdict(self)}

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Self:
        """The result of `plain`."""
        return cls(plain["seq"], plain["leaf"], plain["owner"], tuple(plain["scopes"]))


@dataclass(frozen=True, slots=True)
class PrivateErasure:
    """An act that took a person's data out of the private tables: the row of the trace that says so."""

    row: int
    hash: str
    action: str
    subject: str

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {"what": "private", **asdict(self)}

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Self:
        """The result of `plain`."""
        return cls(plain["row"], plain["hash"], plain["action"], plain["subject"])


def private_after(session: Session, row: int, actions: Collection[str], limit: int = 500) -> list[PrivateErasure]:
    """The acts of these kinds that the trace tells after one of its rows, in order."""
    rows = session.execute(
        select(AuditEntry.seq, AuditEntry.hash, AuditEntry.action, AuditEntry.subject_ref)
        .where(AuditEntry.seq > row, AuditEntry.action.in_(sorted(actions)))
        .order_by(AuditEntry.seq)
        .limit(limit)
    )
    return [PrivateErasure(one.seq, one.hash.hex(), one.action, one.subject_ref) for one in rows]


def lines_after(session: Session, seq: int, limit: int = 500) -> list[Erasure | StandingConsents]:
    """The ledger's lines of the entries after a position, in order."""
    rows = session.execute(
        select(RecordEntry.seq, RecordEntry.kind, RecordEntry.owner, RecordEntry.leaf_hash, RecordSide.document)
        .join(RecordSide, RecordSide.seq == RecordEntry.seq)
        .where(RecordEntry.seq > seq)
        # A first consent takes nothing back.
        .where(
            or_(
                RecordEntry.kind == RedactionFace.KIND.name,
                and_(RecordEntry.kind == CONSENT, RecordEntry.version > 1),
            )
        )
        .order_by(RecordEntry.seq)
        .limit(limit)
    ).all()
    return [_erasure(session, row) if row.kind == RedactionFace.KIND.name else _consents(row) for row in rows]


def _consents(row: Any) -> StandingConsents:
    fields = values_of(row.document)
    standing = tuple(sorted(name for name, value in fields.items() if value is True))
    return StandingConsents(row.seq, row.leaf_hash.hex(), row.owner, standing)


def _erasure(session: Session, row: Any) -> Erasure:
    face = RedactionFace.read(values_of(row.document))
    erased = tuple((one.seq, one.fields) for one in face.erased)
    ended = []
    targets = [seq for seq, _ in erased]
    subjects = session.execute(
        select(RecordEntry.kind, RecordEntry.ref).where(RecordEntry.seq.in_(targets)).distinct()
    ).all()
    for kind, ref in sorted((one.kind, one.ref) for one in subjects):
        leaf = session.scalar(
            select(RecordEntry.leaf)
            .where(RecordEntry.kind == kind, RecordEntry.ref == ref, RecordEntry.seq < row.seq)
            .order_by(RecordEntry.seq.desc())
            .limit(1)
        )
        if leaf is not None and not orjson.loads(leaf)["fields"]:
            ended.append((kind, ref))
    return Erasure(row.seq, row.leaf_hash.hex(), row.owner, face.rule, face.asked_by, erased, tuple(ended))
