"""Reading what is stated of somebody's schooling and work before."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.qualifications.models import Stage


def stages_of(session: Session, worker_ref: str) -> list[Stage]:
    """Everything stated of a person, schooling first, the latest first."""
    rows = session.scalars(select(Stage).where(Stage.worker_ref == worker_ref)).all()
    return sorted(
        sorted(rows, key=lambda row: (row.since_on or date.min, row.ref), reverse=True), key=lambda row: row.kind
    )
