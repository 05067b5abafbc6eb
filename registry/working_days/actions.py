"""Loading years and changing days. Each change is in the trace with the state before and after."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import require
from registry.working_days.access import PERMISSIONS
from registry.working_days.known import days_known, source
from registry.working_days.models import CalendarDay, CalendarYear
from registry.working_days.rules import DeclaredDay, YearNotLoaded, check_day, check_year

BY_HAND = "by hand"


def load_known(session: Session, actor: Actor, clock: Clock, year: int) -> bool:
    """Load a year from the package; returns whether anything changed.

    A year that stands already is left as it is, unless it was only provisional: then the package's days replace those
    entered by hand. Raises NotAllowed, RuleBroken for a year the package does not know.
    """
    require(actor, PERMISSIONS["working_days.edit"])
    days = days_known(year)
    standing = session.get(CalendarYear, year)
    if standing is not None and not standing.provisional:
        return False
    _put_year(session, actor, clock, year, days.values(), source(), provisional=False, why="")
    return True


def load_by_hand(
    session: Session, actor: Actor, clock: Clock, year: int, days: Iterable[DeclaredDay], *, why: str
) -> None:
    """Open a year with days entered by hand; limits counted in it are provisional until `confirm_year`.

    Raises NotAllowed, RuleBroken, Conflict when the year is loaded.
    """
    require(actor, PERMISSIONS["working_days.edit"])
    entered = {declared.day: declared for declared in days}
    findings = [*_reason(why), *check_year(year, entered)]
    if not 2004 <= year <= 2200:
        findings.append(Finding("year", Label("年份不对", "That is not a year to be counted in"), "year"))
    if findings:
        raise RuleBroken(findings)
    if session.get(CalendarYear, year) is not None:
        raise Conflict(Label(f"{year} 年已经载入", f"{year} is loaded already"))
    _put_year(session, actor, clock, year, entered.values(), BY_HAND, provisional=True, why=why)


def confirm_year(session: Session, actor: Actor, clock: Clock, year: int, *, why: str) -> None:
    """A person has compared a provisional year with the State Council's notice (named in `why`).

    Raises NotAllowed, RuleBroken without a reason, NotFound, Conflict.
    """
    require(actor, PERMISSIONS["working_days.edit"])
    if found := _reason(why):
        raise RuleBroken(found)
    standing = session.get(CalendarYear, year)
    if standing is None:
        raise NotFound(Label(f"{year} 年还没有载入", f"{year} is not loaded"))
    if not standing.provisional:
        raise Conflict(Label(f"{year} 年已经确认", f"{year} is confirmed already"))
    standing.provisional = False
    session.flush()
    write(
        session, clock, actor,
        [Trace("working_days.confirm", "calendar_year", str(year), {"provisional": True}, {"provisional": False}, why)],
    )  # fmt: skip


def put_day(session: Session, actor: Actor, clock: Clock, declared: DeclaredDay, *, why: str) -> None:
    """Declare a day, or declare it anew. Raises NotAllowed, YearNotLoaded, RuleBroken."""
    require(actor, PERMISSIONS["working_days.edit"])
    if findings := [*_reason(why), *check_day(declared, declared.day.year)]:
        raise RuleBroken(findings)
    if session.get(CalendarYear, declared.day.year) is None:
        raise YearNotLoaded(declared.day.year)
    day = session.get(CalendarDay, declared.day)
    before = None if day is None else _told(day)
    if day is None:
        day = CalendarDay(day=declared.day, year=declared.day.year)
        session.add(day)
    day.kind, day.name, day.source = declared.kind.value, declared.name.strip(), BY_HAND
    session.flush()
    trace = Trace("working_days.put", "calendar_day", declared.day.isoformat(), before, _told(day), why)
    write(session, clock, actor, [trace])


def remove_day(session: Session, actor: Actor, clock: Clock, day: date, *, why: str) -> None:
    """The day is what its place in the week says again. Raises NotAllowed, RuleBroken without a reason, NotFound."""
    require(actor, PERMISSIONS["working_days.edit"])
    if found := _reason(why):
        raise RuleBroken(found)
    standing = session.get(CalendarDay, day)
    if standing is None:
        raise NotFound(Label("日历中没有这一天", "This day is not in the calendar"))
    before = _told(standing)
    session.delete(standing)
    session.flush()
    write(session, clock, actor, [Trace("working_days.remove", "calendar_day", day.isoformat(), before, None, why)])


def _put_year(
    session: Session,
    actor: Actor,
    clock: Clock,
    year: int,
    days: Iterable[DeclaredDay],
    told_by: str,
    *,
    provisional: bool,
    why: str,
) -> None:
    before = {
        row.day.isoformat(): [row.kind, row.name]
        for row in session.scalars(select(CalendarDay).where(CalendarDay.year == year))
    }
    session.execute(delete(CalendarDay).where(CalendarDay.year == year))
    standing = session.get(CalendarYear, year) or CalendarYear(year=year)
    standing.source, standing.provisional = told_by, provisional
    standing.loaded_at, standing.loaded_by = clock.now(), actor.ref
    session.add(standing)
    session.flush()
    ordered = sorted(days, key=lambda one: one.day)
    session.add_all(
        CalendarDay(day=one.day, year=year, kind=one.kind.value, name=one.name.strip(), source=told_by)
        for one in ordered
    )
    session.flush()
    after = {
        "source": told_by,
        "provisional": provisional,
        "days": {one.day.isoformat(): [one.kind.value, one.name] for one in ordered},
    }
    told_before = {"days": before} if before else None
    write(session, clock, actor, [Trace("working_days.load", "calendar_year", str(year), told_before, after, why)])


def _told(day: CalendarDay) -> Mapping[str, str]:
    return {"kind": day.kind, "name": day.name, "source": day.source}


def _reason(why: str) -> list[Finding]:
    if why.strip():
        return []
    return [
        Finding("why", Label("请写明理由，例如通知的文号", "Give the reason, such as the number of the notice"), "why")
    ]
