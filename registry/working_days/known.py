"""The years that the package `chinesecalendar` knows; it follows the State Council's yearly notice."""

from datetime import date, timedelta
from importlib.metadata import version

import chinese_calendar
from chinese_calendar import Holiday

from registry.core.errors import RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.working_days.rules import DeclaredDay
from registry.working_days.states import DayKind

FIRST = 2024  # nothing in this register is counted from before


def source() -> str:
    """Where the days come from, with the version."""
    return f"chinesecalendar {version('chinesecalendar')}"


def known_years() -> list[int]:
    """The years from FIRST on that the package knows."""
    return sorted({day.year for day in chinese_calendar.holidays if day.year >= FIRST})


def days_known(year: int) -> dict[date, DeclaredDay]:
    """Every day of a year that is not what its place in the week says. Raises RuleBroken for a year not known."""
    if year not in {day.year for day in chinese_calendar.holidays}:
        raise RuleBroken(
            [
                Finding(
                    "year_unknown",
                    Label(f"{source()} 还不知道 {year} 年的安排", f"{source()} does not know {year} yet"),
                    "year",
                    cure=Label(
                        "等国务院办公厅的通知发布后手工录入，或升级该软件包",
                        "Enter the days by hand from the State Council's notice, or upgrade the package",
                    ),
                )
            ]
        )
    names = {holiday.value: holiday.chinese for holiday in Holiday}
    found: dict[date, DeclaredDay] = {}
    day = date(year, 1, 1)
    while day.year == year:
        resting, name = chinese_calendar.get_holiday_detail(day)
        weekend = day.weekday() >= 5
        if resting != weekend:
            kind = DayKind.HOLIDAY if resting else DayKind.MAKE_UP
            found[day] = DeclaredDay(day, kind, names[name])
        day += timedelta(days=1)
    return found
