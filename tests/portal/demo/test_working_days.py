"""The demonstration shows a confirmed year, a provisional one, and a limit that reaches into it."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from portal.demo.working_days import open_calendar
from registry.core.clock import FixedClock
from registry.working_days.queries import calendar_of
from registry.working_days.rules import add_working_days


def test_both_kinds_of_years_are_there_once(session: Session, clock: FixedClock) -> None:
    for _ in range(2):
        open_calendar(session, clock)
    calendar = calendar_of(session)
    assert calendar.years == {2024: False, 2025: False, 2026: False, 2027: True}
    due = add_working_days(clock.now(), 45, calendar)
    assert due.provisional
    assert "元旦" in {step.name for step in due.steps}


def test_a_year_that_begins_on_a_weekend_declares_nothing(session: Session, clock: FixedClock) -> None:
    clock.set(datetime(2027, 6, 1, tzinfo=UTC))  # 2028 begins on a Saturday
    open_calendar(session, clock)
    assert [day for day in calendar_of(session).days if day.year == 2028] == []
