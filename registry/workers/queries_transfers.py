"""Reads of what companies asked for: their own list as they filed it, and the match for the officers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from registry.core.crypto import KeyRing
from registry.workers.models import Employment, TransferRequest
from registry.workers.states import TransferState
from registry.workers.transfers import FiledPerson


@dataclass(frozen=True, slots=True)
class Asked:
    """A person whom a company filed, in the company's own words, and how far that has come."""

    ref: str
    filed: FiledPerson
    filed_at: datetime
    state: TransferState


def waiting_for(session: Session, company_ref: str) -> set[str]:
    """Refs of the registered persons whom a company waits for. Never to be shown to it."""
    return set(session.scalars(select(TransferRequest.worker_ref).where(*_waiting(company_ref))))


def asked_people(session: Session, keyring: KeyRing, company_ref: str, since: datetime) -> list[Asked]:
    """What a company filed one by one or by roster and waits for, and what was refused since, the newest first."""
    rows = session.scalars(
        select(TransferRequest)
        .where(
            TransferRequest.company_ref == company_ref,
            or_(
                TransferRequest.state == TransferState.WAITING,
                and_(TransferRequest.state == TransferState.REFUSED, TransferRequest.ended_at >= since),
            ),
        )
        .order_by(TransferRequest.filed_at.desc(), TransferRequest.ref)
    )
    return [Asked(row.ref, filed_of(keyring, row), row.filed_at, TransferState(row.state)) for row in rows]


def request_of_case(session: Session, case_ref: str) -> TransferRequest | None:
    """The request that a case is about."""
    return session.scalar(select(TransferRequest).where(TransferRequest.case_ref == case_ref))


def ever_employed(session: Session, worker_ref: str) -> bool:
    """Whether a company ever employed the person: if not, nothing follows them and nobody loses them."""
    return session.scalar(select(Employment.ref).where(Employment.worker_ref == worker_ref).limit(1)) is not None


def filed_of(keyring: KeyRing, request: TransferRequest) -> FiledPerson:
    """What the company filed, in the clear."""
    return FiledPerson.unpacked(
        keyring.decrypt(request.sealed, table="transfer_request", column="sealed", row=request.ref)
    )


def _waiting(company_ref: str) -> tuple[ColumnElement[bool], ...]:
    return TransferRequest.company_ref == company_ref, TransferRequest.state == TransferState.WAITING
