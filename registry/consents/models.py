"""One row per consent given; a withdrawn one stays as evidence that it was given and taken back."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.consents.states import EMPLOYER_MAY_PASS_ON, GIVING, Channel, Scope
from registry.core.base import Base, UtcMoment
from registry.core.constraints import one_of

_MAY_PASS_ON = ", ".join(f"'{scope.value}'" for scope in sorted(EMPLOYER_MAY_PASS_ON))


class Consent(Base):
    """A person's word on one scope. At most one stands per person and scope."""

    __tablename__ = "consent"
    __table_args__ = (
        one_of("scope", Scope),
        one_of("channel", sorted(GIVING)),
        one_of("withdrawn_channel", Channel),
        CheckConstraint("notice_version <> ''", name="notice_given"),
        CheckConstraint(f"channel <> 'roster' OR scope IN ({_MAY_PASS_ON})", name="employer_scope"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_channel IS NULL)", name="withdrawn_whole"),
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_at >= given_at", name="withdrawn_after"),
        Index("ix_consent_worker_ref", "worker_ref"),
        Index(
            "uq_consent_standing",
            "worker_ref",
            "scope",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
    scope: Mapped[str] = mapped_column(Text)
    form_on: Mapped[date]
    notice_version: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    given_at: Mapped[datetime] = mapped_column(UtcMoment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    withdrawn_channel: Mapped[str | None] = mapped_column(Text)
    evidence: Mapped[str | None] = mapped_column(Text)
