"""Reading cases: the worklist in bands, one case with its timeline, whoever may have one.

The worklist must cost the same at 5,000 and at 100,000 cases: it reads the first rows of each kind from an index that
is in the order of the limits and merges them; counts stop at COUNTED.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, and_, func, or_, select, union_all
from sqlalchemy.orm import Session

from registry.accounts.models import Account, Membership
from registry.accounts.states import AccountState
from registry.cases.access import require_sight
from registry.cases.kinds import KINDS, kinds_of_unit, kinds_read_by
from registry.cases.models import Case, CaseEvent
from registry.cases.rules import band_starts, parse_number
from registry.cases.states import Act, Band, CaseKind, CaseState, Desk, Outcome
from registry.core.actor import COMPANY_ROLES, Actor
from registry.core.base import from_micros, to_micros
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND

COUNTED = 1000
_LOOKED_AT = 10  # pages that `next_case` looks through


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases a worklist shows: whose, and narrowed by what."""

    actor: Actor
    desk: Desk = Desk.UNIT
    kind: CaseKind | None = None
    state: CaseState | None = None
    district: str | None = None
    company: str | None = None
    assignee: str | None = None

    @property
    def kinds(self) -> tuple[CaseKind, ...]:
        """The kinds to look through: those the desk shows, or the one asked for if it may be seen."""
        shown = kinds_of_unit(self.actor.role) if self.desk is Desk.UNIT else kinds_read_by(self.actor.role)
        return shown if self.kind is None else tuple(kind for kind in shown if kind == self.kind)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in a list."""

    ref: str
    number: str
    kind: CaseKind
    state: CaseState
    subject_kind: str
    subject_ref: str
    company_ref: str | None
    district: str | None
    due_at: datetime | None
    provisional: bool
    assignee: str | None
    assignee_name: str
    proposed_by: str | None
    opened_at: datetime
    order_at: datetime

    @property
    def place(self) -> str:
        """The key of this row in the worklist's order, for the next page."""
        return f"{to_micros(self.order_at)}.{self.ref}"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a timeline with the name of whoever did it ("" for the machine)."""

    at: datetime
    name: str
    role: str
    act: Act
    words: str
    details: dict[str, str]
    positions: tuple[int, ...]


_COLUMNS = (
    Case.ref, Case.year, Case.serial, Case.kind, Case.state, Case.subject_kind, Case.subject_ref, Case.company_ref,
    Case.district, Case.due_at, Case.provisional, Case.assignee, Case.proposed_by, Case.opened_at, Case.order_at,
)  # fmt: skip


def worklist(
    session: Session, wanted: Wanted, band: Band | None, now: datetime, *, after: str = "", limit: int = 50
) -> tuple[list[CaseLine], str]:
    """A page of cases in the order of their limits, and the key of the next page ("" at the end)."""
    where = _narrowed(wanted)
    if band is not None:
        where += _within(band, now)
    if (place := _place(after)) is not None:
        at, ref = place
        where.append(or_(Case.order_at > at, and_(Case.order_at == at, Case.ref > ref)))
        where.append(Case.order_at >= at)
    rows = session.execute(_first(wanted, where, limit + 1)).all() if wanted.kinds else []
    names = names_of(session, [row.assignee for row in rows if row.assignee])
    lines = [_line(row, names) for row in rows[:limit]]
    return lines, lines[-1].place if len(rows) > limit else ""


def counts(session: Session, wanted: Wanted, now: datetime) -> dict[Band, int]:
    """{band: cases in it, COUNTED when there are as many or more}."""
    found = {}
    for band in Band:
        if not wanted.kinds:
            found[band] = 0
            continue
        where = [*_narrowed(wanted), *_within(band, now), Case.kind.in_(wanted.kinds)]
        some = select(Case.ref).where(*where).limit(COUNTED).subquery()
        found[band] = session.scalar(select(func.count()).select_from(some)) or 0
    return found


def next_case(session: Session, wanted: Wanted, now: datetime, *, passed: str = "") -> CaseLine | None:
    """The first case in the order of limits that the actor can move on with: free or own, and not own proposal."""
    after = ""
    for _ in range(_LOOKED_AT):
        lines, after = worklist(session, wanted, None, now, after=after)
        for line in lines:
            mine = line.assignee in (None, wanted.actor.ref) and line.ref != passed
            decides = wanted.actor.role in KINDS[line.kind].decides and line.proposed_by != wanted.actor.ref
            if mine and (line.state is CaseState.OPEN or (line.state is CaseState.PROPOSED and decides)):
                return line
        if not after:
            break
    return None


def case(session: Session, actor: Actor, ref: str) -> Case:
    """One case. Raises NotFound when there is none or it is not the actor's to see."""
    found = session.get(Case, ref)
    if found is None:
        raise NotFound(NOT_FOUND)
    require_sight(actor, found)
    return found


def by_number(session: Session, actor: Actor, typed: str) -> Case | None:
    """The case with this number, if the actor may see it."""
    number = parse_number(typed)
    if number is None:
        return None
    ref = session.scalar(select(Case.ref).where(Case.year == number[0], Case.serial == number[1]))
    try:
        return case(session, actor, ref) if ref else None
    except NotFound:
        return None


