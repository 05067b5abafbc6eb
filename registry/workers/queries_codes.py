"""Whether a code would work, and whose own page stands open."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.core.crypto import KeyRing
from registry.workers.codes import code_indexes
from registry.workers.models import WorkerCode
from registry.workers.states import CodePurpose


def works(session: Session, keyring: KeyRing, worker_ref: str, purpose: CodePurpose, code: str, now: datetime) -> bool:
    """Whether a code of a person is unused and in date, asked without writing anything."""
    indexes = code_indexes(keyring, worker_ref, purpose, code)
    row = session.execute(
        select(WorkerCode.used_at, WorkerCode.expires_at).where(WorkerCode.code_index.in_(indexes))
    ).first()
    return row is not None and row.used_at is None and row.expires_at > now


def visitor_of(session: Session, ref: str, now: datetime) -> str | None:
    """The person whose page is open under this code, or None."""
    row = session.get(WorkerCode, ref)
    if row is None or row.visit_until is None or row.visit_until <= now:
        return None
    return row.worker_ref
