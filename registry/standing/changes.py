"""When a standing may change by itself: the days that caches and the index must look out for."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from registry.background_checks.disclosure import ChecksFace
from registry.background_checks.rules import end_of, recheck_due
from registry.background_checks.states import Component
from registry.companies.disclosure import CompanyFace
from registry.eligibility.disclosure import LinesFace
from registry.permits.disclosure import PermitFace
from registry.standing.rules import check_of
from registry.workers.disclosure import EmploymentFace

T = TypeVar("T")
_DAY = timedelta(days=1)


def boundaries(*faces: PermitFace | ChecksFace | EmploymentFace | CompanyFace | LinesFace | None) -> list[date]:
    """The first days, sorted, of anything that these faces make begin or end by itself."""
    days: set[date | None] = set()
    for face in faces:
        if isinstance(face, PermitFace):
            days |= {face.valid_from, _after(face.valid_until)}
        elif isinstance(face, EmploymentFace):
            days |= {face.since_on, _after(face.until_on)}
        elif isinstance(face, CompanyFace):
            insured = face.insurance.valid_until if face.insurance else None
            days |= {face.state_from_on, _after(face.licence_valid_until), _after(insured)}
        elif isinstance(face, LinesFace):
            days |= {_after(one.until_on) for one in face.confirmed or ()}
        elif isinstance(face, ChecksFace):
            for component in Component:
                check = check_of(face, component)
                if check is None:
                    continue
                days.add(_after(end_of(component, check.checked_on, check.valid_until)))
                days.add(_after(recheck_due(component, check.checked_on, check.valid_until)))
    return sorted(day for day in days if day is not None)


def timeline(judge: Callable[[date], T], days: Sequence[date], start: date) -> tuple[tuple[date, T], ...]:
    """What `judge` says on `start` and on every later boundary, as (from that day on, verdict), equal ones joined."""
    verdicts = [(start, judge(start))]
    for day in sorted(set(days)):
        if day > start and (verdict := judge(day)) != verdicts[-1][1]:
            verdicts.append((day, verdict))
    return tuple(verdicts)


def _after(last: date | None) -> date | None:
    return None if last is None else last + _DAY
