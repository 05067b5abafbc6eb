"""Who looked at whom, what for; how much of the daily limit and of an approval is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from registry.accounts.models import Account
from registry.cases.models import Case
from registry.companies.models import Company
from registry.core.base import from_micros, to_micros
from registry.core.clock import day_end, day_start, shanghai_date
from registry.looks.models import Look, LookGrant
from registry.looks.rules import FILE_FOR
from registry.looks.states import UNMASKED, GrantKind, Purpose, Seen
from registry.workers.models import Employment


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look, in words for the data-protection officer and for the person looked at."""

    ref: str
    at: datetime
    actor: str
    name: str
    role: str
    worker_ref: str
    seen: Seen
    purpose: Purpose
    why: str
    case_ref: str | None
    case_number: str
    by_grant: bool

    @property
    def place(self) -> str:
        """The key of this row, for the next page."""
        return f"{to_micros(self.at)}.{self.ref}"


@dataclass(frozen=True, slots=True)
class GrantRow:
    """An approval and how much of it was used."""

    ref: str
    kind: GrantKind
    case_ref: str
    allowed: int
    used: int
    until_at: datetime


def unmasked_today(session: Session, account_ref: str, now: datetime) -> int:
    """Whole numbers that a person saw today (Shanghai) without an approval."""
    start = day_start(shanghai_date(now))
    count = select(func.count()).where(
        Look.actor == account_ref, Look.at >= start, Look.seen.in_(UNMASKED), Look.grant_ref.is_(None)
    )
    return session.scalar(count) or 0


def grants_of(session: Session, account_ref: str) -> list[GrantRow]:
    """Approvals of a person, the newest first."""
    used = select(func.count()).where(Look.grant_ref == LookGrant.ref, Look.actor == account_ref).scalar_subquery()
    rows = session.execute(
        select(LookGrant, used.label("used"))
        .where(LookGrant.account_ref == account_ref)
        .order_by(LookGrant.from_at.desc())
    )
    return [
        GrantRow(
            row.LookGrant.ref, GrantKind(row.LookGrant.kind), row.LookGrant.case_ref, row.LookGrant.allowed, row.used,
            row.LookGrant.until_at,
        )
        for row in rows
    ]  # fmt: skip


def free_grant(session: Session, account_ref: str, kind: GrantKind, now: datetime) -> str | None:
    """An approval of this kind that has not run out in time or number."""
    return next(
        (
            grant.ref
            for grant in grants_of(session, account_ref)
            if grant.kind is kind and grant.until_at > now and grant.used < grant.allowed
        ),
        None,
    )


def in_districts(session: Session, worker_ref: str, districts: tuple[str, ...]) -> bool:
    """Whether a company of these districts employs the person now."""
    places = session.scalars(
        select(Company.district)
        .join(Employment, Employment.company_ref == Company.ref)
        .where(Employment.worker_ref == worker_ref, Employment.until_on.is_(None))
    )
    return any(place is not None and place.startswith(districts) for place in places)


def has_open_file(session: Session, account_ref: str, worker_ref: str, now: datetime) -> bool:
    """Whether this person's file was opened, with a purpose, by this account within the last hours."""
    return worker_ref in open_files(session, account_ref, [worker_ref], now)


def open_files(session: Session, account_ref: str, worker_refs: Sequence[str], now: datetime) -> set[str]:
    """Those of a page's persons whose files this account opened, with a purpose, within the last hours."""
    return set(
        session.scalars(
            select(Look.worker_ref).where(
                Look.worker_ref.in_(worker_refs), Look.actor == account_ref, Look.seen == Seen.FILE,
                Look.at > now - FILE_FOR,
            )
        )
    )  # fmt: skip


def looks_of(session: Session, worker_ref: str, *, limit: int = 200) -> list[LookRow]:
    """Who looked at a person's data, the newest first: for the personal file. Results of searches count too."""
    return _rows(session, [Look.worker_ref == worker_ref], "", limit)[0]


def looks(
    session: Session,
    *,
    actor: str = "",
    worker: str = "",
    seen: str = "",
    purpose: str = "",
    first: date | None = None,
    last: date | None = None,
    after: str = "",
    limit: int = 50,
) -> tuple[list[LookRow], str]:
    """A page of looks, the newest first, and the key of the next page; for the data-protection officer."""
    where: list[ColumnElement[bool]] = []
    for column, value in ((Look.actor, actor), (Look.worker_ref, worker), (Look.seen, seen), (Look.purpose, purpose)):
        if value:
            where.append(column == value)
    if first is not None:
        where.append(Look.at >= day_start(first))
    if last is not None:
        where.append(Look.at < day_end(last))
    return _rows(session, where, after, limit)


def _rows(session: Session, where: list[ColumnElement[bool]], after: str, limit: int) -> tuple[list[LookRow], str]:
    micros, _, ref = after.partition(".")
    if ref and micros.isdecimal() and len(micros) <= 17:
        at = from_micros(int(micros))
        where = [*where, Look.at <= at, or_(Look.at < at, and_(Look.at == at, Look.ref < ref))]
    rows = session.execute(
        select(Look, Account.name, Case.year, Case.serial)
        .outerjoin(Account, Account.ref == Look.actor)
        .outerjoin(Case, Case.ref == Look.case_ref)
        .where(*where)
        .order_by(Look.at.desc(), Look.ref.desc())
        .limit(limit + 1)
    ).all()
    found = [
        LookRow(
            row.Look.ref, row.Look.at, row.Look.actor, row.name or "", row.Look.role, row.Look.worker_ref,
            Seen(row.Look.seen), Purpose(row.Look.purpose), row.Look.why, row.Look.case_ref,
            f"{row.year}-{row.serial:06d}" if row.year else "", row.Look.grant_ref is not None,
        )
        for row in rows[:limit]
    ]  # fmt: skip
    return found, found[-1].place if len(rows) > limit else ""
