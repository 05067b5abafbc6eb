"""Reads for the desk: what was asked for, what is due again, and everything said about one person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from registry.background_checks.desk import last_due_day
from registry.background_checks.models import AdverseFinding, BackgroundCheck, CheckRequest
from registry.background_checks.queries import Recheck
from registry.background_checks.rules import recheck_due, validity_days
from registry.background_checks.states import DECISIVE, Component, FindingState, Outcome, RequestState
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier
from registry.workers.models import Employment


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A check that was asked for and not answered yet."""

    ref: str
    worker_ref: str
    company_ref: str | None
    component: Component
    asked_on: date
    tries: int
    retry_on: date | None


@dataclass(frozen=True, slots=True)
class Said:
    """One statement about a person as the association sees it."""

    id: int
    component: Component
    outcome: Outcome
    source: Source
    source_note: str
    checked_on: date | None
    covers_until: date | None
    valid_until: date | None
    tier: HealthTier | None
    document: str
    annulled: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """An adverse result on its way, without reasons and reply."""

    worker_ref: str
    component: Component
    source: Source
    source_note: str
    checked_on: date
    covers_until: date | None
    document: str
    replied_on: date | None
    state: FindingState
    proposed_by: str


def open_requests(
    session: Session,
    today: date,
    *,
    company_ref: str | None = None,
    component: Component | None = None,
    worker_ref: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[OpenRequest]:
    """Requests that wait, oldest first; those put off to a later day come when it is there."""
    query = _open_requests(today, company_ref, component, worker_ref)
    rows = session.scalars(query.order_by(CheckRequest.asked_on, CheckRequest.ref).limit(limit).offset(offset))
    return [
        OpenRequest(
            row.ref, row.worker_ref, row.company_ref, Component(row.component), row.asked_on, row.tries, row.retry_on
        )
        for row in rows
    ]


def count_open_requests(
    session: Session, today: date, *, company_ref: str | None = None, component: Component | None = None
) -> int:
    """How many requests wait."""
    inner = _open_requests(today, company_ref, component, None).subquery()
    return session.scalar(select(func.count()).select_from(inner)) or 0


def due_again(
    session: Session,
    today: date,
    *,
    company_ref: str | None = None,
    component: Component | None = None,
    until: date | None = None,
) -> Iterator[Recheck]:
    """Checks of people employed now that are overdue or due within 90 days (or `until`), in no order: of each the
    newest clear one, unless an adverse result came after it. Reads every statement; pages read `due` instead."""
    until = until or last_due_day(today)
    later = aliased(BackgroundCheck)
    newer = exists().where(
        later.worker_ref == BackgroundCheck.worker_ref,
        later.component == BackgroundCheck.component,
        later.id > BackgroundCheck.id,
        later.annulled_at.is_(None),
        later.outcome.in_([one.value for one in DECISIVE]),
    )
    query = select(
        BackgroundCheck.worker_ref, BackgroundCheck.component, BackgroundCheck.checked_on, BackgroundCheck.valid_until
    ).where(
        BackgroundCheck.outcome == Outcome.CLEAR.value,
        BackgroundCheck.annulled_at.is_(None),
        _may_be_due(until),
        ~newer,
        exists().where(
            Employment.worker_ref == BackgroundCheck.worker_ref,
            Employment.until_on.is_(None),
            *([Employment.company_ref == company_ref] if company_ref is not None else []),
        ),
    )
    if component is not None:
        query = query.where(BackgroundCheck.component == component.value)
    for row in session.execute(query):
        due_on = recheck_due(Component(row.component), row.checked_on, row.valid_until)
        if due_on is not None and due_on <= until:
            yield Recheck(row.worker_ref, Component(row.component), due_on)


def said_about(session: Session, worker_ref: str) -> list[Said]:
    """Every statement about a person, newest first, those struck out among them."""
    rows = session.scalars(
        select(BackgroundCheck).where(BackgroundCheck.worker_ref == worker_ref).order_by(BackgroundCheck.id.desc())
    )
    return [
        Said(
            row.id, Component(row.component), Outcome(row.outcome), Source(row.source), row.source_note,
            row.checked_on, row.covers_until, row.valid_until, HealthTier(row.tier) if row.tier else None,
            row.document, row.annulled_at is not None,
        )
        for row in rows
    ]  # fmt: skip


def finding_of(session: Session, case_ref: str) -> Proposed | None:
    """The adverse result that a case decides, without its reasons."""
    row = session.scalar(select(AdverseFinding).where(AdverseFinding.case_ref == case_ref))
    if row is None:
        return None
    return Proposed(
        row.worker_ref, Component(row.component), Source(row.source), row.source_note, row.checked_on, row.covers_until,
        row.document, row.replied_on, FindingState(row.state), row.proposed_by,
    )  # fmt: skip


def newest_said(said: Sequence[Said]) -> dict[Component, Said]:
    """{component: the newest statement that counts}, of statements newest first."""
    found: dict[Component, Said] = {}
    for one in said:
        if not one.annulled:
            found.setdefault(one.component, one)
    return found


def _open_requests(
    today: date, company_ref: str | None, component: Component | None, worker_ref: str | None
) -> Select[CheckRequest]:
    query = select(CheckRequest).where(CheckRequest.state == RequestState.OPEN.value)
    if worker_ref is None:
        query = query.where(or_(CheckRequest.retry_on.is_(None), CheckRequest.retry_on <= today))
    for column, value in (
        (CheckRequest.company_ref, company_ref),
        (CheckRequest.component, component.value if component else None),
        (CheckRequest.worker_ref, worker_ref),
    ):
        if value is not None:
            query = query.where(column == value)
    return query


def _may_be_due(until: date) -> ColumnElement[bool]:
    """Whether a row can be due by a day: its stated end, or the table's days after it was made."""
    by_table: list[Any] = [
        (BackgroundCheck.component == component.value, literal(until - timedelta(days=days)))
        for component in Component
        if (days := validity_days(component)) is not None
    ]
    made_by = case(*by_table, else_=literal(date.min))
    return or_(BackgroundCheck.valid_until <= until, and_(BackgroundCheck.checked_on <= made_by))
