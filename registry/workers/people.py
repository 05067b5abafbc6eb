"""Whose people they are: a company acts for those it employs now, and others are not found (safety T6)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.core.actor import COMPANY_ROLES, Actor
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND
from registry.record.reading import CHUNK
from registry.workers.models import Worker
from registry.workers.queries import current_spells


def require_own_people(session: Session, actor: Actor, worker_refs: Sequence[str]) -> None:
    """Raises NotFound for a person who is not registered, or whom the actor's company does not employ now."""
    if not worker_refs:
        return
    if actor.role in COMPANY_ROLES and actor.company is not None:
        spells = current_spells(session, worker_refs)
        if any(all(one.company_ref != actor.company for one in spells.get(ref, ())) for ref in worker_refs):
            raise NotFound(NOT_FOUND)
        return
    known: set[str] = set()
    for at in range(0, len(worker_refs), CHUNK):
        known |= set(session.scalars(select(Worker.ref).where(Worker.ref.in_(worker_refs[at : at + CHUNK]))))
    if known < set(worker_refs):
        raise NotFound(NOT_FOUND)
