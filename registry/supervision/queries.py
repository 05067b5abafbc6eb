"""Reads for regulators. Everything is narrowed to districts first: what lies outside of them is not there."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, exists, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from registry.background_checks.models import CheckDue
from registry.background_checks.states import Component
from registry.cases.models import Case
from registry.cases.states import CaseKind, CaseState
from registry.companies.models import Company
from registry.companies.queries import load
from registry.companies.states import CompanyState
from registry.core.actor import Actor
from registry.core.errors import NotFound
from registry.core.identifiers import Sex
from registry.core.masking import mask_name
from registry.core.permissions import NOT_FOUND, require
from registry.core.sources import ATTESTED
from registry.permits.models import Permit
from registry.permits.states import PermitState
from registry.standing.rules import company_standing
from registry.standing.states import Standing
from registry.supervision.access import PERMISSIONS
from registry.workers.models import Employment, Worker

PAGE = 50

Q = TypeVar("Q", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True, slots=True)
class LapsedCheck:
    """A check of a person employed in the districts that was to be made again and was not. The name is masked."""

    worker_ref: str
    name: str
    company_ref: str
    company: str
    component: Component
    due_on: date


@dataclass(frozen=True, slots=True)
class Troubled:
    """A company whose standing is not green, and why."""

    ref: str
    name: str
    uscc: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case under way about something in the districts: that it is, not what is said in it."""

    number: str
    kind: CaseKind
    state: CaseState
    company: str
    opened_at: datetime
    due_at: datetime | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class Employed:
    """A person who works for a company now. The name is masked; `lapsed` counts checks that were to be made again."""

    ref: str
    name: str
    sex: Sex
    since_on: date | None
    permit: PermitState | None
    permit_until: date | None
    lapsed: int


@dataclass(frozen=True, slots=True)
class People:
    """A company's people in numbers."""

    employed: int
    permitted: int
    lapsed: int


def lapsed_checks(session: Session, actor: Actor, today: date, *, page: int = 1) -> tuple[list[LapsedCheck], int]:
    """(a page of them, the longest overdue first; how many there are). Raises NotAllowed."""
    require(actor, PERMISSIONS["supervision.read"])
    query = (
        select(
            CheckDue.worker_ref, Worker.name, Company.ref, Company.name.label("company"), CheckDue.component,
            CheckDue.due_on,
        )
        .join(Worker, Worker.ref == CheckDue.worker_ref)
        .join(Employment, Employment.worker_ref == CheckDue.worker_ref)
        .join(Company, Company.ref == Employment.company_ref)
        .where(CheckDue.due_on < today, Employment.until_on.is_(None), _within(Company.district, actor))
    )  # fmt: skip
    order = (CheckDue.due_on, CheckDue.worker_ref, CheckDue.component, Company.ref)
    found = [
        LapsedCheck(row.worker_ref, mask_name(row.name), row.ref, row.company, Component(row.component), row.due_on)
        for row in session.execute(_page(query.order_by(*order), page))
    ]
    return found, _count(session, query)


def troubled_companies(session: Session, actor: Actor, today: date, *, page: int = 1) -> tuple[list[Troubled], int]:
    """(a page of companies that are not green, by name; how many there are). Raises NotAllowed."""
    require(actor, PERMISSIONS["supervision.read"])
    query = select(Company.ref).where(_within(Company.district, actor), _troubled(today))
    refs = session.scalars(_page(query.order_by(Company.name, Company.ref), page)).all()
    faces = load(session, refs)
    found = [
        Troubled(ref, faces[ref].name or "", faces[ref].uscc or "", company_standing(faces[ref], today)) for ref in refs
    ]
    return found, _count(session, query)


