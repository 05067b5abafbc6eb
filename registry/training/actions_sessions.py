"""Sessions as they were held, how they were judged, and the association's word for a company's own."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import COMPANY_ROLES, Actor
from registry.core.base import new_ref, to_micros
from registry.core.bulk import insert_rows
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import Conflict, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import require, require_company
from registry.core.sources import Source
from registry.training.access import PERMISSIONS
from registry.training.models import TrainingSession
from registry.training.queries import programme_of, session_of
from registry.training.rules import NewSession, check_score, check_session

_COLUMNS = (
    "ref", "programme_ref", "company_ref", "mode", "class_hours", "held_on", "organisation", "trainer", "source",
    "evaluation_note", "recorded_at",
)  # fmt: skip


def hold_session(session: Session, actor: Actor, clock: Clock, held: NewSession) -> str:
    """Record a session that was held; a company's own counts as stated until confirmed. Returns its ref.

    Raises NotAllowed, RuleBroken for wrong particulars or a programme version not in force that day, NotFound.
    """
    require(actor, PERMISSIONS["training.record"])
    if actor.role in COMPANY_ROLES:
        require_company(actor, held.company_ref)
    programme = programme_of(session, held.programme_ref)
    findings = check_session(held, shanghai_date(clock.now()))
    if held.held_on < programme.from_on or (programme.until_on is not None and held.held_on > programme.until_on):
        message = Label("培训当日这一版课程不在施行", "This version was not in force on the day of the session")
        findings.append(Finding("session_programme", message, "held_on"))
    if findings:
        raise RuleBroken(findings)
    ref = new_ref()
    source = Source.COMPANY if held.company_ref is not None else Source.ASSOCIATION
    row = (
        ref, held.programme_ref, held.company_ref, held.mode.value, held.class_hours, held.held_on.isoformat(),
        held.organisation.strip(), held.trainer.strip(), source.value, "", to_micros(clock.now()),
    )  # fmt: skip
    insert_rows(session, TrainingSession.__table__, _COLUMNS, [row])
    after = {
        "programme": f"{programme.code} v{programme.version}",
        "mode": held.mode.value,
        "class_hours": held.class_hours,
        "held_on": held.held_on.isoformat(),
        "company": held.company_ref,
    }
    write(session, clock, actor, [Trace("training.hold_session", "training_session", ref, None, after)])
    return ref


def evaluate_session(session: Session, actor: Actor, clock: Clock, ref: str, score: int, *, note: str = "") -> None:
    """Enter how those who came judged a session, 0 to 100 (R106). Raises NotAllowed, NotFound, RuleBroken."""
    require(actor, PERMISSIONS["training.record"])
    held = session_of(session, ref)
    if actor.role in COMPANY_ROLES:
        require_company(actor, held.company_ref)
    findings = check_score(score)
    if findings:
        raise RuleBroken(findings)
    session.connection().execute(
        update(TrainingSession)
        .where(TrainingSession.ref == ref)
        .values(evaluation_score=score, evaluation_note=note.strip(), evaluated_on=shanghai_date(clock.now()))
    )
    before = {"evaluation_score": held.evaluation_score}
    after = {"evaluation_score": score}
    write(session, clock, actor, [Trace("training.evaluate_session", "training_session", ref, before, after)])


def mark_confirmed(session: Session, actor: Actor, clock: Clock, ref: str, *, why: str = "") -> None:
    """Note that the association stands for a company's session. Raises NotAllowed, NotFound, Conflict when it does.

    Its passes bring credits by `registry.training.actions_records.confirm_session`, which calls this.
    """
    require(actor, PERMISSIONS["training.confirm"])
    held = session_of(session, ref)
    if held.confirmed:
        raise Conflict(Label("这场培训已经确认", "This session is confirmed already"))
    today = shanghai_date(clock.now())
    session.connection().execute(
        update(TrainingSession).where(TrainingSession.ref == ref).values(confirmed_on=today, confirmed_by=actor.ref)
    )
    after = {"confirmed_on": today.isoformat()}
    write(session, clock, actor, [Trace("training.confirm_session", "training_session", ref, None, after, why)])
