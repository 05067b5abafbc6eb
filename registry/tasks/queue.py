"""What a worker does with the queue. The machine's own steps leave no trace; what people ask and decide does.

A job is handed out under a lease. Whoever dies holding one loses it when the lease runs out: the job goes back to the
queue, unless it had BEGUN an effect that cannot be taken back. Then nobody can know whether it happened, and a
person decides: it is never repeated silently.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.tasks.models import Job, OutgoingMail
from registry.tasks.rules import KEPT_AFTER_SENDING, LEASE, given_up, wait_after
from registry.tasks.states import HELD, JobState


@dataclass(frozen=True, slots=True)
class Leased:
    """A job handed to one worker; `attempts` counts this one."""

    ref: str
    kind: str
    payload: dict[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True)
class Message:
    """A message in the clear, for the moment of sending or showing it. Its repr names nobody."""

    ref: str
    to: str
    subject: str
    body: str

    def __repr__(self) -> str:
        return f"Message({self.ref})"


def due(session: Session, now: datetime) -> bool:
    """Whether there is anything to lease or to sweep at `now`: one indexed read, for polling without the lock."""
    return session.scalar(select(Job.ref).where(_ready(now)).limit(1)) is not None


def lease(
    session: Session, clock: Clock, holder: str, *, kinds: Collection[str], span: timedelta = LEASE
) -> Leased | None:
    """Hand the job that has waited longest to `holder`, or None. First sweeps what dead workers left behind.

    A job whose workers died five times over it is not handed out again: it may be what kills them.
    """
    now = clock.now()
    _sweep(session, now)
    job = session.scalars(
        select(Job)
        .where(Job.state == JobState.QUEUED, Job.run_at <= now, Job.kind.in_(sorted(kinds)))
        .order_by(Job.run_at, Job.asked_at, Job.ref)
        .limit(1)
    ).first()
    if job is None:
        session.flush()
        return None
    job.state, job.attempts = JobState.LEASED, job.attempts + 1
    job.lease_holder, job.lease_until = holder, now + span
    session.flush()
    return Leased(job.ref, job.kind, job.payload, job.attempts)


def begin(session: Session, clock: Clock, leased: Leased, holder: str, *, span: timedelta = LEASE) -> bool:
    """Note, before an effect that cannot be taken back, that it may happen. False: the lease is lost, do nothing."""
    return _change(session, leased, holder, JobState.LEASED, state=JobState.BEGUN, lease_until=clock.now() + span)


def keep(session: Session, clock: Clock, leased: Leased, holder: str, *, span: timedelta = LEASE) -> bool:
    """Hold a lease for longer, in the middle of long work. False: it is lost."""
    return _change(session, leased, holder, lease_until=clock.now() + span)


def done(session: Session, clock: Clock, leased: Leased, holder: str) -> bool:
    """The job is done. False when the lease was lost meanwhile: somebody else answers for it now."""
    return _change(
        session, leased, holder,
        state=JobState.DONE, done_at=clock.now(), lease_until=None, lease_holder=None, last_error=None,
    )  # fmt: skip


def failed(session: Session, clock: Clock, leased: Leased, holder: str, *, error: str, final: bool = False) -> bool:
    """The job failed and nothing came of it: it rests and is tried again, or is given up after five failures.

    `error` names the kind of failure and holds no personal data; `final` gives up at once. False: the lease was lost.
    """
    dead = final or given_up(leased.attempts)
    return _change(
        session, leased, holder,
        state=JobState.DEAD if dead else JobState.QUEUED,
        run_at=clock.now() + wait_after(leased.attempts),
        lease_until=None, lease_holder=None, last_error=error,
    )  # fmt: skip


def doubtful(session: Session, leased: Leased, holder: str, *, error: str) -> bool:
    """Nobody can know whether the effect happened: a person decides. False: the lease was lost."""
    return _change(
        session, leased, holder, state=JobState.DOUBTFUL, lease_until=None, lease_holder=None, last_error=error
    )


def message(session: Session, keyring: KeyRing, ref: str) -> Message | None:
    """A message in the clear; None when it does not exist or its text was let go."""
    mail = session.get(OutgoingMail, ref)
    if mail is None or mail.recipient is None or mail.subject is None or mail.body is None:
        return None
    place = {"table": "outgoing_mail", "row": ref}
    return Message(
        ref,
        keyring.decrypt(mail.recipient, column="recipient", **place),
        keyring.decrypt(mail.subject, column="subject", **place),
        keyring.decrypt(mail.body, column="body", **place),
    )


def let_go(session: Session, ref: str) -> None:
    """Forget address and text of a message that was sent; that it was sent, when and about what stays."""
    session.execute(update(OutgoingMail).where(OutgoingMail.ref == ref).values(recipient=None, subject=None, body=None))


def let_go_old(session: Session, clock: Clock) -> int:
    """Forget address and text of every message finished longer ago than it is kept; returns how many."""
    old = (
        select(Job.ref)
        .where(Job.state == JobState.DONE, Job.done_at < clock.now() - KEPT_AFTER_SENDING)
        .scalar_subquery()
    )
    result = session.connection().execute(
        update(OutgoingMail)
        .where(OutgoingMail.job_ref.in_(old), OutgoingMail.recipient.is_not(None))
        .values(recipient=None, subject=None, body=None)
    )
    session.expire_all()
    return result.rowcount


def _ready(now: datetime) -> Any:
    return or_(
        and_(Job.state == JobState.QUEUED, Job.run_at <= now),
        and_(Job.state.in_(sorted(HELD)), Job.lease_until <= now),
    )


def _sweep(session: Session, now: datetime) -> None:
    """Take back the leases of dead workers."""
    for job in session.scalars(select(Job).where(Job.state.in_(sorted(HELD)), Job.lease_until <= now)):
        if job.state == JobState.BEGUN:
            job.state, job.last_error = JobState.DOUBTFUL, "worker died while sending"
        elif given_up(job.attempts):
            job.state, job.last_error = JobState.DEAD, "worker died"
        else:
            job.state, job.last_error = JobState.QUEUED, "worker died"
            job.run_at = now
        job.lease_until = job.lease_holder = None
    session.flush()


def _change(session: Session, leased: Leased, holder: str, *states: JobState, **values: Any) -> bool:
    """Change a job only while this very lease still stands."""
    session.flush()
    result = session.connection().execute(
        update(Job)
        .where(
            Job.ref == leased.ref,
            Job.lease_holder == holder,
            Job.attempts == leased.attempts,
            Job.state.in_(sorted(states or HELD)),
        )
        .values(**values)
    )
    session.expire_all()
    return bool(result.rowcount)
