"""Reads of checks for actions, rosters and staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.background_checks.models import BackgroundCheck
from registry.background_checks.rules import Statement, recheck_due
from registry.background_checks.states import Component, Outcome
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier
from registry.record.reading import CHUNK


@dataclass(frozen=True, slots=True)
class Recheck:
    """A clear check and the day by which it is to be made again."""

    worker_ref: str
    component: Component
    due_on: date


def statements_of(session: Session, worker_refs: Sequence[str]) -> dict[str, list[Statement]]:
    """{person: statements that count, oldest first}, for those who have any."""
    found: dict[str, list[Statement]] = {}
    for at in range(0, len(worker_refs), CHUNK):
        rows = session.execute(
            select(
                BackgroundCheck.worker_ref, BackgroundCheck.component, BackgroundCheck.outcome, BackgroundCheck.source,
                BackgroundCheck.checked_on, BackgroundCheck.valid_until, BackgroundCheck.tier,
                BackgroundCheck.recorded_at,
            )
            .where(
                BackgroundCheck.worker_ref.in_(worker_refs[at : at + CHUNK]), BackgroundCheck.annulled_at.is_(None)
            )
            .order_by(BackgroundCheck.id)
        )  # fmt: skip
        for row in rows:
            statement = Statement(
                Component(row.component),
                Outcome(row.outcome),
                Source(row.source),
                row.checked_on,
                row.valid_until,
                HealthTier(row.tier) if row.tier else None,
                row.recorded_at,
            )
            found.setdefault(row.worker_ref, []).append(statement)
    return found


def newest_id(session: Session, worker_ref: str, component: Component) -> int | None:
    """The newest statement about one component of a person that counts, to be struck out by its number."""
    return session.scalar(
        select(BackgroundCheck.id)
        .where(
            BackgroundCheck.worker_ref == worker_ref,
            BackgroundCheck.component == component.value,
            BackgroundCheck.annulled_at.is_(None),
        )
        .order_by(BackgroundCheck.id.desc())
        .limit(1)
    )


def rechecks_due(session: Session, worker_refs: Sequence[str], by: date) -> list[Recheck]:
    """Checks of these persons to be made again by a day: of each component the newest clear one, earliest due first."""
    due = []
    for ref, statements in statements_of(session, worker_refs).items():
        newest = {one.component: one for one in statements if one.outcome is Outcome.CLEAR}
        for component, clear in newest.items():
            day = recheck_due(component, clear.checked_on, clear.valid_until)
            if day is not None and day <= by:
                due.append(Recheck(ref, component, day))
    return sorted(due, key=lambda one: (one.due_on, one.worker_ref, one.component))
