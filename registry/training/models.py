"""The catalogue, sessions held, and one row per person enrolled. What was entered in error is struck out, not lost."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.base import Base, JsonText, UtcMoment
from registry.core.constraints import one_of
from registry.core.sources import Source
from registry.training.states import Category, Mode, OccasionKind


class TrainingProgramme(Base):
    """One version of a programme. A version in use is never rewritten: the next one ends it."""

    __tablename__ = "training_programme"
    __table_args__ = (
        one_of("category", Category),
        CheckConstraint("code <> '' AND title <> ''", name="named"),
        CheckConstraint("version >= 1", name="version_counted"),
        CheckConstraint("class_hours >= 1", name="hours_positive"),
        CheckConstraint("credits >= 0 AND credits <= class_hours", name="credits_by_hours"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="days_in_order"),
        Index("uq_training_programme_code_version", "code", "version", unique=True),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    code: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text)
    class_hours: Mapped[int]
    credits: Mapped[int]
    topics: Mapped[list[str]] = mapped_column(JsonText)
    lines: Mapped[list[str]] = mapped_column(JsonText)
    examined: Mapped[bool]
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class TrainingSession(Base):
    """One session. A company's own is confirmed by the association before it brings credits."""

    __tablename__ = "training_session"
    __table_args__ = (
        one_of("mode", Mode),
        one_of("source", Source),
        CheckConstraint("class_hours >= 1", name="hours_positive"),
        CheckConstraint("organisation <> '' AND trainer <> ''", name="trainer_named"),
        CheckConstraint("(confirmed_on IS NULL) = (confirmed_by IS NULL)", name="confirmed_whole"),
        CheckConstraint("(source = 'company') = (company_ref IS NOT NULL)", name="company_speaks_for_itself"),
        CheckConstraint(
            "evaluation_score IS NULL OR (evaluation_score >= 0 AND evaluation_score <= 100)", name="evaluation_range"
        ),
        CheckConstraint("(evaluation_score IS NULL) = (evaluated_on IS NULL)", name="evaluated_whole"),
        Index("ix_training_session_company_ref", "company_ref"),
        Index("ix_training_session_held_on", "held_on"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    programme_ref: Mapped[str] = mapped_column(Text, ForeignKey("training_programme.ref"))
    company_ref: Mapped[str | None] = mapped_column(Text, ForeignKey("company.ref"))
    mode: Mapped[str] = mapped_column(Text)
    class_hours: Mapped[int]
    held_on: Mapped[date]
    organisation: Mapped[str] = mapped_column(Text)
    trainer: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    evaluation_score: Mapped[int | None]
    evaluation_note: Mapped[str] = mapped_column(Text)
    evaluated_on: Mapped[date | None]
    confirmed_by: Mapped[str | None] = mapped_column(Text)
    confirmed_on: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(UtcMoment)


class TrainingRecord(Base):
    """One person at one session. `passed` NULL: not examined, which is neither a pass nor a failure."""

    __tablename__ = "training_record"
    __table_args__ = (
        CheckConstraint("score IS NULL OR (passed IS NOT NULL AND score >= 0 AND score <= 100)", name="score_of_exam"),
        CheckConstraint("passed IS NULL OR examiner <> ''", name="examiner_named"),
        CheckConstraint("excused = '' OR (NOT attended AND passed IS NULL)", name="excused_absent"),
        CheckConstraint("credit_ref IS NULL OR (passed IS NOT NULL AND passed)", name="credits_of_passed"),
        CheckConstraint("(annulled_at IS NULL) = (annulled_why IS NULL)", name="annulled_whole"),
        Index("ix_training_record_worker_ref", "worker_ref"),
        Index(
            "uq_training_record_counts",
            "session_ref",
            "worker_ref",
            unique=True,
            sqlite_where=text("annulled_at IS NULL"),
            postgresql_where=text("annulled_at IS NULL"),
        ),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    session_ref: Mapped[str] = mapped_column(Text, ForeignKey("training_session.ref"))
    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
    attended: Mapped[bool]
    passed: Mapped[bool | None]
    score: Mapped[int | None]
    examiner: Mapped[str] = mapped_column(Text)
    excused: Mapped[str] = mapped_column(Text)
    credit_ref: Mapped[str | None] = mapped_column(Text, ForeignKey("credit_entry.ref"))
    recorded_at: Mapped[datetime] = mapped_column(UtcMoment)
    annulled_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    annulled_why: Mapped[str | None] = mapped_column(Text)


class TrainingOccasion(Base):
    """A contest or a seminar."""

    __tablename__ = "training_occasion"
    __table_args__ = (
        one_of("kind", OccasionKind),
        CheckConstraint("title <> '' AND organiser <> ''", name="named"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    organiser: Mapped[str] = mapped_column(Text)
    held_on: Mapped[date]


class OccasionPart(Base):
    """One person's part in a contest or seminar, and the award if there was one."""

    __tablename__ = "occasion_part"
    __table_args__ = (Index("ix_occasion_part_worker_ref", "worker_ref"),)

    occasion_ref: Mapped[str] = mapped_column(Text, ForeignKey("training_occasion.ref"), primary_key=True)
    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"), primary_key=True)
    award: Mapped[str] = mapped_column(Text)
