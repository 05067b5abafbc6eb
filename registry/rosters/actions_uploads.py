"""The course of an uploaded roster. Whatever happens to a worker, the row says how far it came."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.accounts.models import Account
from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.base import new_ref
from registry.core.clock import Clock
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND, require
from registry.rosters.access import PERMISSIONS
from registry.rosters.models import RosterUpload
from registry.rosters.queries_uploads import living, may_cancel, own_upload, terms_of
from registry.rosters.states import AT_WORK, LIVE, UploadState
from registry.rosters.uploads import Summary
from registry.rosters.worker_rows import FileTerms
from registry.tasks.actions import enqueue

CHECK, APPLY = "roster_check", "roster_apply"  # kinds of jobs
KEPT_READY = timedelta(days=7)
ONE_AT_A_TIME = Label(
    "本企业已有一份名单在办理，请先确认或取消它",
    "A roster of your company is at work already: confirm or cancel it first",
)
MOVED_ON = Label("这份名单已不在这一步，请刷新页面", "This roster is no longer at this step; please reload the page")
HALF_A_CONSENT = Label(
    "同意书日期和告知版本要一起给：缺一项，“同意公示”不算数",
    "Form date and notice version go together: without both a consent does not count",
)


def receive(
    session: Session,
    actor: Actor,
    clock: Clock,
    *,
    size: int,
    lang: str = "zh",
    consent_on: date | None = None,
    notice_version: str = "",
) -> str:
    """Take a file in and ask for its check; the caller has put the file where the worker finds it under the ref.

    Raises Conflict while another one of the company lives, RuleBroken for half a consent, NotAllowed.
    """
    require(actor, PERMISSIONS["rosters.upload"])
    if actor.company is None:
        raise NotFound(NOT_FOUND)
    if (consent_on is None) != (not notice_version.strip()):
        raise RuleBroken([Finding("half_a_consent", HALF_A_CONSENT, "notice_version")])
    if living(session, actor.company) is not None:
        raise Conflict(ONE_AT_A_TIME)
    ref = new_ref()
    session.add(
        RosterUpload(
            ref=ref, company_ref=actor.company, state=UploadState.RECEIVED, received_at=clock.now(),
            received_by=actor.ref, size=size, lang=lang, consent_on=consent_on, notice_version=notice_version.strip(),
            summary=None, told=None, confirmed_by=None, confirmed_role=None, confirmed_at=None, ended_at=None,
        )
    )  # fmt: skip
    session.flush()
    enqueue(session, actor, clock, kind=CHECK, payload={"upload": ref}, key=f"{CHECK}:{ref}")
    _note(session, actor, clock, "receive", ref, {"size": size})
    return ref


def begin_check(session: Session, actor: Actor, clock: Clock, ref: str) -> tuple[FileTerms, str] | None:
    """The worker takes the file up: (its terms, language of the report), None when it is no longer wanted.

    A second worker may do so after a dead first.
    """
    upload = session.get(RosterUpload, ref)
    if upload is None or upload.state not in (UploadState.RECEIVED, UploadState.CHECKING):
        return None
    if upload.state == UploadState.RECEIVED:
        upload.state = UploadState.CHECKING
        _note(session, actor, clock, "check", ref, {})
    session.flush()
    return terms_of(session, upload), upload.lang


def note_checked(session: Session, actor: Actor, clock: Clock, ref: str, summary: Summary) -> UploadState | None:
    """What the check found; None when the file was given up meanwhile."""
    upload = session.get(RosterUpload, ref)
    if upload is None or upload.state != UploadState.CHECKING:
        return None
    upload.summary = summary.stored()
    state = UploadState.REFUSED if summary.errors else UploadState.READY
    _move(upload, state, clock)
    after = {"state": state.value, "rows": summary.rows, "errors": summary.errors}
    _note(session, actor, clock, "checked", ref, after)
    return state


def confirm(session: Session, actor: Actor, clock: Clock, ref: str) -> None:
    """Ask for a ready file to be applied. Raises NotFound, Conflict."""
    upload = own_upload(session, actor, ref)
    if upload.state != UploadState.READY or upload.summary is None:
        raise Conflict(MOVED_ON)
    summary = Summary.read(upload.summary)
    upload.state = UploadState.APPLYING
    upload.confirmed_by, upload.confirmed_role, upload.confirmed_at = actor.ref, actor.role, clock.now()
    session.flush()
    enqueue(session, actor, clock, kind=APPLY, payload={"upload": ref}, key=f"{APPLY}:{ref}")
    _note(session, actor, clock, "confirm", ref, {"new": summary.new, "changed": summary.changed})


def cancel(session: Session, actor: Actor, clock: Clock, ref: str) -> None:
    """Give a file up before it is applied, or when no worker finished it in an hour. Raises NotFound, Conflict."""
    upload = own_upload(session, actor, ref)
    if not may_cancel(upload, clock.now()):
        raise Conflict(MOVED_ON)
    _move(upload, UploadState.CANCELLED, clock)
    _note(session, actor, clock, "cancel", ref, {})


def begin_apply(session: Session, actor: Actor, clock: Clock, ref: str) -> tuple[FileTerms, Actor] | None:
    """What to apply, and in whose name; None when it is done or given up."""
    upload = session.get(RosterUpload, ref)
    if upload is None or upload.state != UploadState.APPLYING or upload.confirmed_by is None:
        return None
    name = session.scalar(select(Account.name).where(Account.ref == upload.confirmed_by)) or ""
    confirmer = Actor(upload.confirmed_by, upload.confirmed_role or "", name, company=upload.company_ref)
    _note(session, actor, clock, "apply", ref, {})
    return terms_of(session, upload), confirmer


def note_applied(session: Session, actor: Actor, clock: Clock, ref: str, summary: Summary) -> None:
    """End the upload in the transaction that applied it. Raises Conflict when another worker had done so."""
    upload = session.get(RosterUpload, ref)
    if upload is None or upload.state != UploadState.APPLYING:
        raise Conflict(MOVED_ON)
    upload.summary = summary.stored()
    _move(upload, UploadState.APPLIED, clock)
    after = {"new": summary.new, "changed": summary.changed, "unchanged": summary.unchanged}
    _note(session, actor, clock, "applied", ref, after)


def note_failed(session: Session, actor: Actor, clock: Clock, ref: str, words: Label) -> None:
    """Say why a file at work will not be finished; nothing of it was applied."""
    upload = session.get(RosterUpload, ref)
    if upload is None or upload.state not in AT_WORK:
        return
    upload.told = {"zh": words.zh, "en": words.en}
    _move(upload, UploadState.FAILED, clock)
    _note(session, actor, clock, "failed", ref, {"told": words.zh})


def give_up_old(session: Session, actor: Actor, clock: Clock) -> int:
    """Cancel files that waited a week for their confirmation; returns how many."""
    old = session.scalars(
        select(RosterUpload).where(
            RosterUpload.state == UploadState.READY, RosterUpload.received_at < clock.now() - KEPT_READY
        )
    ).all()
    for upload in old:
        _move(upload, UploadState.CANCELLED, clock)
        _note(session, actor, clock, "expire", upload.ref, {})
    return len(old)


def _move(upload: RosterUpload, state: UploadState, clock: Clock) -> None:
    upload.state = state
    upload.ended_at = None if state in LIVE else clock.now()


def _note(session: Session, actor: Actor, clock: Clock, act: str, ref: str, after: dict[str, Any]) -> None:
    session.flush()
    write(session, clock, actor, [Trace(f"roster.{act}", "roster_upload", ref, None, after)])
