"""What the register holds about the persons of a batch of rows: a handful of queries for a thousand of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.background_checks.queries import statements_of
from registry.companies.queries import load, refs_by_uscc
from registry.companies.states import ENDED
from registry.consents.queries import listed, withdrew
from registry.core.chinese import normalise_name
from registry.core.crypto import KeyRing, Purpose
from registry.permits.queries import permits_of
from registry.qualifications.models import Certificate
from registry.record.reading import CHUNK
from registry.rosters.difference import Known
from registry.rosters.staging import Staged
from registry.rosters.worker_rows import WorkerLine
from registry.workers.queries import by_id_index, by_permit_index, current_spells


@dataclass(frozen=True, slots=True)
class Employer:
    """A company as rows refer to it; `names` are those it goes by or went by, in normal form."""

    ref: str
    name: str
    names: frozenset[str]
    has_ended: bool


@dataclass(frozen=True, slots=True)
class Indexes:
    """Blind indexes of a row's person and permit number; "" where not stated."""

    person: str
    permit: str


def indexes_of(keyring: KeyRing, line: WorkerLine) -> Indexes:
    """The keyed indexes by which the register finds what a row names."""
    return Indexes(
        keyring.blind_index(Purpose.ID_NUMBER, line.id_number) if line.id_number else "",
        keyring.blind_index(Purpose.PERMIT_NUMBER, line.permit_number) if line.permit_number else "",
    )


def phone_index(keyring: KeyRing, line: WorkerLine, known: Known) -> str:
    """The blind index of a row's phone, needed only where the person is known already; else ""."""
    if not line.phone or known.worker is None:
        return ""
    return keyring.blind_index(Purpose.PHONE, line.phone)


def employers(session: Session, codes: Sequence[str]) -> dict[str, Employer]:
    """{credit code: company} for those that are registered."""
    refs = refs_by_uscc(session, codes)
    faces = load(session, list(refs.values()))
    found = {}
    for code, ref in refs.items():
        face = faces[ref]
        names = {face.name, face.brand or face.name, *(former.name for former in face.former_names)}
        normal = frozenset(normalise_name(name) for name in names)
        found[code] = Employer(ref, face.name, normal, face.state in ENDED)
    return found


def known_of(
    session: Session,
    lines: Sequence[WorkerLine],
    batch: Sequence[Staged],
    companies: dict[str, Employer],
    *,
    filer: str | None = None,
) -> tuple[list[Known], dict[str, str]]:
    """(what is known for each row, {permit index: ref of its holder}).

    With a `filer`, the company whose own file it is, nothing is read but its own people: whoever is registered
    elsewhere is as unknown as whoever is registered nowhere, down to the last finding and query (T6).
    """
    workers = by_id_index(session, [staged.person for staged in batch if staged.person], staff_of=filer)
    shown = [staged.permit for staged in batch if staged.permit and (filer is None or staged.person in workers)]
    holders = by_permit_index(session, shown)
    refs = [worker.ref for worker in workers.values()]
    if not refs:
        return [Known()] * len(lines), holders
    spells = current_spells(session, refs)
    permits = permits_of(session, refs)
    statements = statements_of(session, refs)
    grades = _grades(session, refs)
    is_listed, did_withdraw = listed(session, refs), withdrew(session, refs)
    found = []
    for line, staged in zip(lines, batch, strict=True):
        worker = workers.get(staged.person)
        if worker is None:
            found.append(Known())
            continue
        company = companies.get(line.uscc)
        here = [spell for spell in spells.get(worker.ref, ()) if company and spell.company_ref == company.ref]
        found.append(
            Known(
                worker,
                here[0] if here else None,
                permits.get(worker.ref),
                statements.get(worker.ref, ()),
                frozenset(grades.get(worker.ref, ())),
                worker.ref in is_listed,
                worker.ref in did_withdraw,
            )
        )
    return found, holders


def _grades(session: Session, refs: Sequence[str]) -> dict[str, set[tuple[str, str | None]]]:
    found: dict[str, set[tuple[str, str | None]]] = {}
    for at in range(0, len(refs), CHUNK):
        rows = session.execute(
            select(Certificate.worker_ref, Certificate.scheme, Certificate.level).where(
                Certificate.worker_ref.in_(refs[at : at + CHUNK])
            )
        )
        for row in rows:
            found.setdefault(row.worker_ref, set()).add((row.scheme, row.level))
    return found