def steps(session: Session, case_ref: str) -> list[Step]:
    """The timeline of a case, oldest first."""
    rows = session.scalars(select(CaseEvent).where(CaseEvent.case_ref == case_ref).order_by(CaseEvent.place)).all()
    names = names_of(session, [row.actor for row in rows])
    return [
        Step(
            row.at, names.get(row.actor, ""), row.role, Act(row.act), row.words, row.details or {}, tuple(row.positions)
        )
        for row in rows
    ]


def about(session: Session, actor: Actor, subject_ref: str, limit: int = 50) -> list[CaseLine]:
    """Cases about one subject that the actor may see, the newest first."""
    rows = session.execute(
        select(*_COLUMNS)
        .where(Case.subject_ref == subject_ref, Case.kind.in_(kinds_read_by(actor.role)))
        .order_by(Case.opened_at.desc())
        .limit(limit)
    ).all()
    names = names_of(session, [row.assignee for row in rows if row.assignee])
    return [_line(row, names) for row in rows]


def filed_by(session: Session, company_ref: str, limit: int = 50) -> list[CaseLine]:
    """What a company filed itself, the newest first: nothing the office has opened about it. Names nobody."""
    kinds = [row.kind for row in KINDS.values() if COMPANY_ROLES & row.opens]
    rows = session.execute(
        select(*_COLUMNS)
        .where(Case.company_ref == company_ref, Case.kind.in_(kinds))
        .order_by(Case.opened_at.desc())
        .limit(limit)
    ).all()
    return [_line(row, {}) for row in rows]


def lines_of(session: Session, wanted: Wanted, refs: Sequence[str]) -> list[CaseLine]:
    """The named cases that the actor may see, in the order of their limits: for printing."""
    rows = session.execute(
        select(*_COLUMNS)
        .where(Case.ref.in_(refs), Case.kind.in_(kinds_read_by(wanted.actor.role)))
        .order_by(Case.order_at, Case.ref)
    ).all()
    names = names_of(session, [row.assignee for row in rows if row.assignee])
    return [_line(row, names) for row in rows]


def outcome_of(found: Case) -> Outcome | None:
    """How a case was decided."""
    return Outcome(found.decided_outcome) if found.decided_outcome else None


def names_of(session: Session, refs: Sequence[str]) -> dict[str, str]:
    """{account: its holder's name}, for those that are accounts."""
    wanted = sorted(set(refs))
    if not wanted:
        return {}
    return {
        row.ref: row.name for row in session.execute(select(Account.ref, Account.name).where(Account.ref.in_(wanted)))
    }


def colleagues(session: Session, roles: frozenset[str]) -> list[tuple[str, str]]:
    """(account, name) of active people who hold one of these posts now, by name."""
    rows = session.execute(
        select(Account.ref, Account.name)
        .join(Membership, Membership.account_ref == Account.ref)
        .where(Account.state == AccountState.ACTIVE, Membership.until_at.is_(None), Membership.role.in_(sorted(roles)))
        .distinct()
        .order_by(Account.name, Account.ref)
    )
    return [(row.ref, row.name) for row in rows]


def _first(wanted: Wanted, where: list[ColumnElement[bool]], count: int) -> Executable:
    """The first rows: per kind where the index is in that order, at once where one person or company has few."""
    if wanted.desk is Desk.MINE or wanted.assignee or wanted.company or len(wanted.kinds) == 1:
        few = select(*_COLUMNS).where(Case.kind.in_(wanted.kinds), *where)
        return few.order_by(Case.order_at, Case.ref).limit(count)
    lanes = [
        select(*_COLUMNS).where(Case.kind == kind, *where).order_by(Case.order_at, Case.ref).limit(count).subquery()
        for kind in wanted.kinds
    ]
    merged = union_all(*(select(lane) for lane in lanes)).subquery()
    return select(merged).order_by(merged.c.order_at, merged.c.ref).limit(count)


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.state is None:
        where.append(Case.active.is_(True))
    else:
        where.append(Case.state == wanted.state)
    if wanted.desk is Desk.MINE:
        where.append(Case.assignee == wanted.actor.ref)
    if wanted.assignee:
        where.append(Case.assignee == wanted.assignee)
    if wanted.company:
        where.append(Case.company_ref == wanted.company)
    if wanted.district:
        where.append(Case.district == wanted.district)
    return where


def _within(band: Band, now: datetime) -> list[ColumnElement[bool]]:
    start, before = band_starts(now)[band]
    where: list[ColumnElement[bool]] = []
    if start is not None:
        where.append(Case.order_at >= start)
    if before is not None:
        where.append(Case.order_at < before)
    return where


def _place(after: str) -> tuple[datetime, str] | None:
    micros, _, ref = after.partition(".")
    if not ref or not micros.removeprefix("-").isdecimal() or len(micros) > 18:
        return None
    return from_micros(int(micros)), ref


def _line(row: Any, names: dict[str, str]) -> CaseLine:
    return CaseLine(
        row.ref, f"{row.year}-{row.serial:06d}", CaseKind(row.kind), CaseState(row.state), row.subject_kind,
        row.subject_ref, row.company_ref, row.district, row.due_at, row.provisional, row.assignee,
        names.get(row.assignee or "", ""), row.proposed_by, row.opened_at, row.order_at,
    )  # fmt: skip
