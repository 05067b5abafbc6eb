"""Permits as the desks see them: lists, one permit with its cards, the badge, and replacements that are due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from registry.companies.models import Company
from registry.core.crypto import KeyRing
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND
from registry.core.sources import Source
from registry.permits.models import Card, CardSecret, Permit
from registry.permits.rules import REISSUE_DAYS, reissue_state, shown_state
from registry.permits.states import CardState, PermitState, Reissue
from registry.workers.models import Employment, Worker
from registry.workers.queries import permit_number_of
from registry.working_days.queries import calendar_of
from registry.working_days.rules import Calendar, Due, YearNotLoaded, add_working_days


@dataclass(frozen=True, slots=True)
class PermitLine:
    """A permit in a list. `shown` is the state with what days and cards add."""

    ref: str
    worker_ref: str
    name: str
    state: PermitState
    shown: PermitState
    valid_until: date | None
    decision_final: bool


@dataclass(frozen=True, slots=True)
class CardLine:
    """One printed card in a permit's history."""

    ref: str
    state: CardState
    issued_on: date
    lost_at: datetime | None


@dataclass(frozen=True, slots=True)
class PermitFile:
    """One permit with everything the desks show of it; `number` in the clear, `companies` as (ref, name)."""

    line: PermitLine
    number: str
    valid_from: date | None
    issuer: str
    source: Source
    cards: tuple[CardLine, ...]
    companies: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Badge:
    """The secrets of the active card, and the day it was made."""

    card_ref: str
    token: str
    code: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class OwedCard:
    """A card reported lost and not replaced. `due` None: it runs into a year whose working days are not loaded."""

    line: PermitLine
    lost_at: datetime
    due: Due | None
    state: Reissue


_LINE = (
    Permit.ref, Permit.worker_ref, Worker.name, Permit.state, Permit.valid_until, Permit.decision_final,
)  # fmt: skip


def lines(
    session: Session,
    today: date,
    *,
    company: str | None = None,
    states: Sequence[PermitState] = (),
    ends_by: date | None = None,
    after: str = "",
    limit: int = 50,
) -> tuple[list[PermitLine], str]:
    """A page of permits in the order of their refs, and the key of the next page ("" at the end).

    Narrowed to the people a company employs now, to stored states, or to active permits that end by a day.
    """
    where = [Permit.ref > after, *_among(company)]
    if states:
        where.append(Permit.state.in_([state.value for state in states]))
    if ends_by is not None:
        where += [Permit.state == PermitState.ACTIVE.value, Permit.valid_until <= ends_by]
    query = select(*_LINE).join(Worker, Worker.ref == Permit.worker_ref).where(*where)
    rows = session.execute(query.order_by(Permit.ref).limit(limit + 1)).all()
    found = _lines(session, rows[:limit], today)
    return found, found[-1].ref if len(rows) > limit else ""


def without_permit(session: Session, company: str, *, limit: int = 50) -> list[tuple[str, str]]:
    """(person, name) of those whom a company employs now and who have no permit, not even applied for."""
    rows = session.execute(
        select(Worker.ref, Worker.name)
        .join(Employment, Employment.worker_ref == Worker.ref)
        .where(
            Employment.company_ref == company,
            Employment.until_on.is_(None),
            ~exists().where(Permit.worker_ref == Worker.ref),
        )
        .order_by(Worker.name, Worker.ref)
        .limit(limit)
    )
    return [(row.ref, row.name) for row in rows]


def counted(session: Session, company: str | None = None) -> dict[PermitState, int]:
    """{stored state: permits in it}."""
    query = select(Permit.state, func.count()).where(*_among(company)).group_by(Permit.state)
    return {PermitState(state): count for state, count in session.execute(query)}


