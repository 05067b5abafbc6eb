"""The calendar as the rules want it, and as the page shows it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.working_days.models import CalendarDay, CalendarYear
from registry.working_days.rules import Calendar, DeclaredDay
from registry.working_days.states import DayKind


@dataclass(frozen=True, slots=True)
class YearRow:
    """A loaded year: from where, when, by whom, and whether somebody has confirmed it."""

    year: int
    source: str
    provisional: bool
    loaded_at: datetime
    loaded_by: str


@dataclass(frozen=True, slots=True)
class DayRow:
    """A declared day with the source that declared it."""

    day: date
    kind: DayKind
    name: str
    source: str


def calendar_of(session: Session) -> Calendar:
    """Everything loaded: two small reads."""
    days = session.execute(select(CalendarDay.day, CalendarDay.kind, CalendarDay.name))
    years = session.execute(select(CalendarYear.year, CalendarYear.provisional))
    return Calendar(
        {row.day: DeclaredDay(row.day, DayKind(row.kind), row.name) for row in days},
        {row.year: row.provisional for row in years},
    )


def years(session: Session) -> list[YearRow]:
    """Loaded years, the newest first."""
    rows = session.execute(
        select(
            CalendarYear.year,
            CalendarYear.source,
            CalendarYear.provisional,
            CalendarYear.loaded_at,
            CalendarYear.loaded_by,
        ).order_by(CalendarYear.year.desc())
    )
    return [YearRow(*row) for row in rows]


def days_of(session: Session, year: int) -> list[DayRow]:
    """The declared days of a year in order."""
    rows = session.execute(
        select(CalendarDay.day, CalendarDay.kind, CalendarDay.name, CalendarDay.source)
        .where(CalendarDay.year == year)
        .order_by(CalendarDay.day)
    )
    return [DayRow(row.day, DayKind(row.kind), row.name, row.source) for row in rows]
