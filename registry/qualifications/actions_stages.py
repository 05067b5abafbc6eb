"""Schooling and work before the register (R107): stated by the company, verified by an officer, private."""

from collections.abc import Mapping

from sqlalchemy import delete
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.base import new_ref
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND, require
from registry.qualifications.access import PERMISSIONS
from registry.qualifications.models import Stage
from registry.qualifications.rules import Verification
from registry.qualifications.rules_stages import NewStage, check_stage
from registry.workers.people import require_own_people

_VERIFIED = Label("已经核验的内容不能删除", "What has been verified cannot be removed")


def state_stage(session: Session, actor: Actor, clock: Clock, new: NewStage) -> str:
    """Keep what a company says of one of its people; returns the ref. Raises RuleBroken, NotFound, NotAllowed."""
    require(actor, PERMISSIONS["qualifications.declare"])
    require_own_people(session, actor, [new.worker_ref])
    today = shanghai_date(clock.now())
    findings = check_stage(new, today)
    if findings:
        raise RuleBroken(findings)
    ref = new_ref()
    session.add(
        Stage(
            ref=ref, worker_ref=new.worker_ref, kind=new.kind, place=new.place.strip(), what=new.what.strip(),
            since_on=new.since_on, until_on=new.until_on, stated_on=today, stated_by=actor.ref,
        )
    )  # fmt: skip
    session.flush()
    _trace(session, actor, clock, "stage.state", ref, new.worker_ref, {"kind": new.kind.value})
    return ref


def verify_stage(session: Session, actor: Actor, clock: Clock, ref: str, seen: Verification) -> None:
    """Note which source confirmed it, how and when. Raises NotFound, NotAllowed, RuleBroken for a day ahead."""
    require(actor, PERMISSIONS["qualifications.verify"])
    stage = session.get(Stage, ref)
    if stage is None:
        raise NotFound(NOT_FOUND)
    findings = []
    if not seen.by.strip():
        findings.append(Finding("stage_source", Label("请写明来源", "Give the source"), "by"))
    if seen.on > shanghai_date(clock.now()):
        findings.append(Finding("stage_ahead", Label("日期在将来", "The day lies in the future"), "on"))
    if findings:
        raise RuleBroken(findings)
    stage.verified_by, stage.verified_on, stage.how = seen.by.strip(), seen.on, seen.how
    session.flush()
    after = {"verified_by": stage.verified_by, "verified_on": seen.on.isoformat(), "how": seen.how.value}
    _trace(session, actor, clock, "stage.verify", ref, stage.worker_ref, after)


def remove_stage(session: Session, actor: Actor, clock: Clock, worker_ref: str, ref: str) -> None:
    """Take back what was stated, while nobody has verified it. Raises NotFound, Conflict, NotAllowed."""
    require(actor, PERMISSIONS["qualifications.declare"])
    require_own_people(session, actor, [worker_ref])
    stage = session.get(Stage, ref)
    if stage is None or stage.worker_ref != worker_ref:
        raise NotFound(NOT_FOUND)
    if stage.verified_on is not None:
        raise Conflict(_VERIFIED)
    session.delete(stage)
    session.flush()
    _trace(session, actor, clock, "stage.remove", ref, worker_ref, None)


def forget_stages(session: Session, actor: Actor, clock: Clock, worker_ref: str) -> None:
    """Let go of everything stated of a person whose data is erased."""
    session.execute(delete(Stage).where(Stage.worker_ref == worker_ref))
    _trace(session, actor, clock, "stage.forget", worker_ref, worker_ref, None)


def _trace(
    session: Session, actor: Actor, clock: Clock, action: str, ref: str, worker: str, after: Mapping[str, str] | None
) -> None:
    # What was stated stays out of the trace, which nobody can erase.
    write(session, clock, actor, [Trace(action, "stage", ref, None, dict(after) if after else None, about=worker)])
