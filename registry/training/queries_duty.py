"""How people stand with their quarterly training (R005): bound since they were registered and took up the work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.record.reading import CHUNK
from registry.training.models import TrainingRecord, TrainingSession
from registry.training.quarters import DutyNow, Quarter, duty_now
from registry.training.queries import attended_on
from registry.training.states import Duty
from registry.workers.models import Employment, Worker

ORDER = (Duty.OVERDUE, Duty.DUE, Duty.NOT_YET, Duty.DONE)


@dataclass(frozen=True, slots=True)
class PersonDuty:
    """One person of a company."""

    worker_ref: str
    name: str
    duty: DutyNow


def duty_of(session: Session, worker_refs: Sequence[str], today: date) -> dict[str, DutyNow]:
    """{person: how they stand}, for those who are registered."""
    trained = attended_on(session, worker_refs)
    found: dict[str, DutyNow] = {}
    for at in range(0, len(worker_refs), CHUNK):
        part = worker_refs[at : at + CHUNK]
        since = dict(
            session.execute(
                select(Employment.worker_ref, func.min(Employment.since_on))
                .where(Employment.worker_ref.in_(part), Employment.until_on.is_(None))
                .group_by(Employment.worker_ref)
            ).all()
        )
        for row in session.execute(select(Worker.ref, Worker.registered_on).where(Worker.ref.in_(part))):
            bound = max(row.registered_on, since.get(row.ref) or row.registered_on)
            days = [trained[row.ref]] if row.ref in trained else []
            found[row.ref] = duty_now(bound, days, today)
    return found


def duties_of_company(session: Session, company_ref: str, today: date) -> list[PersonDuty]:
    """Everybody a company employs now, those who are late first, then by name."""
    rows = session.execute(
        select(Worker.ref, Worker.name)
        .join(Employment, Employment.worker_ref == Worker.ref)
        .where(Employment.company_ref == company_ref, Employment.until_on.is_(None))
    ).all()
    duties = duty_of(session, [row.ref for row in rows], today)
    people = [PersonDuty(row.ref, row.name, duties[row.ref]) for row in rows]
    return sorted(people, key=lambda one: (ORDER.index(one.duty.state), one.duty.due_on, one.name, one.worker_ref))


def trained_this_quarter(session: Session, today: date) -> int:
    """How many different people came to a session this quarter."""
    quarter = Quarter.of(today)
    return (
        session.scalar(
            select(func.count(func.distinct(TrainingRecord.worker_ref)))
            .join(TrainingSession, TrainingSession.ref == TrainingRecord.session_ref)
            .where(
                TrainingRecord.attended,
                TrainingRecord.annulled_at.is_(None),
                TrainingSession.held_on >= quarter.begins_on,
                TrainingSession.held_on <= today,
            )
        )
        or 0
    )
