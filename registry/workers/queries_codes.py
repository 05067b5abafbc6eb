"""Whose own page stands open."""

from datetime import datetime

from sqlalchemy.orm import Session

from registry.workers.models import WorkerCode


def visitor_of(session: Session, ref: str, now: datetime) -> str | None:
    """The person whose page is open under this code, or None."""
    row = session.get(WorkerCode, ref)
    if row is None or row.visit_until is None or row.visit_until <= now:
        return None
    return row.worker_ref
