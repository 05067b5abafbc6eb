"""What was done to keep the register safe, one row per act."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.base import Base, UtcMoment


class BackupRun(Base):
    """One finished backup: where it lies, how far it goes, and what the drill on it showed, if there was one."""

    __tablename__ = "backup_run"
    __table_args__ = (
        CheckConstraint("(drilled_at IS NULL) = (drill_passed IS NULL)", name="drilled_with_result"),
        Index("ix_backup_run_made_at", "made_at"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    made_at: Mapped[datetime] = mapped_column(UtcMoment)
    made_by: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(BigInteger)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    drilled_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    drill_passed: Mapped[bool | None]
    drill_told: Mapped[str | None] = mapped_column(Text)


class Verification(Base):
    """One recomputation of record and trace: how far it read, and the first thing that was not as recorded."""

    __tablename__ = "verification"
    __table_args__ = (
        CheckConstraint("(failed_at IS NULL) = (what_zh IS NULL)", name="failed_with_words"),
        CheckConstraint("(what_zh IS NULL) = (what_en IS NULL)", name="both_languages"),
        Index("ix_verification_made_at", "made_at"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    made_at: Mapped[datetime] = mapped_column(UtcMoment)
    entries: Mapped[int] = mapped_column(BigInteger)
    rows: Mapped[int] = mapped_column(BigInteger)
    failed_at: Mapped[int | None] = mapped_column(BigInteger)
    what_zh: Mapped[str | None] = mapped_column(Text)
    what_en: Mapped[str | None] = mapped_column(Text)


class MaintenanceNotice(Base):
    """A notice and who published it; the public reads its face from the record."""

    __tablename__ = "maintenance_notice"
    __table_args__ = (CheckConstraint("until_at > from_at", name="ends_after_it_begins"),)

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    text_zh: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
    from_at: Mapped[datetime] = mapped_column(UtcMoment)
    until_at: Mapped[datetime] = mapped_column(UtcMoment)
    published_at: Mapped[datetime] = mapped_column(UtcMoment)
    published_by: Mapped[str] = mapped_column(Text)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcMoment)


class SecurityReview(Base):
    """One look at the security of the system: what was looked at, what was found, and how it was closed."""

    __tablename__ = "security_review"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed_by_somebody"),
        CheckConstraint("(closed_at IS NULL) = (closing IS NULL)", name="closed_with_words"),
        Index("ix_security_review_held_on", "held_on"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    held_on: Mapped[date]
    scope: Mapped[str] = mapped_column(Text)
    findings: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(UtcMoment)
    added_by: Mapped[str] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    closed_by: Mapped[str | None] = mapped_column(Text)
    closing: Mapped[str | None] = mapped_column(Text)
