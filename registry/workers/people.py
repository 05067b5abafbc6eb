"""Whose people they are: a company acts for those it employs now, and others are not found (safety T6)."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from registry.core.actor import COMPANY_ROLES, Actor
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND
from registry.record.reading import CHUNK
from registry.workers.models import Employment, Worker
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


def is_own(actor: Actor, person: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """The condition that a column holds a person whom the actor may act for.

    For queries that begin elsewhere: asked in the same statement, what is another company's takes no longer to be not
    found than what is not there at all.
    """
    if actor.role not in COMPANY_ROLES or actor.company is None:
        return true()
    employed = select(Employment.worker_ref).where(
        Employment.company_ref == actor.company, Employment.until_on.is_(None)
    )
    return person.in_(employed)


def names_of(session: Session, worker_refs: Sequence[str]) -> dict[str, str]:
    """{person: name}, for those who are registered. For the desks only: whoever reads it may see the names."""
    found: dict[str, str] = {}
    refs = list(dict.fromkeys(worker_refs))
    for at in range(0, len(refs), CHUNK):
        rows = session.execute(select(Worker.ref, Worker.name).where(Worker.ref.in_(refs[at : at + CHUNK])))
        found.update({row.ref: row.name for row in rows})
    return found


def staff_by_name(
    session: Session, company_ref: str, *, name: str = "", after: str = "", limit: int = 50
) -> tuple[list[tuple[str, str]], str | None]:
    """((ref, name) of people a company employs now, by name after the ref `after`; the last ref if there are more).

    With `name`, only those whose name holds it.
    """
    query = (
        select(Worker.ref, Worker.name)
        .join(Employment, Employment.worker_ref == Worker.ref)
        .where(Employment.company_ref == company_ref, Employment.until_on.is_(None))
        .order_by(Worker.name, Worker.ref)
        .limit(limit + 1)
    )
    if name:
        query = query.where(Worker.name.contains(name, autoescape=True))
    if after:
        last = select(Worker.name).where(Worker.ref == after).scalar_subquery()
        query = query.where(or_(Worker.name > last, and_(Worker.name == last, Worker.ref > after)))
    rows = [(row.ref, row.name) for row in session.execute(query)]
    return rows[:limit], rows[limit - 1][0] if len(rows) > limit else None
