"""Limits against an independent count, and the seams: nights, weekends, make-up days, years nobody has loaded."""

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.clock import SHANGHAI, shanghai_date
from registry.working_days.known import days_known, known_years
from registry.working_days.rules import (
    LONGEST,
    Calendar,
    DeclaredDay,
    Due,
    YearNotLoaded,
    add_days,
    add_hours,
    add_working_days,
    check_day,
)
from registry.working_days.states import WORKING_STEPS, DayKind, StepKind

DAYS = {day: declared for year in known_years() for day, declared in days_known(year).items()}
CALENDAR = Calendar(DAYS, dict.fromkeys(known_years(), False))
OPEN_2027 = Calendar(DAYS, {**CALENDAR.years, 2027: True})

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
moments = st.integers(0, 880 * 86_400).map(lambda seconds: FIRST + timedelta(seconds=seconds))


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_every_day_of_the_loaded_years_agrees_with_the_package() -> None:
    assert known_years() == [2024, 2025, 2026]
    day = date(2024, 1, 1)
    while day.year <= 2026:
        assert CALENDAR.is_working(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


@given(moments, st.integers(1, 60))
def test_working_days_are_those_an_independent_count_finds(start: datetime, days: int) -> None:
    due = add_working_days(start, days, CALENDAR)
    between = [
        shanghai_date(start) + timedelta(days=n) for n in range(1, (due.last_day - shanghai_date(start)).days + 1)
    ]
    assert sum(chinese_calendar.is_workday(day) for day in between) == days
    assert chinese_calendar.is_workday(due.last_day)
    assert not due.provisional


@given(moments, st.integers(1, 60))
def test_a_limit_ends_at_midnight_of_shanghai_and_says_how_it_was_counted(start: datetime, days: int) -> None:
    due = add_working_days(start, days, CALENDAR)
    end = due.at.astimezone(SHANGHAI)
    assert (end.hour, end.minute, end.second, end.microsecond) == (0, 0, 0, 0)
    assert due.steps[0].kind is StepKind.START
    assert [step.number for step in due.steps if step.kind in WORKING_STEPS] == list(range(1, days + 1))
    assert [step.day for step in due.steps] == [due.steps[0].day + timedelta(days=n) for n in range(len(due.steps))]
    assert Due.read(due.plain()) == due


@given(moments, moments, st.integers(1, 40))
def test_who_begins_later_is_never_due_earlier(one: datetime, other: datetime, days: int) -> None:
    first, second = sorted((one, other))
    assert add_working_days(first, days, CALENDAR).at <= add_working_days(second, days, CALENDAR).at
    assert add_days(first, days, CALENDAR).at <= add_days(second, days, CALENDAR).at
    assert add_working_days(first, days, CALENDAR).at < add_working_days(first, days + 1, CALENDAR).at


@given(moments, st.integers(1, 60))
def test_days_roll_on_to_a_working_day_and_no_further(start: datetime, days: int) -> None:
    strict = add_days(start, days, CALENDAR, rolls=False)
    due = add_days(start, days, CALENDAR)
    assert strict.last_day == shanghai_date(start) + timedelta(days=days)
    assert chinese_calendar.is_workday(due.last_day)
    passed = [strict.last_day + timedelta(days=n) for n in range((due.last_day - strict.last_day).days)]
    assert not any(chinese_calendar.is_workday(day) for day in passed)
    assert Due.read(due.plain()) == due


# What the notice of 2026 makes of it, checked by hand.
BY_HAND = [
    ("2026-11-20 17:00", 1, "2026-11-23"),  # Friday afternoon: Monday
    ("2026-11-21 09:41", 1, "2026-11-23"),  # Saturday: Monday too
    ("2026-11-21 00:00", 7, "2026-12-01"),
    ("2026-11-20 23:59", 7, "2026-12-01"),
    ("2026-02-13 10:00", 1, "2026-02-14"),  # a Saturday that is worked
    ("2026-02-14 10:00", 1, "2026-02-24"),  # then nine days of Spring Festival
    ("2026-09-30 10:00", 1, "2026-10-08"),  # National Day
    ("2026-09-30 10:00", 3, "2026-10-10"),  # a worked Saturday counts
]


@pytest.mark.parametrize(("start", "days", "last"), BY_HAND)
def test_known_cases(start: str, days: int, last: str) -> None:
    assert add_working_days(shanghai(start), days, CALENDAR).last_day == date.fromisoformat(last)


def test_the_day_is_that_of_shanghai() -> None:
    # 23:30 UTC on Sunday is Monday morning in Shanghai: Monday itself does not count.
    assert add_working_days(datetime(2026, 11, 22, 23, 30, tzinfo=UTC), 1, CALENDAR).last_day == date(2026, 11, 24)


def test_the_count_is_told_day_by_day() -> None:
    due = add_working_days(shanghai("2026-09-30 10:00"), 3, CALENDAR)
    told = [(step.day.day, step.kind.value, step.name, step.number) for step in due.steps]
    assert told == [
        (30, "start", "", None),
        *[(day, "holiday", "国庆节", None) for day in (1, 2)],
        *[(day, "weekend", "", None) for day in (3, 4)],
        *[(day, "holiday", "国庆节", None) for day in (5, 6, 7)],
        (8, "working", "", 1),
        (9, "working", "", 2),
        (10, "make_up", "国庆节", 3),
    ]
    assert (due.limit.zh, due.limit.en) == ("3 个工作日", "3 working days")


def test_hours_run_on_through_the_night_and_every_holiday() -> None:
    start = shanghai("2026-09-30 22:15")
    due = add_hours(start, 24)
    assert due.at - start == timedelta(hours=24)
    assert not due.provisional
    assert Due.read(due.plain()) == due


@pytest.mark.parametrize("count", [add_working_days, add_days])
def test_a_year_that_nobody_loaded_is_refused_by_name(count: object) -> None:
    with pytest.raises(YearNotLoaded) as refused:
        count(shanghai("2026-12-30 10:00"), 5, CALENDAR)
    assert refused.value.year == 2027
    (finding,) = refused.value.findings
    assert "2027" in finding.message.zh
    assert "2027" in finding.cure.en


def test_what_needs_no_calendar_asks_for_none() -> None:
    nothing = Calendar({}, {})
    start = shanghai("2026-12-30 10:00")
    assert add_days(start, 15, nothing, rolls=False).last_day == date(2027, 1, 14)
    assert add_hours(start, 48).at == start + timedelta(hours=48)


def test_a_limit_is_provisional_only_when_it_reaches_an_unconfirmed_year() -> None:
    start = shanghai("2026-12-28 10:00")
    assert [add_working_days(start, days, OPEN_2027).provisional for days in (1, 3, 4, 5)] == [False, False, True, True]
    assert add_days(start, 3, OPEN_2027).provisional is False
    assert add_days(start, 4, OPEN_2027).provisional is True


@pytest.mark.parametrize("amount", [0, -1, LONGEST + 1])
def test_no_limit_is_empty_or_endless(amount: int) -> None:
    start = shanghai("2026-03-02 10:00")
    with pytest.raises(ValueError, match="a limit has"):
        add_working_days(start, amount, CALENDAR)
    with pytest.raises(ValueError, match="a limit has"):
        add_days(start, amount, CALENDAR)
    with pytest.raises(ValueError, match="a limit has"):
        add_hours(start, amount)


@pytest.mark.parametrize(
    ("day", "kind", "name", "codes"),
    [
        (date(2027, 1, 1), DayKind.HOLIDAY, "元旦", set()),
        (date(2027, 1, 2), DayKind.HOLIDAY, "元旦", {"rest_already"}),  # a Saturday
        (date(2027, 1, 3), DayKind.MAKE_UP, "元旦", set()),
        (date(2027, 1, 4), DayKind.MAKE_UP, "元旦", {"work_already"}),
        (date(2026, 1, 1), DayKind.HOLIDAY, "元旦", {"other_year"}),
        (date(2027, 1, 1), DayKind.HOLIDAY, " ", {"name"}),
        (date(2027, 1, 1), DayKind.HOLIDAY, "日" * 41, {"name"}),
    ],
)
def test_only_days_that_differ_from_the_week_are_declared(day: date, kind: DayKind, name: str, codes: set[str]) -> None:
    assert {finding.code for finding in check_day(DeclaredDay(day, kind, name), 2027)} == codes
