"""How many people work for a company with a valid permit, and how many of them have a valid background check.

Nobody is counted under five, so that no count says something of a single person (domain README 7, rule 3).
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from flask import current_app
from sqlalchemy.orm import Session

from registry.background_checks.disclosure import ChecksFace
from registry.background_checks.rules import end_of
from registry.background_checks.states import PublicOutcome
from registry.core.sources import ATTESTED
from registry.permits.disclosure import PermitFace
from registry.permits.states import PermitState
from registry.record import reading
from registry.record.kinds import Face
from registry.record.reading import Entry
from registry.standing.changes import boundaries
from registry.standing.rules import BACKGROUND, check_of, current_employments
from registry.workers.disclosure import EmploymentFace

F = TypeVar("F", bound=Face)

SMALLEST = 5
_KEPT = 4000
_KINDS = (PermitFace.KIND.name, ChecksFace.KIND.name)


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people, or only that they are fewer than five."""

    exact: int | None

    @classmethod
    def of(cls, number: int) -> "Count":
        """The number as it may be told."""
        return cls(number if number >= SMALLEST else None)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who holds a valid permit under a company today, and how many of them have a valid background check.

    `owners` are all whose entries were read, `newest` the newest of those entries, `days` those on which the counts
    may change by themselves.
    """

    holders: Count
    checked: Count
    owners: tuple[str, ...]
    newest: int
    days: tuple[date, ...]


def counted(session: Session, company: str, today: date) -> Staff:
    """The counts of a company on a day; worked out again only after an entry of one of its people has come."""
    kept: OrderedDict[tuple[str, date], tuple[int, Staff]] = current_app.extensions.setdefault(
        "company_staff", OrderedDict()
    )
    position = reading.position(session)
    known = kept.get((company, today))
    if known is not None:
        checked_at, staff = known
        if checked_at == position or newest_of(session, company, staff.owners) == staff.newest:
            kept[company, today] = (position, staff)
            return staff
    staff = _count(session, company, today)
    kept[company, today] = (position, staff)
    if len(kept) > _KEPT:
        kept.popitem(last=False)
    return staff


def newest_of(session: Session, company: str, owners: Sequence[str]) -> int:
    """The newest entry of these owners and of everyone tied to the company."""
    return max(reading.newest_position(session, owners), reading.newest_linked(session, [company]))


def _count(session: Session, company: str, today: date) -> Staff:
    spells = spells_of(session, company)
    faces = {owner: [entry.face(EmploymentFace) for entry in entries] for owner, entries in spells.items()}
    working = [owner for owner, held in faces.items() if current_employments(held, today)]
    holders = checked = 0
    days: set[date] = set(boundaries(*(face for held in faces.values() for face in held)))
    for entries in reading.current_of(session, working, _KINDS).values():
        permits, checks = faces_of(entries, PermitFace), faces_of(entries, ChecksFace)
        days |= set(boundaries(*permits, *checks))
        if permits and _holds(permits[0], today):
            holders += 1
            checked += bool(checks) and _checked(checks[0], today)
    owners = tuple(spells)
    newest = newest_of(session, company, owners)
    return Staff(Count.of(holders), Count.of(checked), owners, newest, tuple(sorted(days)))


def spells_of(session: Session, company: str) -> dict[str, list[Entry]]:
    """{person: their spells with the company}, past ones included."""
    spells: dict[str, list[Entry]] = {}
    for entry in reading.linked(session, EmploymentFace.KIND.name, company):
        spells.setdefault(entry.owner, []).append(entry)
    return spells


def faces_of(entries: Sequence[Entry], cls: type[F]) -> list[F]:
    """The faces of one kind among entries."""
    return [entry.face(cls) for entry in entries if entry.kind == cls.KIND.name]


def _holds(permit: PermitFace, today: date) -> bool:
    begun = permit.valid_from is None or permit.valid_from <= today
    ended = permit.valid_until is not None and permit.valid_until < today
    return permit.state is PermitState.ACTIVE and begun and not ended


def _checked(checks: ChecksFace, today: date) -> bool:
    """Criminal record and credit background both clear by somebody other than the employer, and not yet over."""
    for component in BACKGROUND:
        check = check_of(checks, component)
        if check is None or check.outcome is not PublicOutcome.CLEAR or check.source not in ATTESTED:
            return False
        end = end_of(component, check.checked_on, check.valid_until)
        if end is None or end < today:
            return False
    return True
