"""Waiting longer after each failure, never for ever."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.tasks.rules import ATTEMPTS, FIRST_WAIT, LONGEST_WAIT, given_up, wait_after


def test_the_waits_are_those_that_were_agreed() -> None:
    told = [wait_after(attempts) for attempts in range(1, 5)]
    assert told == [timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=8), timedelta(minutes=32)]


@given(st.integers(min_value=1, max_value=10**6))
def test_a_wait_grows_and_stays_within_its_bounds(attempts: int) -> None:
    assert FIRST_WAIT <= wait_after(attempts) <= wait_after(attempts + 1) <= LONGEST_WAIT


@given(st.integers(max_value=0))
def test_without_a_failure_there_is_no_wait(attempts: int) -> None:
    with pytest.raises(ValueError, match="follows a failure"):
        wait_after(attempts)


def test_the_fifth_failure_is_the_last() -> None:
    assert [given_up(attempts) for attempts in range(1, 7)] == [False] * 4 + [True] * 2
    assert ATTEMPTS == 5
