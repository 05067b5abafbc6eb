"""Certificates, and the ledger of training credits, which only grows."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.base import Base, UtcMoment
from registry.core.constraints import one_of
from registry.core.sources import Source
from registry.qualifications.states import CreditKind, How, IssuerKind, Scheme


class Certificate(Base):
    """One certificate of one person. Its number lies encrypted and is shown to nobody but staff, by its last four."""

    __tablename__ = "certificate"
    __table_args__ = (
        one_of("scheme", Scheme),
        one_of("issuer_kind", IssuerKind),
        one_of("how", How),
        one_of("source", Source),
        CheckConstraint("title <> ''", name="titled"),
        CheckConstraint(
            "(verified_on IS NULL) = (how IS NULL) AND (verified_on IS NULL) = (verified_by IS NULL)",
            name="verified_whole",
        ),
        CheckConstraint("valid_until IS NULL OR issued_on IS NULL OR valid_until >= issued_on", name="days_in_order"),
        Index("ix_certificate_worker_ref", "worker_ref"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
    scheme: Mapped[str] = mapped_column(Text)
    level: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    issuer_kind: Mapped[str | None] = mapped_column(Text)
    issuer: Mapped[str] = mapped_column(Text)
    number: Mapped[bytes | None] = mapped_column(LargeBinary)
    issued_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text)
    verified_by: Mapped[str | None] = mapped_column(Text)
    verified_on: Mapped[date | None]
    how: Mapped[str | None] = mapped_column(Text)


class CreditEntry(Base):
    """One line of the ledger. An adjustment names the earning it adjusts and why, and lapses with it."""

    __tablename__ = "credit_entry"
    __table_args__ = (
        one_of("kind", CreditKind),
        one_of("source", Source),
        CheckConstraint(
            "(kind = 'earn' AND adjusts IS NULL AND credits > 0)"
            " OR (kind = 'adjust' AND adjusts IS NOT NULL AND credits <> 0 AND reason <> '')",
            name="earned_or_adjusted",
        ),
        Index("ix_credit_entry_worker_ref", "worker_ref"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
    kind: Mapped[str] = mapped_column(Text)
    credits: Mapped[int]
    earned_on: Mapped[date]
    course: Mapped[str] = mapped_column(Text)
    adjusts: Mapped[str | None] = mapped_column(Text, ForeignKey("credit_entry.ref"))
    reason: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(UtcMoment)
