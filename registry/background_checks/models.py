"""Every statement about a check, kept apart by component and outcome; the newest does not overwrite the older."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.background_checks.states import Component, FindingState, Outcome, RequestState
from registry.core.base import Base, Sealed, UtcMoment
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


class CheckRequest(Base):
    """A check asked for and not answered yet, or how it was. What could not be made is tried again on `retry_on`."""

    __tablename__ = "check_request"
    __table_args__ = (
        one_of("component", Component),
        one_of("state", RequestState),
        CheckConstraint("tries >= 0", name="tries_counted"),
        CheckConstraint("(state = 'open') = (ended_on IS NULL)", name="ended_whole"),
        CheckConstraint("retry_on IS NULL OR (state = 'open' AND tries > 0)", name="retry_of_open"),
        Index("ix_check_request_company_ref", "company_ref"),
        Index(
            "uq_check_request_open",
            "worker_ref",
            "component",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
    company_ref: Mapped[str | None] = mapped_column(Text, ForeignKey("company.ref"))
    component: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(Text)
    asked_on: Mapped[date]
    tries: Mapped[int]
    retry_on: Mapped[date | None]
    ended_on: Mapped[date | None]


class CheckDue(Base):
    """When a person's check is to be made again, worked out every night and when the desk enters something.

    Only a list to begin from: whoever shows it reads the statements themselves again.
    """

    __tablename__ = "check_due"
    __table_args__ = (
        one_of("component", Component),
        Index("ix_check_due_due_on", "due_on", "worker_ref", "component"),
        Index("ix_check_due_component", "component", "due_on", "worker_ref"),
    )

    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"), primary_key=True)
    component: Mapped[str] = mapped_column(Text, primary_key=True)
    due_on: Mapped[date]


class AdverseFinding(Base):
    """An adverse result as proposed by one account and decided by another. Reasons and reply lie encrypted.

    Only a decision that upholds it makes a statement (`check_id`); until then nothing is known to anybody else.
    """

    __tablename__ = "adverse_finding"
    __table_args__ = (
        one_of("component", Component),
        one_of("source", Source),
        one_of("state", FindingState),
        CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="two_people"),
        CheckConstraint(
            "(state = 'proposed') = (decided_by IS NULL) AND (state = 'proposed') = (decided_at IS NULL)",
            name="decided_whole",
        ),
        CheckConstraint("(state = 'upheld') = (check_id IS NOT NULL)", name="upheld_states"),
        CheckConstraint("(reply IS NULL) = (replied_on IS NULL)", name="replied_whole"),
        Index("uq_adverse_finding_case_ref", "case_ref", unique=True),
        Index(
            "uq_adverse_finding_open",
            "worker_ref",
            "component",
            unique=True,
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
        Index("ix_adverse_finding_worker_ref", "worker_ref"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    case_ref: Mapped[str] = mapped_column(Text)
    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
    component: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    source_note: Mapped[str] = mapped_column(Text)
    checked_on: Mapped[date]
    covers_until: Mapped[date | None]
    document: Mapped[str] = mapped_column(Text)
    reasons: Mapped[bytes] = mapped_column(Sealed)
    reply: Mapped[bytes | None] = mapped_column(Sealed)
    replied_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime] = mapped_column(UtcMoment)
    decided_by: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    check_id: Mapped[int | None] = mapped_column(ForeignKey("background_check.id"))
