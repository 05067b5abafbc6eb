"""Requests with what is private about them, and the runs of the retention rules."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.consents.states import Channel
from registry.core.base import Base, Sealed, UtcMoment
from registry.core.constraints import one_of
from registry.rights.states import RetentionRule


class RightsRequest(Base):
    """What a request says and how to answer it, encrypted; both None once they were let go."""

    __tablename__ = "rights_request"
    __table_args__ = (
        one_of("channel", Channel),
        CheckConstraint("gone_at IS NULL OR (contact IS NULL AND words IS NULL)", name="gone_whole"),
        Index("ix_rights_request_worker_ref", "worker_ref"),
    )

    case_ref: Mapped[str] = mapped_column(Text, ForeignKey("case_file.ref"), primary_key=True)
    worker_ref: Mapped[str | None] = mapped_column(Text, ForeignKey("worker.ref"))
    company_ref: Mapped[str | None] = mapped_column(Text, ForeignKey("company.ref"))
    channel: Mapped[str] = mapped_column(Text)
    item: Mapped[int | None] = mapped_column(BigInteger)
    objection_ref: Mapped[str | None] = mapped_column(Text)
    contact: Mapped[bytes | None] = mapped_column(Sealed)
    words: Mapped[bytes | None] = mapped_column(Sealed)
    gone_at: Mapped[datetime | None] = mapped_column(UtcMoment)


class RetentionRun(Base):
    """One run of one rule: when, and how much went."""

    __tablename__ = "retention_run"
    __table_args__ = (one_of("rule", RetentionRule), Index("ix_retention_run_at", "at"))

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    rule: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcMoment)
    gone: Mapped[int]
    by: Mapped[str] = mapped_column(Text)
