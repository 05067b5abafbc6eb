"""What the register holds of a person, whole, for the person alone (privacy matrix: worker_self)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.core.crypto import KeyRing
from registry.core.errors import NotFound
from registry.core.identifiers import Sex
from registry.core.permissions import NOT_FOUND
from registry.core.sources import Source
from registry.workers.models import Employment, TransferRequest, Worker
from registry.workers.queries import Spell
from registry.workers.rules import offered
from registry.workers.states import TransferState


@dataclass(frozen=True, slots=True)
class Particulars:
    """A person in the clear; only for the page that the person's own code opened."""

    name: str
    sex: Sex
    birth_on: date
    native_province: str | None
    id_number: str
    phone: str
    permit_number: str
    source: Source
    registered_on: date


@dataclass(frozen=True, slots=True)
class AskedBy:
    """A company that filed the person, and what came of it."""

    company_ref: str
    filed_at: datetime
    state: TransferState


def particulars_of(session: Session, keyring: KeyRing, worker_ref: str) -> Particulars:
    """A person's own particulars. Raises NotFound."""
    row = session.get(Worker, worker_ref)
    if row is None:
        raise NotFound(NOT_FOUND)

    def plain(token: bytes | None, column: str) -> str:
        return keyring.decrypt(token, table="worker", column=column, row=worker_ref) if token else ""

    return Particulars(
        row.name, Sex(row.sex), row.birth_on, row.native_province, plain(row.id_number, "id_number"),
        plain(row.phone, "phone"), plain(row.permit_number, "permit_number"), Source(row.source), row.registered_on,
    )  # fmt: skip


def spells_of(session: Session, worker_ref: str) -> list[Spell]:
    """Every spell of a person, those that last first, then the newest."""
    rows = session.scalars(select(Employment).where(Employment.worker_ref == worker_ref))
    spells = [
        Spell(
            row.ref, row.worker_ref, row.company_ref, row.since_on, row.until_on, offered(row.services),
            Source(row.source),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(spells, key=lambda one: (one.until_on or date.max, one.since_on or date.min, one.ref), reverse=True)


def asked_by(session: Session, worker_ref: str) -> list[AskedBy]:
    """Companies that filed the person, the newest first."""
    rows = session.scalars(
        select(TransferRequest)
        .where(TransferRequest.worker_ref == worker_ref)
        .order_by(TransferRequest.filed_at.desc(), TransferRequest.ref)
    )
    return [AskedBy(row.company_ref, row.filed_at, TransferState(row.state)) for row in rows]
