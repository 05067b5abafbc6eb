"""Keeping the catalogue. A version in use is never rewritten: revising makes the next one."""

from typing import Any

import orjson
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.base import new_ref
from registry.core.bulk import insert_rows
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.core.labels import Label
from registry.core.permissions import require
from registry.training.access import PERMISSIONS
from registry.training.models import TrainingProgramme
from registry.training.queries import NO_PROGRAMME
from registry.training.rules import NewProgramme, check_programme

_COLUMNS = (
    "ref", "code", "version", "title", "category", "class_hours", "credits", "topics", "lines", "examined", "from_on",
)  # fmt: skip


def add_programme(session: Session, actor: Actor, clock: Clock, programme: NewProgramme) -> str:
    """Put a programme into the catalogue from today on; returns its ref.

    Raises NotAllowed, RuleBroken for wrong particulars, Conflict when the code is taken.
    """
    require(actor, PERMISSIONS["training.keep_catalogue"])
    _refuse(programme)
    if _newest_version(session, programme.code.strip()):
        raise Conflict(Label("这个课程编号已有课程，请修订它", "A programme has this code: revise it"))
    return _insert(session, actor, clock, programme, 1, "training.add_programme", None)


def revise_programme(session: Session, actor: Actor, clock: Clock, programme: NewProgramme, *, why: str) -> str:
    """Put the next version of a programme in force from today on and end the one before; returns the new ref.

    Sessions keep the version they were held by. Raises NotAllowed, RuleBroken, NotFound for an unknown code.
    """
    require(actor, PERMISSIONS["training.keep_catalogue"])
    _refuse(programme)
    version = _newest_version(session, programme.code.strip())
    if not version:
        raise NotFound(NO_PROGRAMME)
    ended = _end(session, clock, programme.code.strip())
    return _insert(session, actor, clock, programme, version + 1, "training.revise_programme", ended, why)


def withdraw_programme(session: Session, actor: Actor, clock: Clock, code: str, *, why: str) -> None:
    """End a programme: no session after today is held by it. Raises NotAllowed, NotFound when none is in force."""
    require(actor, PERMISSIONS["training.keep_catalogue"])
    ended = _end(session, clock, code)
    if ended is None:
        raise NotFound(NO_PROGRAMME)
    after = {"until_on": shanghai_date(clock.now()).isoformat()}
    write(session, clock, actor, [Trace("training.withdraw_programme", "programme", ended["ref"], ended, after, why)])


def _refuse(programme: NewProgramme) -> None:
    findings = check_programme(programme)
    if findings:
        raise RuleBroken(findings)


def _newest_version(session: Session, code: str) -> int:
    return session.scalar(select(func.max(TrainingProgramme.version)).where(TrainingProgramme.code == code)) or 0


def _end(session: Session, clock: Clock, code: str) -> dict[str, Any] | None:
    """End the version in force of a code; what it was, or None when none is."""
    table = TrainingProgramme.__table__
    row = session.execute(
        select(table.c.ref, table.c.version).where(table.c.code == code, table.c.until_on.is_(None))
    ).first()
    if row is None:
        return None
    today = shanghai_date(clock.now())
    session.connection().execute(
        update(TrainingProgramme).where(TrainingProgramme.ref == row.ref).values(until_on=today)
    )
    return {"ref": row.ref, "version": row.version}


def _insert(
    session: Session,
    actor: Actor,
    clock: Clock,
    programme: NewProgramme,
    version: int,
    action: str,
    before: dict[str, Any] | None,
    why: str = "",
) -> str:
    ref = new_ref()
    topics = [topic.value for topic in programme.topics]
    lines = [line.value for line in programme.lines]
    row = (
        ref, programme.code.strip(), version, programme.title.strip(), programme.category.value, programme.class_hours,
        programme.credits, orjson.dumps(topics).decode(), orjson.dumps(lines).decode(), programme.examined,
        shanghai_date(clock.now()).isoformat(),
    )  # fmt: skip
    insert_rows(session, TrainingProgramme.__table__, _COLUMNS, [row])
    after = {
        "code": programme.code.strip(),
        "version": version,
        "title": programme.title.strip(),
        "category": programme.category.value,
        "class_hours": programme.class_hours,
        "credits": programme.credits,
        "topics": topics,
        "lines": lines,
        "examined": programme.examined,
    }
    write(session, clock, actor, [Trace(action, "programme", ref, before, after, why)])
    return ref
