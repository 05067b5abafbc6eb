"""Reads for the operators' screens: the queue, what waits for a person, the mail."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.tasks.models import Job, OutgoingMail
from registry.tasks.states import FOR_A_PERSON, JobState


@dataclass(frozen=True, slots=True)
class QueueState:
    """How many jobs stand in each state, and since when the longest-waiting due one waits."""

    counts: dict[JobState, int]
    waiting_since: datetime | None

    def of(self, state: JobState) -> int:
        """How many stand in `state`."""
        return self.counts.get(state, 0)


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as the operators see it: no payload, nothing personal."""

    ref: str
    kind: str
    state: JobState
    asked_at: datetime
    run_at: datetime
    attempts: int
    last_error: str | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailRow:
    """A message without its words: about what, when, and how far it came."""

    ref: str
    made_at: datetime
    about_kind: str | None
    about_ref: str | None
    job: JobRow
    readable: bool


def queue_state(session: Session, now: datetime) -> QueueState:
    """The queue in numbers."""
    counts = {JobState(state): count for state, count in session.execute(_COUNTS)}
    oldest = session.scalar(select(func.min(Job.run_at)).where(Job.state == JobState.QUEUED, Job.run_at <= now))
    return QueueState(counts, oldest)


_COUNTS = select(Job.state, func.count()).group_by(Job.state)
_JOB = (Job.ref, Job.kind, Job.state, Job.asked_at, Job.run_at, Job.attempts, Job.last_error, Job.done_at)


def jobs(session: Session, *, states: frozenset[JobState] = FOR_A_PERSON, limit: int = 100) -> list[JobRow]:
    """Jobs in these states, the newest first; by default those that wait for a person."""
    rows = session.execute(
        select(*_JOB).where(Job.state.in_(sorted(states))).order_by(Job.asked_at.desc(), Job.ref).limit(limit)
    )
    return [_row(row) for row in rows]


def mails(session: Session, *, limit: int = 50, offset: int = 0) -> tuple[list[MailRow], int]:
    """Messages, the newest first, and how many there are in all."""
    total = session.scalar(select(func.count()).select_from(OutgoingMail)) or 0
    rows = session.execute(_MAILS.order_by(OutgoingMail.made_at.desc(), OutgoingMail.ref).limit(limit).offset(offset))
    return [_mail(row) for row in rows], total


def mail(session: Session, ref: str) -> MailRow | None:
    """One message."""
    row = session.execute(_MAILS.where(OutgoingMail.ref == ref)).first()
    return None if row is None else _mail(row)


def mails_about(session: Session, kind: str, ref: str) -> list[MailRow]:
    """Messages about one subject, oldest first: for its timeline."""
    rows = session.execute(
        _MAILS.where(OutgoingMail.about_kind == kind, OutgoingMail.about_ref == ref).order_by(OutgoingMail.made_at)
    )
    return [_mail(row) for row in rows]


_MAILS = select(
    OutgoingMail.ref.label("mail_ref"),
    OutgoingMail.made_at,
    OutgoingMail.about_kind,
    OutgoingMail.about_ref,
    OutgoingMail.recipient.is_not(None).label("readable"),
    *_JOB,
).join(Job, Job.ref == OutgoingMail.job_ref)


def _row(row: Any) -> JobRow:
    return JobRow(
        row.ref, row.kind, JobState(row.state), row.asked_at, row.run_at, row.attempts, row.last_error, row.done_at
    )


def _mail(row: Any) -> MailRow:
    return MailRow(row.mail_ref, row.made_at, row.about_kind, row.about_ref, _row(row), row.readable)
