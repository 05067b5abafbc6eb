"""One row per act; the walls of registry/record/triggers.py stand around it too."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.base import Base, JsonText, UtcMoment


class AuditEntry(Base):
    """Who, as which role, did what to what, masked before and after, why, and which record entries it produced.

    `positions` is [[seq, leaf hash as hex], ...]; `hash` is SHA-256 over the previous row's hash and this row.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        CheckConstraint("seq > 0", name="seq_positive"),
        Index("ix_audit_entry_subject_ref", "subject_ref"),
    )

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcMoment)
    actor: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    subject_kind: Mapped[str] = mapped_column(Text)
    subject_ref: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    after: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    why: Mapped[str] = mapped_column(Text)
    positions: Mapped[list[tuple[int, str]]] = mapped_column(JsonText)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
