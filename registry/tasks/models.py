"""Jobs and outgoing mail. No row holds a readable address, name or text of a message."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.base import Base, JsonText, Sealed, UtcMoment
from registry.core.constraints import one_of
from registry.tasks.states import JobState


class Job(Base):
    """One piece of work. `payload` holds refs and numbers only; `key` makes asking twice ask once.

    `last_error` names the kind of failure, never what it was about.
    """

    __tablename__ = "job"
    __table_args__ = (
        one_of("state", JobState),
        CheckConstraint("attempts >= 0", name="attempts_counted"),
        CheckConstraint(
            "(state = 'leased' OR state = 'begun') = (lease_until IS NOT NULL)", name="held_until_a_moment"
        ),
        CheckConstraint("(lease_until IS NULL) = (lease_holder IS NULL)", name="held_by_somebody"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_at_a_moment"),
        Index("ix_job_state_run_at", "state", "run_at"),
        Index("uq_job_key", "key", unique=True),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    key: Mapped[str | None] = mapped_column(Text)
    payload: Mapped[dict[str, Any]] = mapped_column(JsonText)
    asked_at: Mapped[datetime] = mapped_column(UtcMoment)
    run_at: Mapped[datetime] = mapped_column(UtcMoment)
    attempts: Mapped[int]
    lease_until: Mapped[datetime | None] = mapped_column(UtcMoment)
    lease_holder: Mapped[str | None] = mapped_column(Text)
    last_error: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None] = mapped_column(UtcMoment)


class OutgoingMail(Base):
    """A message: address, subject and text encrypted under this table, column and row; None once they were let go."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        CheckConstraint(
            "(recipient IS NULL) = (subject IS NULL) AND (subject IS NULL) = (body IS NULL)", name="kept_or_let_go"
        ),
        Index("ix_outgoing_mail_about", "about_kind", "about_ref"),
        Index("ix_outgoing_mail_made_at", "made_at"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    job_ref: Mapped[str] = mapped_column(Text, ForeignKey("job.ref"))
    recipient: Mapped[bytes | None] = mapped_column(Sealed)
    subject: Mapped[bytes | None] = mapped_column(Sealed)
    body: Mapped[bytes | None] = mapped_column(Sealed)
    about_kind: Mapped[str | None] = mapped_column(Text)
    about_ref: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcMoment)
