"""Tables of the record. `record_entry` and `record_redaction` only ever grow; triggers.py holds the walls."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.base import Base, JsonText, UtcMoment
from registry.core.indexed import Indexed


class RecordLog(Base):
    """The one log of this register: its random name, in every leaf."""

    __tablename__ = "record_log"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    log_id: Mapped[str] = mapped_column(Text)


class RecordEntry(Base):
    """One version of one subject's public face: the head, the committed leaf and its hash."""

    __tablename__ = "record_entry"
    __table_args__ = (
        CheckConstraint("seq > 0", name="seq_positive"),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("corrects IS NULL OR corrects < seq", name="corrects_earlier"),
        Index("ix_record_entry_ref", "ref"),
        Index("ix_record_entry_owner", "owner"),
    )

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(Text)
    listed: Mapped[bool]
    ref: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcMoment)
    corrects: Mapped[int | None] = mapped_column(BigInteger)
    basis: Mapped[str] = mapped_column(Text)
    leaf: Mapped[bytes] = mapped_column(LargeBinary)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary)


class RecordSide(Base):
    """Values and salts of an entry, as {field: [salt, value]}; only a redaction lets a key leave it."""

    __tablename__ = "record_side"

    seq: Mapped[int] = mapped_column(BigInteger, ForeignKey("record_entry.seq"), primary_key=True, autoincrement=False)
    document: Mapped[str] = mapped_column(Text)


class RecordRedaction(Base):
    """Which fields of which entry a redaction entry erased; the wall on record_side asks this table."""

    __tablename__ = "record_redaction"

    target_seq: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("record_entry.seq"), primary_key=True, autoincrement=False
    )
    redaction_seq: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("record_entry.seq"), primary_key=True, autoincrement=False
    )
    fields: Mapped[list[str]] = mapped_column(JsonText)


class RecordErasure(Base):
    """What the worker still owes a redaction: `done_at` says when the bytes had left the disk."""

    __tablename__ = "record_erasure"

    redaction_seq: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("record_entry.seq"), primary_key=True, autoincrement=False
    )
    done_at: Mapped[datetime | None] = mapped_column(UtcMoment)


class RecordCurrent(Base):
    """One row per subject: which entry speaks for it now. A projection, rebuilt from the entries at any time."""

    __tablename__ = "record_current"
    __table_args__ = (
        Index("ix_record_current_owner", "owner", "seq"),
        Index("ix_record_current_link", "link"),
    )

    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    owner: Mapped[str] = mapped_column(Text)
    seq: Mapped[int] = mapped_column(BigInteger)
    effective_on: Mapped[date]
    versions: Mapped[int]
    listed: Mapped[bool]
    ended: Mapped[bool]
    link: Mapped[str | None] = mapped_column(Text)


class RecordKey(Base):
    """Natural keys and door tokens (or their blind indexes) of subjects: erasable, never hashed into the record."""

    __tablename__ = "record_key"
    __table_args__ = (Index("ix_record_key_owner", "owner"), Index("ix_record_key_ref", "ref"))

    namespace: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Indexed(), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    ref: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(Text)
