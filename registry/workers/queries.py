"""Reads of persons and spells for staff, rosters and the command line. Never for public pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.core.crypto import KeyRing, Purpose
from registry.core.sources import Source
from registry.record.reading import CHUNK
from registry.workers.disclosure import OfferedService
from registry.workers.models import Employment, Worker, WorkerJoin
from registry.workers.numbers import permit_index
from registry.workers.rules import offered


@dataclass(frozen=True, slots=True)
class KnownWorker:
    """A registered person as a roster is compared with: fields in the clear or as blind indexes."""

    ref: str
    name: str
    native_province: str | None
    id_index: str
    phone_index: str | None
    permit_index: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class Spell:
    """A spell with a company; `until_on` None while it lasts."""

    ref: str
    worker_ref: str
    company_ref: str
    since_on: date | None
    until_on: date | None
    services: tuple[OfferedService, ...]
    source: Source


_KNOWN = (
    Worker.ref, Worker.name, Worker.native_province, Worker.id_index, Worker.phone_index, Worker.permit_index,
    Worker.source,
)  # fmt: skip


def by_id_index(session: Session, indexes: Sequence[str], *, staff_of: str | None = None) -> dict[str, KnownWorker]:
    """{blind index of an ID number: the person}; unknown ones are left out, and all but the staff of a company."""
    query = select(*_KNOWN)
    if staff_of is not None:
        query = query.where(
            select(Employment.ref)
            .where(
                Employment.worker_ref == Worker.ref, Employment.company_ref == staff_of, Employment.until_on.is_(None)
            )
            .exists()
        )
    found = {}
    for at in range(0, len(indexes), CHUNK):
        for row in session.execute(query.where(Worker.id_index.in_(indexes[at : at + CHUNK]))):
            found[row.id_index] = KnownWorker(*row[:6], Source(row.source))
    return found


def by_permit_index(session: Session, indexes: Sequence[str]) -> dict[str, str]:
    """{blind index of a permit number: ref of the person it belongs to}."""
    found: dict[str, str] = {}
    for at in range(0, len(indexes), CHUNK):
        rows = session.execute(
            select(Worker.permit_index, Worker.ref).where(Worker.permit_index.in_(indexes[at : at + CHUNK]))
        )
        found.update({row.permit_index: row.ref for row in rows})
    return found


def find_by_permit(session: Session, keyring: KeyRing, number: str) -> str | None:
    """The ref of the person with this permit number."""
    return session.scalar(select(Worker.ref).where(Worker.permit_index == permit_index(keyring, number)))


def find_by_id(session: Session, keyring: KeyRing, id_number: str) -> str | None:
    """The ref of the person with this ID number."""
    index = keyring.blind_index(Purpose.ID_NUMBER, id_number)
    return session.scalar(select(Worker.ref).where(Worker.id_index == index))


def permit_number_of(session: Session, keyring: KeyRing, ref: str) -> str | None:
    """The permit number of a person in the clear, for printing a card."""
    token = session.scalar(select(Worker.permit_number).where(Worker.ref == ref))
    return None if token is None else keyring.decrypt(token, table="worker", column="permit_number", row=ref)


def current_spells(session: Session, worker_refs: Sequence[str]) -> dict[str, list[Spell]]:
    """{person: spells that have not ended}, for those who have any."""
    return _spells(session, worker_refs, by_worker=True)


def staff_of(session: Session, company_refs: Sequence[str]) -> dict[str, list[Spell]]:
    """{company: spells that have not ended}: who is missing from its roster."""
    return _spells(session, company_refs, by_worker=False)


def _spells(session: Session, refs: Sequence[str], *, by_worker: bool) -> dict[str, list[Spell]]:
    found: dict[str, list[Spell]] = {}
    key = Employment.worker_ref if by_worker else Employment.company_ref
    for at in range(0, len(refs), CHUNK):
        rows = session.execute(
            select(
                Employment.ref, Employment.worker_ref, Employment.company_ref, Employment.since_on,
                Employment.until_on, Employment.services, Employment.source,
            ).where(key.in_(refs[at : at + CHUNK]), Employment.until_on.is_(None))
        )  # fmt: skip
        for row in rows:
            spell = Spell(
                row.ref, row.worker_ref, row.company_ref, row.since_on, row.until_on, offered(row.services),
                Source(row.source),
            )  # fmt: skip
            found.setdefault(spell.worker_ref if by_worker else spell.company_ref, []).append(spell)
    return found


def joined_into(session: Session, worker_ref: str) -> str | None:
    """The file that took over this one because both were of one person, or None."""
    return session.scalar(select(WorkerJoin.into_ref).where(WorkerJoin.worker_ref == worker_ref))


def files_joined_into(session: Session, worker_ref: str) -> list[str]:
    """The closed files of a person: what still hangs on them is this person's."""
    found: list[str] = []
    into = [worker_ref]
    while into:
        into = list(session.scalars(select(WorkerJoin.worker_ref).where(WorkerJoin.into_ref.in_(into))))
        found += into
    return found
