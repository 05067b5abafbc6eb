"""Reading proposals about whose file it is."""

from dataclasses import dataclass
from datetime import date

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.cases.models import Case
from registry.cases.states import ACTIVE, CaseKind
from registry.consents.models import Consent
from registry.consents.states import Scope
from registry.core.crypto import KeyRing
from registry.core.errors import NotFound
from registry.core.identifiers import Sex, age_band, id_birth_date, id_sex
from registry.core.masking import mask_id_number
from registry.core.permissions import NOT_FOUND
from registry.persons.models import PersonProposal
from registry.persons.moving import rows_of
from registry.persons.rules import KINDS, withdrawn_by_join
from registry.persons.states import ChecksMade, Moved, WhichFile
from registry.workers.models import Worker

SHOWN = (
    Moved.EMPLOYMENT, Moved.CERTIFICATE, Moved.TRAINING, Moved.CREDIT, Moved.CHECK, Moved.CONSENT, Moved.PERMIT,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A proposed correction as its decider sees it: masked numbers, and what follows from them."""

    worker_ref: str
    was: str
    becomes: str
    sex: tuple[Sex, Sex]
    age_band: tuple[str, str]
    checks: ChecksMade


@dataclass(frozen=True, slots=True)
class JoinChange:
    """A proposed join as its decider sees it: how much lies in each file, and what must give way."""

    kept: str
    closed: str
    identity: WhichFile | None
    counts: dict[Moved, tuple[int, int]]
    two_permits: bool
    withdrawn: tuple[Scope, ...]


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Who comes out of a split, as the decider sees them."""

    name: str
    id_number: str
    sex: Sex
    age_band: str


def sealed_of(session: Session, keyring: KeyRing, case_ref: str) -> str | None:
    """The private half of a proposal in the clear; None once it was decided or when there is none."""
    token = session.scalar(select(PersonProposal.sealed).where(PersonProposal.case_ref == case_ref))
    return keyring.decrypt(token, table="person_proposal", column="sealed", row=case_ref) if token else None


def number_change(session: Session, keyring: KeyRing, case: Case, today: date) -> NumberChange | None:
    """What a case of a corrected number would change; None once it was decided."""
    number = sealed_of(session, keyring, case.ref)
    worker = session.get(Worker, case.subject_ref)
    if number is None or worker is None:
        return None
    was = keyring.decrypt(worker.id_number, table="worker", column="id_number", row=worker.ref)
    return NumberChange(
        worker.ref, mask_id_number(was), mask_id_number(number), (Sex(worker.sex), id_sex(number)),
        (age_band(worker.birth_on, today), age_band(id_birth_date(number), today)), ChecksMade(case.payload["checks"]),
    )  # fmt: skip


def new_person(session: Session, keyring: KeyRing, case_ref: str, today: date) -> NewPerson | None:
    """Who a split would make, masked; None once it was decided."""
    sealed = sealed_of(session, keyring, case_ref)
    if sealed is None:
        return None
    name, number = orjson.loads(sealed)
    return NewPerson(name, mask_id_number(number), id_sex(number), age_band(id_birth_date(number), today))


def join_change(session: Session, kept: str, closed: str, identity: WhichFile | None) -> JoinChange:
    """What joining two files would do."""
    counts = {what: (len(rows_of(session, what, kept)), len(rows_of(session, what, closed))) for what in SHOWN}
    said = [consents_said(session, ref) for ref in (kept, closed)]
    stop_kept, stop_closed = withdrawn_by_join(*said)
    return JoinChange(
        kept, closed, identity, {what: both for what, both in counts.items() if any(both)},
        all(counts[Moved.PERMIT]), tuple(sorted(stop_kept | stop_closed)),
    )  # fmt: skip


def consents_said(session: Session, ref: str) -> tuple[set[Scope], set[Scope]]:
    """(scopes that stand, scopes that were withdrawn and do not stand) of a person."""
    rows = session.execute(select(Consent.scope, Consent.withdrawn_at).where(Consent.worker_ref == ref)).all()
    standing = {Scope(row.scope) for row in rows if row.withdrawn_at is None}
    return standing, {Scope(row.scope) for row in rows} - standing


def open_case_about(session: Session, worker_refs: list[str], kinds: tuple[CaseKind, ...] = KINDS) -> str | None:
    """The number of an undecided case of these kinds about any of these persons."""
    found = session.scalars(
        select(Case)
        .where(Case.subject_ref.in_(worker_refs), Case.kind.in_(kinds), Case.state.in_(ACTIVE))
        .order_by(Case.opened_at)
        .limit(1)
    ).first()
    return found.number if found else None


def case_about(session: Session, case_ref: str, kind: CaseKind) -> Case:
    """The case. Raises NotFound for one of another kind."""
    case = session.get(Case, case_ref)
    if case is None or case.kind != kind:
        raise NotFound(NOT_FOUND)
    return case
