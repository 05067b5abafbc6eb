"""Reads of what companies asked for: their own list as they filed it, and the match for the officers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from registry.core.crypto import KeyRing
from registry.workers.models import TransferRequest
from registry.workers.states import TransferState
from registry.workers.transfers import FiledPerson


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person who waits to be on the company's list, in the company's own words."""

    ref: str
    filed: FiledPerson
    filed_at: datetime


def waiting_for(session: Session, company_ref: str) -> set[str]:
    """Refs of the registered persons whom a company waits for. Never to be shown to it."""
    return set(session.scalars(select(TransferRequest.worker_ref).where(*_waiting(company_ref))))


def waiting_people(session: Session, keyring: KeyRing, company_ref: str) -> list[Waiting]:
    """What a company filed and waits for, the newest first."""
    rows = session.scalars(
        select(TransferRequest).where(*_waiting(company_ref)).order_by(TransferRequest.filed_at.desc())
    )
    return [Waiting(row.ref, filed_of(keyring, row), row.filed_at) for row in rows]


def request_of_case(session: Session, case_ref: str) -> TransferRequest | None:
    """The request that a case is about."""
    return session.scalar(select(TransferRequest).where(TransferRequest.case_ref == case_ref))


def filed_of(keyring: KeyRing, request: TransferRequest) -> FiledPerson:
    """What the company filed, in the clear."""
    return FiledPerson.unpacked(
        keyring.decrypt(request.sealed, table="transfer_request", column="sealed", row=request.ref)
    )


def _waiting(company_ref: str) -> tuple[ColumnElement[bool], ...]:
    return TransferRequest.company_ref == company_ref, TransferRequest.state == TransferState.WAITING
