"""Contests and seminars with the people who took part (R105)."""

from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.base import new_ref
from registry.core.bulk import insert_rows
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import RuleBroken
from registry.core.permissions import require
from registry.training.access import PERMISSIONS
from registry.training.models import OccasionPart, TrainingOccasion
from registry.training.rules import NewOccasion, check_occasion
from registry.workers.people import require_own_people


def record_occasion(session: Session, actor: Actor, clock: Clock, occasion: NewOccasion) -> str:
    """Record a contest or seminar and who took part; returns its ref. Raises NotAllowed, RuleBroken, NotFound."""
    require(actor, PERMISSIONS["training.record_occasion"])
    findings = check_occasion(occasion, shanghai_date(clock.now()))
    if findings:
        raise RuleBroken(findings)
    people = dict(occasion.people)
    require_own_people(session, actor, list(people))
    ref = new_ref()
    row = (ref, occasion.kind.value, occasion.title.strip(), occasion.organiser.strip(), occasion.held_on.isoformat())
    insert_rows(session, TrainingOccasion.__table__, ("ref", "kind", "title", "organiser", "held_on"), [row])
    parts = [(ref, person, award.strip()) for person, award in people.items()]
    insert_rows(session, OccasionPart.__table__, ("occasion_ref", "worker_ref", "award"), parts)
    after = {"kind": occasion.kind.value, "title": occasion.title.strip(), "people": len(people)}
    write(session, clock, actor, [Trace("training.record_occasion", "occasion", ref, None, after)])
    return ref
