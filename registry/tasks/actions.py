"""Asking for background work and mail, and what a person decides when the machine gave up."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.base import new_ref
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotFound
from registry.core.labels import Label
from registry.core.permissions import require
from registry.tasks.access import PERMISSIONS
from registry.tasks.models import Job, OutgoingMail
from registry.tasks.states import FOR_A_PERSON, JobState

MAIL = "mail"  # the kind of job that sends one OutgoingMail; its payload is {"mail": ref}
SEALED = ("recipient", "subject", "body")


def enqueue(
    session: Session,
    actor: Actor,
    clock: Clock,
    *,
    kind: str,
    payload: Mapping[str, Any],
    run_at: datetime | None = None,
    key: str | None = None,
) -> str:
    """Ask for work in the acting transaction; returns the job's ref. The same `key` asked again is the same job.

    `payload` must hold no personal data: refs, numbers, days.
    """
    if key is not None:
        known = session.scalar(select(Job.ref).where(Job.key == key))
        if known is not None:
            return known
    now = clock.now()
    job = Job(
        ref=new_ref(), kind=kind, state=JobState.QUEUED, key=key, payload=dict(payload), asked_at=now,
        run_at=run_at or now, attempts=0, lease_until=None, lease_holder=None, last_error=None, done_at=None,
    )  # fmt: skip
    session.add(job)
    session.flush()
    write(session, clock, actor, [Trace("task.enqueue", "job", job.ref, None, {"kind": kind, "key": key})])
    return job.ref


def send_mail(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    *,
    to: str,
    subject: str,
    body: str,
    key: str | None = None,
    about: tuple[str, str] | None = None,
) -> str:
    """Write a message and ask for its sending in the acting transaction; returns the message's ref.

    Address, subject and text are stored encrypted only. `about` is (kind, ref) of the subject, for the timeline.
    With a `key` that was used before the first message stands and nothing is added. Raises ValueError for an address
    or subject that would break out of its header.
    """
    if any(sign in field for field in (to, subject) for sign in "\r\n\0") or "@" not in to:
        raise ValueError("not an address and subject for one message")
    if key is not None:
        known = session.scalar(
            select(OutgoingMail.ref).join(Job, Job.ref == OutgoingMail.job_ref).where(Job.key == key)
        )
        if known is not None:
            return known
    ref = new_ref()
    job = enqueue(session, actor, clock, kind=MAIL, payload={"mail": ref}, key=key)
    sealed = {
        name: keyring.encrypt(text, table="outgoing_mail", column=name, row=ref)
        for name, text in zip(SEALED, (to, subject, body), strict=True)
    }
    about_kind, about_ref = about or (None, None)
    session.add(
        OutgoingMail(ref=ref, job_ref=job, about_kind=about_kind, about_ref=about_ref, made_at=clock.now(), **sealed)
    )
    session.flush()
    write(session, clock, actor, [Trace("mail.write", about_kind or "mail", about_ref or ref, None, {"mail": ref})])
    return ref


def retry(session: Session, actor: Actor, clock: Clock, ref: str, *, why: str = "") -> None:
    """Let a dead or doubtful job run again from its first attempt. Raises NotAllowed, NotFound, Conflict.

    For a doubtful message this is a person's decision that sending it twice is better than not at all.
    """
    job = _for_a_person(session, actor, ref)
    before = {"state": job.state, "attempts": job.attempts, "error": job.last_error}
    job.state, job.attempts, job.run_at = JobState.QUEUED, 0, clock.now()
    session.flush()
    write(session, clock, actor, [Trace("task.retry", "job", ref, before, {"state": job.state}, why)])


def settle(session: Session, actor: Actor, clock: Clock, ref: str, *, why: str) -> None:
    """Close a dead or doubtful job without running it: it had happened after all, or is no longer wanted.

    Raises NotAllowed, NotFound, Conflict.
    """
    job = _for_a_person(session, actor, ref)
    before = {"state": job.state, "attempts": job.attempts, "error": job.last_error}
    job.state, job.done_at = JobState.DONE, clock.now()
    session.flush()
    write(session, clock, actor, [Trace("task.settle", "job", ref, before, {"state": job.state}, why)])


def _for_a_person(session: Session, actor: Actor, ref: str) -> Job:
    require(actor, PERMISSIONS["tasks.operate"])
    job = session.get(Job, ref)
    if job is None:
        raise NotFound(Label("没有这项任务", "There is no such job"))
    if job.state not in FOR_A_PERSON:
        raise Conflict(Label("这项任务已在进行或已完成", "This job is at work or done already"))
    return job
