"""Every statement about a check, kept apart by component and outcome; the newest does not overwrite the older."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.background_checks.states import Component, Outcome
from registry.core.base import Base, UtcMoment
from registry.core.constraints import one_of
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier


class BackgroundCheck(Base):
    """One statement. `document` is a reference to the paper, which is not kept. An annulled one no longer counts."""

    __tablename__ = "background_check"
    __table_args__ = (
        one_of("component", Component),
        one_of("outcome", Outcome),
        one_of("source", Source),
        one_of("tier", HealthTier),
        CheckConstraint("tier IS NULL OR component = 'BC4'", name="tier_of_health"),
        CheckConstraint("valid_until IS NULL OR outcome = 'clear'", name="end_of_clear"),
        CheckConstraint("valid_until IS NULL OR checked_on IS NULL OR valid_until >= checked_on", name="days_in_order"),
        CheckConstraint("(annulled_at IS NULL) = (annulled_why IS NULL)", name="annulled_whole"),
        Index("ix_background_check_worker_ref", "worker_ref"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
    component: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    source_note: Mapped[str] = mapped_column(Text)
    checked_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    covers_until: Mapped[date | None]
    tier: Mapped[str | None] = mapped_column(Text)
    document: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(UtcMoment)
    annulled_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    annulled_why: Mapped[str | None] = mapped_column(Text)
