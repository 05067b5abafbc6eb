"""Giving rows of one file to another: each is noted, so that a wrong decision can be taken back row by row."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from registry.background_checks.models import AdverseFinding, BackgroundCheck, CheckRequest
from registry.background_checks.states import RequestState
from registry.consents.models import Consent
from registry.core.clock import Clock, shanghai_date
from registry.looks.models import Look
from registry.permits.models import Card, Permit
from registry.persons.models import PersonMove
from registry.persons.states import Moved
from registry.qualifications.models import Certificate, CreditEntry, Stage
from registry.record.reading import CHUNK
from registry.rights.models import RightsRequest
from registry.training.models import OccasionPart, TrainingRecord
from registry.workers.models import Employment, TransferRequest

TABLES: dict[Moved, tuple[Any, str]] = {
    Moved.EMPLOYMENT: (Employment, "ref"),
    Moved.CERTIFICATE: (Certificate, "ref"),
    Moved.STAGE: (Stage, "ref"),
    Moved.TRAINING: (TrainingRecord, "ref"),
    Moved.CREDIT: (CreditEntry, "ref"),
    Moved.CHECK: (BackgroundCheck, "id"),
    Moved.CONSENT: (Consent, "ref"),
    Moved.PERMIT: (Permit, "ref"),
    Moved.CARD: (Card, "ref"),
    Moved.OCCASION: (OccasionPart, "occasion_ref"),
    Moved.REQUEST: (CheckRequest, "ref"),
    Moved.FINDING: (AdverseFinding, "ref"),
    Moved.RIGHTS: (RightsRequest, "case_ref"),
    Moved.TRANSFER: (TransferRequest, "ref"),
    Moved.LOOK: (Look, "ref"),
}


def rows_of(session: Session, what: Moved, worker_ref: str) -> list[str]:
    """The keys of a person's rows of one table, as text, in order."""
    model, key = TABLES[what]
    column = getattr(model, key)
    return [str(row) for row in session.scalars(select(column).where(model.worker_ref == worker_ref).order_by(column))]


def hand_over(session: Session, case_ref: str, what: Moved, rows: Sequence[str], from_ref: str, to_ref: str) -> None:
    """Give rows of one table to another person and note each; part of a decision, which writes the trace."""
    if not rows:
        return
    model, key = TABLES[what]
    column = getattr(model, key)
    keys = [int(row) for row in rows] if what is Moved.CHECK else list(rows)
    for at in range(0, len(keys), CHUNK):
        part = column.in_(keys[at : at + CHUNK])
        session.execute(
            update(model).where(part, model.worker_ref == from_ref).values(worker_ref=to_ref),
            execution_options={"synchronize_session": False},
        )
    note(session, case_ref, what, rows, from_ref, to_ref)
    session.expire_all()


def note(session: Session, case_ref: str, what: Moved, rows: Iterable[str], from_ref: str, to_ref: str) -> None:
    """Note what went where."""
    told = [{"case_ref": case_ref, "what": what, "row": row, "from_ref": from_ref, "to_ref": to_ref} for row in rows]
    session.execute(insert(PersonMove), told)


def standing_twice(session: Session, kept: str, closed: str) -> dict[Moved, set[str]]:
    """Rows of the closed file that say what the kept one says already, and may not be there twice: they stay behind.

    A session attended twice is one session, and its credits are earned once.
    """
    attended = select(TrainingRecord.session_ref).where(
        TrainingRecord.worker_ref == kept, TrainingRecord.annulled_at.is_(None)
    )
    again = session.execute(
        select(TrainingRecord.ref, TrainingRecord.credit_ref).where(
            TrainingRecord.worker_ref == closed, TrainingRecord.annulled_at.is_(None),
            TrainingRecord.session_ref.in_(attended),
        )
    ).all()  # fmt: skip
    earned = {row.credit_ref for row in again if row.credit_ref}
    credits = earned | set(session.scalars(select(CreditEntry.ref).where(CreditEntry.adjusts.in_(earned))))
    stands = select(Consent.scope).where(Consent.worker_ref == kept, Consent.withdrawn_at.is_(None))
    consents = session.scalars(
        select(Consent.ref).where(
            Consent.worker_ref == closed, Consent.withdrawn_at.is_(None), Consent.scope.in_(stands)
        )
    )
    parts = select(OccasionPart.occasion_ref).where(OccasionPart.worker_ref == kept)
    occasions = session.scalars(
        select(OccasionPart.occasion_ref).where(OccasionPart.worker_ref == closed, OccasionPart.occasion_ref.in_(parts))
    )
    return {
        Moved.TRAINING: {row.ref for row in again}, Moved.CREDIT: credits, Moved.CONSENT: set(consents),
        Moved.OCCASION: set(occasions),
    }  # fmt: skip


def end_doubled_requests(session: Session, clock: Clock, kept: str, closed: str) -> None:
    """Take back checks asked for in the closed file that are asked for in the kept one, too."""
    asked = select(CheckRequest.component).where(
        CheckRequest.worker_ref == kept, CheckRequest.state == RequestState.OPEN
    )
    session.execute(
        update(CheckRequest)
        .where(
            CheckRequest.worker_ref == closed, CheckRequest.state == RequestState.OPEN,
            CheckRequest.component.in_(asked.scalar_subquery()),
        )
        .values(state=RequestState.WITHDRAWN, ended_on=shanghai_date(clock.now()), retry_on=None),
        execution_options={"synchronize_session": False},
    )  # fmt: skip
