"""Counting time limits: pure arithmetic over a calendar, never a guess about a year that nobody has declared.

The day on which something happens does not count, a limit ends at 24:00 of its last day, and one whose last day is
no working day ends with the next working day (Civil Code 201, 203). Hours run on without a break. Every result says
how it was counted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Self

from registry.core.base import from_micros, to_micros
from registry.core.clock import day_end, shanghai_date
from registry.core.errors import RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.working_days.states import EXCEPTION_STEPS, WORKING_STEPS, DayKind, StepKind

LONGEST = 2000  # days; a limit beyond it is a mistake
_DAY = timedelta(days=1)
_SATURDAY = 5


class YearNotLoaded(RuleBroken):
    """A limit runs into a year whose holidays nobody has declared here."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            [
                Finding(
                    "year_not_loaded",
                    Label(
                        f"{year} 年的工作日历还没有载入，无法计算期限",
                        f"The working days of {year} are not loaded; the limit cannot be counted",
                    ),
                    cure=Label(
                        f"请管理员在“工作日历”中载入 {year} 年后再试",
                        f"Ask the administrator to load {year} under “Working days”, then try again",
                    ),
                )
            ]
        )


@dataclass(frozen=True, slots=True)
class DeclaredDay:
    """A day that is not what its place in the week says, and the holiday it belongs to."""

    day: date
    kind: DayKind
    name: str


@dataclass(frozen=True)
class Calendar:
    """Declared days, and the loaded years: {year: whether it is still provisional}."""

    days: Mapping[date, DeclaredDay]
    years: Mapping[int, bool]

    def step(self, day: date) -> "Step":
        """What `day` is. Raises YearNotLoaded."""
        if day.year not in self.years:
            raise YearNotLoaded(day.year)
        declared = self.days.get(day)
        if declared is not None:
            return Step(day, EXCEPTION_STEPS[declared.kind], declared.name)
        return Step(day, StepKind.WEEKEND if day.weekday() >= _SATURDAY else StepKind.WORKING)

    def is_working(self, day: date) -> bool:
        """Whether people are expected at work on `day`. Raises YearNotLoaded."""
        return self.step(day).kind in WORKING_STEPS


@dataclass(frozen=True, slots=True)
class Step:
    """One day of a count: what it is, its name if it has one, and its number when it counts."""

    day: date
    kind: StepKind
    name: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The moment before which something must have happened, exclusive, and the way it was counted."""

    start: datetime
    at: datetime
    limit: Label
    provisional: bool
    steps: tuple[Step, ...] = field(repr=False)

    @property
    def last_day(self) -> date:
        """The Shanghai day within which it must happen at the latest."""
        return shanghai_date(self.at - timedelta(microseconds=1))

    def plain(self) -> dict[str, Any]:
        """As JSON, for keeping beside the case it belongs to."""
        return {
            "start": to_micros(self.start),
            "at": to_micros(self.at),
            "limit": [self.limit.zh, self.limit.en],
            "provisional": self.provisional,
            "steps": [[step.day.isoformat(), step.kind.value, step.name, step.number] for step in self.steps],
        }

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Self:
        """The result of `plain`."""
        steps = (Step(date.fromisoformat(day), StepKind(kind), name, n) for day, kind, name, n in plain["steps"])
        limit = Label(*plain["limit"])
        return cls(from_micros(plain["start"]), from_micros(plain["at"]), limit, plain["provisional"], tuple(steps))


def add_working_days(start: datetime, days: int, calendar: Calendar) -> Due:
    """The end of the `days`-th working day after the Shanghai day of `start`. Raises YearNotLoaded, ValueError."""
    _check(days)
    first = shanghai_date(start)
    steps = [Step(first, StepKind.START)]
    number = 0
    for step in _after(first, calendar):
        if step.kind in WORKING_STEPS:
            number += 1
            steps.append(Step(step.day, step.kind, step.name, number))
            if number == days:
                break
        else:
            steps.append(step)
    limit = Label(f"{days} 个工作日", f"{days} working day{'s' if days > 1 else ''}")
    return Due(start, day_end(steps[-1].day), limit, _provisional(steps[1:], calendar), tuple(steps))


def add_days(start: datetime, days: int, calendar: Calendar, *, rolls: bool = True) -> Due:
    """The end of the `days`-th day after the Shanghai day of `start`; one that is no working day rolls on to the next.

    `rolls=False` for limits that a rule counts strictly in days; the calendar is then not asked. Raises YearNotLoaded,
    ValueError.
    """
    _check(days)
    first = shanghai_date(start)
    last = first + timedelta(days=days)
    steps = [Step(first, StepKind.START), Step(last, StepKind.LAST, "", days)]
    if rolls:
        step = calendar.step(last)
        if step.kind not in WORKING_STEPS:
            steps[-1] = Step(last, step.kind, step.name, days)
            for step in _after(last, calendar):
                steps.append(step)
                if step.kind in WORKING_STEPS:
                    break
    limit = Label(f"{days} 日", f"{days} day{'s' if days > 1 else ''}")
    provisional = rolls and _provisional(steps[1:], calendar)
    return Due(start, day_end(steps[-1].day), limit, provisional, tuple(steps))


def add_hours(start: datetime, hours: int) -> Due:
    """`hours` after `start`, by the clock: no calendar can move it. Raises ValueError."""
    _check(hours)
    at = start + timedelta(hours=hours)
    limit = Label(f"{hours} 小时", f"{hours} hour{'s' if hours > 1 else ''}")
    return Due(start, at, limit, False, (Step(shanghai_date(at), StepKind.CLOCK, "", hours),))


def check_year(year: int, days: Mapping[date, DeclaredDay]) -> list[Finding]:
    """What is wrong with the declared days of a year."""
    return [finding for declared in days.values() for finding in check_day(declared, year)]


def check_day(declared: DeclaredDay, year: int) -> list[Finding]:
    """What is wrong with one declared day: another year, no name, or nothing that the week does not say already."""
    found = []
    told = declared.day.isoformat()
    if declared.day.year != year:
        found.append(_finding("other_year", f"{told} 不在 {year} 年", f"{told} is not in {year}", "day"))
    if not 0 < len(declared.name.strip()) <= 40:
        found.append(
            _finding("name", f"请写明 {told} 的名称（40 字以内）", f"Name {told} in at most 40 characters", "name")
        )
    weekend = declared.day.weekday() >= _SATURDAY
    if declared.kind is DayKind.HOLIDAY and weekend:
        found.append(_finding("rest_already", f"{told} 本来就是周末", f"{told} is a weekend day anyway", "day"))
    if declared.kind is DayKind.MAKE_UP and not weekend:
        found.append(_finding("work_already", f"{told} 本来就是工作日", f"{told} is a working day anyway", "day"))
    return found


def _finding(code: str, zh: str, en: str, place: str) -> Finding:
    return Finding(code, Label(zh, en), place)


def _check(amount: int) -> None:
    if not 1 <= amount <= LONGEST:
        raise ValueError(f"a limit has 1 to {LONGEST} days or hours")


def _after(day: date, calendar: Calendar) -> Iterator[Step]:
    while True:
        day += _DAY
        yield calendar.step(day)


def _provisional(steps: list[Step], calendar: Calendar) -> bool:
    return any(calendar.years[year] for year in {step.day.year for step in steps})
