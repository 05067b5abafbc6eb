"""Finding people for staff: exactly by ID, phone or permit number through blind indexes, or by words of names.

The words follow the trace from their own cursor: whatever changed a person is in it, so no verb has to remember.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.companies.models import Company
from registry.core.actor import Role
from registry.core.bulk import insert_rows
from registry.core.crypto import KeyRing, Purpose
from registry.core.identifiers import Sex
from registry.core.masking import mask_birth_date, mask_id_number, mask_phone
from registry.looks.models import PersonTerm, PersonTermCursor
from registry.looks.rules import terms_of, typed_name
from registry.record.reading import CHUNK
from registry.workers.models import Employment, Worker

STEP = 5000  # rows of the trace followed at once
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Asked:
    """What staff typed; the exact numbers go before the name. `company` is a ref."""

    name: str = ""
    id_number: str = ""
    phone: str = ""
    permit_number: str = ""
    company: str = ""

    @property
    def exact(self) -> bool:
        """Whether a number was given, which finds one person or one household."""
        return bool(self.id_number or self.phone or self.permit_number)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person as a post may see one in a list (privacy matrix): ID by its last four, phone and birth masked."""

    ref: str
    name: str
    sex: Sex
    born: str
    id_number: str
    phone: str
    companies: tuple[str, ...]


def behind(session: Session) -> bool:
    """Whether the trace has gone on since the words last followed it."""
    seq = session.scalar(select(PersonTermCursor.seq)) or 0
    newest = select(AuditEntry.seq).where(AuditEntry.seq > seq, AuditEntry.subject_kind == "worker").limit(1)
    return session.scalar(newest) is not None


def catch_up(session: Session, steps: int = 1) -> int:
    """Follow the trace by up to `steps` times STEP rows; returns how many persons were looked at again.

    The machine's own bookkeeping: it writes no trace.
    """
    cursor = session.get(PersonTermCursor, 1)
    if cursor is None:
        cursor = PersonTermCursor(id=1, seq=0)
        session.add(cursor)
    count = 0
    for _ in range(steps):
        last = session.scalar(select(func.max(AuditEntry.seq))) or 0
        if cursor.seq >= last:
            break
        upto = min(last, cursor.seq + STEP)
        refs = session.scalars(
            select(AuditEntry.subject_ref)
            .where(AuditEntry.seq > cursor.seq, AuditEntry.seq <= upto, AuditEntry.subject_kind == "worker")
            .distinct()
        ).all()
        index_people(session, refs)
        cursor.seq = upto
        count += len(refs)
    session.flush()
    return count


def index_people(session: Session, refs: Sequence[str]) -> None:
    """Write these persons' words anew; whoever is gone loses theirs."""
    for at in range(0, len(refs), CHUNK):
        part = list(refs[at : at + CHUNK])
        session.execute(delete(PersonTerm).where(PersonTerm.worker_ref.in_(part)))
        names = session.execute(select(Worker.ref, Worker.name).where(Worker.ref.in_(part)))
        rows = [(row.ref, kind, term) for row in names for kind, term in sorted(terms_of(row.name))]
        insert_rows(session, PersonTerm.__table__, ("worker_ref", "kind", "term"), rows)


def find_people(
    session: Session, keyring: KeyRing, asked: Asked, *, after: str = "", limit: int = 20
) -> tuple[list[str], str]:
    """(refs of a page of persons, key of the next page). A company alone gives its people; nothing gives nobody."""
    typed = typed_name(asked.name) if asked.name else None
    if asked.exact:
        return _exact(session, keyring, asked), ""
    query: Any
    term: Any
    ref: Any
    if typed is not None:
        term, ref = PersonTerm.term, PersonTerm.worker_ref
        query = select(term, ref).where(
            PersonTerm.kind == typed.kind, term >= typed.prefix, term < typed.prefix + _LAST
        )
        if asked.company:
            query = query.where(ref.in_(_employed(asked.company)))
    elif asked.company and not asked.name:
        term, ref = Worker.name, Worker.ref
        query = select(term, ref).where(ref.in_(_employed(asked.company)))
    else:
        return [], ""
    word, _, last = after.rpartition(".")
    if last:
        query = query.where(term >= word, or_(term > word, and_(term == word, ref > last)))
    rows = session.execute(query.order_by(term, ref).limit(limit + 1)).all()
    shown = rows[:limit]
    onward = f"{shown[-1][0]}.{shown[-1][1]}" if len(rows) > limit else ""
    return list(dict.fromkeys(row[1] for row in shown)), onward


def lines_of(session: Session, keyring: KeyRing, role: str, refs: Sequence[str]) -> list[PersonLine]:
    """These persons as the post may see them in a list, in the order given. Note the looks first."""
    workers = {worker.ref: worker for worker in session.scalars(select(Worker).where(Worker.ref.in_(refs)))}
    places: dict[str, list[str]] = {}
    for row in session.execute(
        select(Employment.worker_ref, Company.name)
        .join(Company, Company.ref == Employment.company_ref)
        .where(Employment.worker_ref.in_(refs), Employment.until_on.is_(None))
        .order_by(Company.name)
    ):
        places.setdefault(row.worker_ref, []).append(row.name)
    lines = []
    for ref in refs:
        if (worker := workers.get(ref)) is None:
            continue
        number = keyring.decrypt(worker.id_number, table="worker", column="id_number", row=ref)
        phone = worker.phone and keyring.decrypt(worker.phone, table="worker", column="phone", row=ref)
        whole = role in {Role.REVIEWER, Role.REGULATOR}
        lines.append(
            PersonLine(
                ref, worker.name, Sex(worker.sex),
                worker.birth_on.isoformat() if whole else mask_birth_date(worker.birth_on)[:4],
                mask_id_number(number), mask_phone(phone) if phone else "", tuple(places.get(ref, ())),
            )
        )  # fmt: skip
    return lines


def _exact(session: Session, keyring: KeyRing, asked: Asked) -> list[str]:
    query = select(Worker.ref)
    for column, purpose, value in (
        (Worker.id_index, Purpose.ID_NUMBER, asked.id_number),
        (Worker.phone_index, Purpose.PHONE, asked.phone),
        (Worker.permit_index, Purpose.PERMIT_NUMBER, asked.permit_number),
    ):
        if value:
            query = query.where(column == keyring.blind_index(purpose, value))
    return list(session.scalars(query.order_by(Worker.ref).limit(20)))


def _employed(company_ref: str) -> Any:
    return select(Employment.worker_ref).where(Employment.company_ref == company_ref, Employment.until_on.is_(None))
