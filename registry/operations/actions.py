"""Noting what keeps the register safe, and speaking for it."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.base import new_ref
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import require
from registry.operations.access import PERMISSIONS
from registry.operations.disclosure import NOTICES, NoticeFace, as_text
from registry.operations.models import BackupRun, MaintenanceNotice, SecurityReview, Verification
from registry.operations.rules import LONGEST_FINDINGS, check_notice, check_review
from registry.record.actions import Publication, publish


def note_backup(
    session: Session, actor: Actor, clock: Clock, *, place: str, position: int, size_bytes: int, made_at: datetime
) -> str:
    """Note a finished backup; returns its ref. Raises NotAllowed."""
    require(actor, PERMISSIONS["operations.keep"])
    run = BackupRun(
        ref=new_ref(), made_at=made_at, made_by=actor.ref, place=place, position=position, size_bytes=size_bytes,
        drilled_at=None, drill_passed=None, drill_told=None,
    )  # fmt: skip
    session.add(run)
    session.flush()
    told = {"place": place, "position": position, "bytes": size_bytes}
    write(session, clock, actor, [Trace("backup.make", "backup", run.ref, None, told)])
    return run.ref


def note_drill(session: Session, actor: Actor, clock: Clock, ref: str, *, passed: bool, told: str) -> None:
    """Note what restoring a backup for trial showed. Raises NotAllowed, NotFound."""
    require(actor, PERMISSIONS["operations.keep"])
    run = session.get(BackupRun, ref)
    if run is None:
        raise NotFound(Label("没有这次备份", "There is no such backup"))
    run.drilled_at, run.drill_passed, run.drill_told = clock.now(), passed, told
    session.flush()
    write(session, clock, actor, [Trace("backup.drill", "backup", ref, None, {"passed": passed, "told": told})])


def note_verification(
    session: Session,
    actor: Actor,
    clock: Clock,
    *,
    entries: int,
    rows: int,
    failed_at: int | None = None,
    what: Label | None = None,
) -> None:
    """Note the outcome of recomputing record and trace. Raises NotAllowed."""
    require(actor, PERMISSIONS["operations.keep"])
    made = Verification(
        ref=new_ref(), made_at=clock.now(), entries=entries, rows=rows, failed_at=failed_at,
        what_zh=what.zh if what else None, what_en=what.en if what else None,
    )  # fmt: skip
    session.add(made)
    session.flush()
    told = {"entries": entries, "rows": rows, "failed_at": failed_at}
    write(session, clock, actor, [Trace("register.verify", "verification", made.ref, None, told)])


def publish_notice(
    session: Session, actor: Actor, clock: Clock, *, text_zh: str, text_en: str, from_at: datetime, until_at: datetime
) -> str:
    """Announce maintenance on every public page; returns the notice's ref. Raises NotAllowed, RuleBroken."""
    require(actor, PERMISSIONS["operations.notify"])
    now = clock.now()
    if found := check_notice(text_zh, text_en, from_at, until_at, now):
        raise RuleBroken(found)
    ref = new_ref()
    session.add(
        MaintenanceNotice(
            ref=ref, text_zh=text_zh.strip(), text_en=text_en.strip(), from_at=from_at, until_at=until_at,
            published_at=now, published_by=actor.ref, withdrawn_at=None,
        )
    )  # fmt: skip
    session.flush()
    face = NoticeFace(text_zh.strip(), text_en.strip(), as_text(from_at), as_text(until_at))
    entries = publish(session, clock, [Publication(face.KIND, ref, NOTICES, face, shanghai_date(now))])
    write(session, clock, actor, [Trace("notice.publish", "notice", ref, None, face.fields(), "", entries)])
    return ref


def withdraw_notice(session: Session, actor: Actor, clock: Clock, ref: str) -> None:
    """Take a notice off the pages before its time. Raises NotAllowed, NotFound, Conflict."""
    require(actor, PERMISSIONS["operations.notify"])
    notice = session.get(MaintenanceNotice, ref)
    if notice is None:
        raise NotFound(Label("没有这条通知", "There is no such notice"))
    if notice.withdrawn_at is not None:
        raise Conflict(Label("这条通知已经撤下", "This notice was withdrawn already"))
    notice.withdrawn_at = clock.now()
    session.flush()
    entries = publish(session, clock, [Publication(NoticeFace.KIND, ref, NOTICES, None, shanghai_date(clock.now()))])
    write(session, clock, actor, [Trace("notice.withdraw", "notice", ref, None, None, "", entries)])


def add_review(session: Session, actor: Actor, clock: Clock, *, held_on: date, scope: str, findings: str) -> str:
    """Add a security review to the log; returns its ref. Raises NotAllowed, RuleBroken."""
    require(actor, PERMISSIONS["operations.review"])
    if found := check_review(held_on, scope, findings, shanghai_date(clock.now())):
        raise RuleBroken(found)
    review = SecurityReview(
        ref=new_ref(), held_on=held_on, scope=scope.strip(), findings=findings.strip(), added_at=clock.now(),
        added_by=actor.ref, closed_at=None, closed_by=None, closing=None,
    )  # fmt: skip
    session.add(review)
    session.flush()
    told = {"held_on": held_on.isoformat(), "scope": review.scope}
    write(session, clock, actor, [Trace("security_review.add", "security_review", review.ref, None, told)])
    return review.ref


def close_review(session: Session, actor: Actor, clock: Clock, ref: str, *, closing: str) -> None:
    """Say how the findings of a review were dealt with. Raises NotAllowed, NotFound, Conflict, RuleBroken."""
    require(actor, PERMISSIONS["operations.review"])
    review = session.get(SecurityReview, ref)
    if review is None:
        raise NotFound(Label("没有这次检查", "There is no such review"))
    if review.closed_at is not None:
        raise Conflict(Label("这次检查已经办结", "This review is closed already"))
    if not 0 < len(closing.strip()) <= LONGEST_FINDINGS:
        words = Label("请写明怎样处理的", "Say how it was dealt with")
        raise RuleBroken([Finding("text", words, "closing")])
    review.closed_at, review.closed_by, review.closing = clock.now(), actor.ref, closing.strip()
    session.flush()
    write(session, clock, actor, [Trace("security_review.close", "security_review", ref, None, {"closed": True})])