def file_of(session: Session, keyring: KeyRing, ref: str, today: date) -> PermitFile:
    """One permit. Raises NotFound."""
    row = session.execute(
        select(*_LINE, Permit.valid_from, Permit.issuer, Permit.source)
        .join(Worker, Worker.ref == Permit.worker_ref)
        .where(Permit.ref == ref)
    ).first()
    if row is None:
        raise NotFound(NOT_FOUND)
    cards = session.execute(
        select(Card.ref, Card.state, Card.issued_on, Card.lost_at)
        .where(Card.permit_ref == ref)
        .order_by(Card.printed_at, Card.ref)
    )
    companies = session.execute(
        select(Company.ref, Company.name)
        .join(Employment, Employment.company_ref == Company.ref)
        .where(Employment.worker_ref == row.worker_ref, Employment.until_on.is_(None))
        .order_by(Company.name)
    )
    return PermitFile(
        _lines(session, [row], today)[0],
        permit_number_of(session, keyring, row.worker_ref) or "",
        row.valid_from,
        row.issuer,
        Source(row.source),
        tuple(CardLine(card.ref, CardState(card.state), card.issued_on, card.lost_at) for card in cards),
        tuple((company.ref, company.name) for company in companies),
    )


def badge_of(session: Session, keyring: KeyRing, ref: str) -> Badge | None:
    """What the active card of a permit answers to; None without one, or for one made before secrets were kept."""
    row = session.execute(
        select(Card.ref, Card.issued_on, CardSecret.token, CardSecret.code)
        .join(CardSecret, CardSecret.card_ref == Card.ref)
        .where(Card.permit_ref == ref, Card.state == CardState.ACTIVE.value)
    ).first()
    if row is None:
        return None
    token, code = (
        keyring.decrypt(getattr(row, name), table="card_secret", column=name, row=row.ref) for name in ("token", "code")
    )
    return Badge(row.ref, token, code, row.issued_on)


def owed_cards(
    session: Session, now: datetime, today: date, *, company: str | None = None, ref: str | None = None
) -> list[OwedCard]:
    """Lost cards without a newer one, of permits that live, the most urgent first."""
    newer = aliased(Card)
    query = (
        select(*_LINE, Card.lost_at)
        .join(Worker, Worker.ref == Permit.worker_ref)
        .join(Card, Card.permit_ref == Permit.ref)
        .where(
            Card.state == CardState.LOST.value,
            Permit.state.in_([PermitState.ACTIVE.value, PermitState.SUSPENDED.value]),
            ~exists().where(newer.permit_ref == Permit.ref, newer.printed_at > Card.printed_at),
            *_among(company),
            *([] if ref is None else [Permit.ref == ref]),
        )
    )
    rows = session.execute(query).all()
    calendar = calendar_of(session) if rows else Calendar({}, {})
    found = []
    for line, row in zip(_lines(session, rows, today), rows, strict=True):
        due = due_of(row.lost_at, calendar)
        found.append(OwedCard(line, row.lost_at, due, reissue_state(line.shown, due.at if due else None, now)))
    return sorted(found, key=lambda one: one.lost_at)


def due_of(lost_at: datetime, calendar: Calendar) -> Due | None:
    """By when a card reported lost is to be replaced, or None while the calendar does not reach so far."""
    try:
        return add_working_days(lost_at, REISSUE_DAYS, calendar)
    except YearNotLoaded:
        return None


def _among(company: str | None) -> list[ColumnElement[bool]]:
    """Only those whom a company employs now."""
    if company is None:
        return []
    people = select(Employment.worker_ref).where(Employment.company_ref == company, Employment.until_on.is_(None))
    return [Permit.worker_ref.in_(people)]


def _lines(session: Session, rows: Sequence[Any], today: date) -> list[PermitLine]:
    cards: dict[str, list[CardState]] = {}
    printed = session.execute(
        select(Card.permit_ref, Card.state)
        .where(Card.permit_ref.in_([row.ref for row in rows]))
        .order_by(Card.printed_at, Card.ref)
    )
    for card in printed:
        cards.setdefault(card.permit_ref, []).append(CardState(card.state))
    return [
        PermitLine(
            row.ref,
            row.worker_ref,
            row.name,
            PermitState(row.state),
            shown_state(PermitState(row.state), row.valid_until, cards.get(row.ref, ()), today),
            row.valid_until,
            row.decision_final,
        )
        for row in rows
    ]
