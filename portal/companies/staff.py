"""How many people work for a company with a valid permit, and how many of them have a valid background check.

Nobody is counted under five, so that no count says something of a single person (domain README 7, rule 3). For the
same reason a page depends on what is told here and not on the entries behind it: an address, tag or position that
moved with somebody's permit or checks would tell of them.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from flask import current_app
from sqlalchemy.orm import Session

from portal.database import snapshot_position
from registry.background_checks.disclosure import ChecksFace
from registry.background_checks.rules import end_of
from registry.background_checks.states import PublicOutcome
from registry.core.sources import ATTESTED
from registry.permits.disclosure import PermitFace
from registry.permits.states import PermitState
from registry.record import reading
from registry.record.kinds import Face
from registry.record.reading import Entry
from registry.standing.rules import BACKGROUND, check_of, current_employments
from registry.workers.disclosure import EmploymentFace, WorkerFace
from search.protocol import PERSON_DEPTH

F = TypeVar("F", bound=Face)

SMALLEST = 5
_KEPT = 4000
_KINDS = (WorkerFace.KIND.name, PermitFace.KIND.name, ChecksFace.KIND.name)


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
    """What may be told of a company's people on a day.

    How many hold a valid permit, how many of them have a valid background check, and who works there and agreed to be
    listed (owners, one more than anyone may page through).
    """

    holders: Count
    checked: Count
    listed: tuple[str, ...]


NOBODY = Staff(Count(None), Count(None), ())


@dataclass(slots=True)
class _Known:
    """Staff once worked out, with what it rests on."""

    staff: Staff
    owners: tuple[str, ...]
    newest: int
    checked_at: int


def staff_of(session: Session, company: str, today: date) -> Staff:
    """The people of a company on a day; worked out again only after an entry of one of them has come."""
    kept: OrderedDict[tuple[str, date], _Known] = current_app.extensions.setdefault("company_staff", OrderedDict())
    position = snapshot_position(session)
    known = kept.get((company, today))
    if known is not None:
        if known.checked_at == position:
            return known.staff
        if _newest(session, company, known.owners) == known.newest:
            known.checked_at = position
            return known.staff
    spells = _spells(session, company)
    owners = tuple(spells)
    staff = _staff(session, spells, today)
    kept[company, today] = _Known(staff, owners, _newest(session, company, owners), position)
    if len(kept) > _KEPT:
        kept.popitem(last=False)
    return staff


def _newest(session: Session, company: str, owners: Sequence[str]) -> int:
    return max(reading.newest_position(session, owners), reading.newest_linked(session, [company]))


def _staff(session: Session, spells: Mapping[str, Sequence[Entry]], today: date) -> Staff:
    working = sorted(
        owner for owner, entries in spells.items() if current_employments(faces_of(entries, EmploymentFace), today)
    )
    holders = checked = 0
    listed: list[str] = []
    for owner, entries in reading.current_of(session, working, _KINDS).items():
        permits, checks = faces_of(entries, PermitFace), faces_of(entries, ChecksFace)
        if permits and _holds(permits[0], today):
            holders += 1
            checked += bool(checks) and _checked(checks[0], today)
        if any(worker.name_masked for worker in faces_of(entries, WorkerFace)):
            listed.append(owner)
    return Staff(Count.of(holders), Count.of(checked), tuple(listed[: PERSON_DEPTH + 1]))


def _spells(session: Session, company: str) -> dict[str, list[Entry]]:
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
