"""Reads of permits and cards for rosters, staff and the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.core.actor import Actor
from registry.core.errors import NotFound
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND
from registry.core.sources import Source
from registry.permits.models import Card, Permit
from registry.permits.states import CardState, PermitState
from registry.record.reading import CHUNK
from registry.workers.people import is_own


@dataclass(frozen=True, slots=True)
class HeldPermit:
    """A permit as staff and rosters see it."""

    ref: str
    worker_ref: str
    state: PermitState
    valid_from: date | None
    valid_until: date | None
    issuer: str
    source: Source
    decision_final: bool


def permits_of(session: Session, worker_refs: Sequence[str]) -> dict[str, HeldPermit]:
    """{person: their permit}, for those who have one."""
    found = {}
    for at in range(0, len(worker_refs), CHUNK):
        rows = session.execute(
            select(
                Permit.ref, Permit.worker_ref, Permit.state, Permit.valid_from, Permit.valid_until, Permit.issuer,
                Permit.source, Permit.decision_final,
            ).where(Permit.worker_ref.in_(worker_refs[at : at + CHUNK]))
        )  # fmt: skip
        for row in rows:
            found[row.worker_ref] = HeldPermit(
                row.ref, row.worker_ref, PermitState(row.state), row.valid_from, row.valid_until, row.issuer,
                Source(row.source), row.decision_final,
            )  # fmt: skip
    return found


def permit_of(session: Session, worker_ref: str) -> HeldPermit:
    """The permit of a person. Raises NotFound."""
    found = permits_of(session, [worker_ref])
    if not found:
        raise NotFound(Label("此人没有上门服务证", "This person has no permit"))
    return found[worker_ref]


def cards_of(session: Session, permit_ref: str) -> list[tuple[str, CardState]]:
    """(ref, state) of a permit's cards, oldest first."""
    rows = session.execute(
        select(Card.ref, Card.state).where(Card.permit_ref == permit_ref).order_by(Card.printed_at, Card.ref)
    )
    return [(row.ref, CardState(row.state)) for row in rows]


def holder_of(session: Session, actor: Actor, permit_ref: str) -> str:
    """The person whose permit it is. Raises NotFound, also for a permit of people the actor may not act for."""
    found = session.scalar(select(Permit.worker_ref).where(Permit.ref == permit_ref, is_own(actor, Permit.worker_ref)))
    if found is None:
        raise NotFound(NOT_FOUND)
    return found
