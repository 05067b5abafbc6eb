"""One training in every quarter: who has done it, who owes it, who is late."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.training.quarters import Quarter, duty_now
from registry.training.states import Duty

TODAY = date(2026, 11, 21)
LONG_AGO = date(2024, 3, 1)


@pytest.mark.parametrize(
    ("bound_from", "trained_on", "state", "due_on"),
    [
        (LONG_AGO, [date(2026, 10, 1)], Duty.DONE, date(2027, 3, 31)),
        (LONG_AGO, [date(2026, 9, 30)], Duty.DUE, date(2026, 12, 31)),
        (LONG_AGO, [date(2026, 6, 30)], Duty.OVERDUE, date(2026, 9, 30)),
        (LONG_AGO, [], Duty.OVERDUE, date(2026, 9, 30)),
        # A training that lies ahead has not been.
        (LONG_AGO, [date(2026, 12, 1)], Duty.OVERDUE, date(2026, 9, 30)),
        # Bound since the first day of the third quarter: that quarter is whole.
        (date(2026, 7, 1), [], Duty.OVERDUE, date(2026, 9, 30)),
        (date(2026, 7, 2), [], Duty.DUE, date(2026, 12, 31)),
        (date(2026, 10, 1), [], Duty.DUE, date(2026, 12, 31)),
        (date(2026, 10, 2), [], Duty.NOT_YET, date(2027, 3, 31)),
        (date(2026, 10, 2), [TODAY], Duty.DONE, date(2027, 3, 31)),
    ],
)
def test_how_a_person_stands(bound_from: date, trained_on: list[date], state: Duty, due_on: date) -> None:
    now = duty_now(bound_from, trained_on, TODAY)
    assert (now.state, now.due_on) == (state, due_on)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_quarters_follow_each_other_without_a_gap(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.begins_on <= day <= quarter.ends_on
    assert quarter.ends_on + timedelta(days=1) == quarter.next.begins_on
    assert quarter.next.before == quarter


days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@given(days, st.lists(days, max_size=6), days)
def test_training_never_makes_anybody_worse_off(bound_from: date, trained: list[date], today: date) -> None:
    order = [Duty.OVERDUE, Duty.DUE, Duty.NOT_YET, Duty.DONE]
    before = duty_now(bound_from, trained, today).state
    for extra in (today, today - timedelta(days=80)):
        assert order.index(duty_now(bound_from, [*trained, extra], today).state) >= order.index(before)
    assert duty_now(bound_from, [*trained, today], today).state is Duty.DONE