def open_cases(
    session: Session, actor: Actor, *, company: str | None = None, page: int = 1
) -> tuple[list[OpenCase], int]:  # fmt: skip
    """(a page of cases under way, the soonest due first; how many there are). Raises NotAllowed."""
    require(actor, PERMISSIONS["supervision.read"])
    place = func.coalesce(Company.district, Case.district)
    query = (
        select(
            Case.year, Case.serial, Case.kind, Case.state, Company.name, Case.opened_at, Case.due_at, Case.provisional
        )
        .outerjoin(Company, Company.ref == Case.company_ref)
        .where(Case.active.is_(True), _within(place, actor))
    )
    if company is not None:
        query = query.where(Case.company_ref == company)
    found = [
        OpenCase(
            f"{row.year}-{row.serial:06d}", CaseKind(row.kind), CaseState(row.state), row.name or "", row.opened_at,
            row.due_at, row.provisional,
        )
        for row in session.execute(_page(query.order_by(Case.order_at, Case.ref), page))
    ]  # fmt: skip
    return found, _count(session, query)


def require_company_within(session: Session, actor: Actor, ref: str) -> None:
    """Raises NotFound for a company that is not there or not in the districts, NotAllowed."""
    require(actor, PERMISSIONS["supervision.read"])
    if session.scalar(select(Company.ref).where(Company.ref == ref, _within(Company.district, actor))) is None:
        raise NotFound(NOT_FOUND)


def people_of(
    session: Session, actor: Actor, company: str, today: date, *, page: int = 1
) -> tuple[list[Employed], People]:  # fmt: skip
    """(a page of a company's people, by name, masked; all of them in numbers). Raises NotFound, NotAllowed."""
    require_company_within(session, actor, company)
    lapsed = (
        select(func.count())
        .where(CheckDue.worker_ref == Worker.ref, CheckDue.due_on < today)
        .correlate(Worker)
        .scalar_subquery()
    )
    held = select(Permit.ref).where(
        Permit.worker_ref == Employment.worker_ref,
        Permit.state == PermitState.ACTIVE,
        or_(Permit.valid_until.is_(None), Permit.valid_until >= today),
    )
    now = (Employment.company_ref == company, Employment.until_on.is_(None))
    query = (
        select(
            Worker.ref, Worker.name, Worker.sex, Employment.since_on, Permit.state, Permit.valid_until,
            lapsed.label("lapsed"),
        )
        .join(Employment, Employment.worker_ref == Worker.ref)
        .outerjoin(Permit, Permit.worker_ref == Worker.ref)
        .where(*now)
    )  # fmt: skip
    found = [
        Employed(
            row.ref, mask_name(row.name), Sex(row.sex), row.since_on, PermitState(row.state) if row.state else None,
            row.valid_until, row.lapsed,
        )
        for row in session.execute(_page(query.order_by(Worker.name, Worker.ref), page))
    ]  # fmt: skip
    overdue = select(CheckDue.worker_ref).where(CheckDue.worker_ref == Employment.worker_ref, CheckDue.due_on < today)
    counts = [
        session.scalar(select(func.count()).select_from(Employment).where(*now, *more)) or 0
        for more in ((), (exists(held),), (exists(overdue),))
    ]
    return found, People(*counts)


def last_page(count: int) -> int:
    """The number of the last page of a list."""
    return max(1, -(-count // PAGE))


def _within(place: ColumnElement[Any] | InstrumentedAttribute[Any], actor: Actor) -> ColumnElement[bool]:
    """A district is named by its code or by the beginning of it: a city's holds all of its districts."""
    return or_(false(), *(place.startswith(code, autoescape=True) for code in actor.districts if code))


def _troubled(today: date) -> ColumnElement[bool]:
    """What `company_standing` calls anything but green, as a condition of the table."""
    return or_(
        Company.state != CompanyState.APPROVED,
        Company.state_from_on > today,
        Company.licence_valid_until < today,
        Company.insurance_valid_until < today,
        Company.source.not_in([one.value for one in ATTESTED]),
    )


def _page(query: Q, page: int) -> Q:
    return query.limit(PAGE).offset((max(1, page) - 1) * PAGE)


def _count(session: Session, query: Q) -> int:
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
