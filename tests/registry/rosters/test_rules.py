"""When a number must be typed back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.rosters.rules import leaving_needs_confirmation


@pytest.mark.parametrize(
    ("leaving", "total", "asked"),
    [
        (0, 0, False),
        (0, 1000, False),
        (10, 1000, False),
        (11, 1000, True),
        (5, 100, False),
        (6, 100, True),
        (1, 19, True),
        (1, 20, False),
        (1, 1, True),
    ],
)
def test_above_ten_persons_or_five_percent(leaving: int, total: int, asked: bool) -> None:
    assert leaving_needs_confirmation(leaving, total) is asked


@given(st.integers(0, 500), st.integers(0, 10_000))
def test_more_leaving_never_asks_less(leaving: int, total: int) -> None:
    if leaving_needs_confirmation(leaving, total):
        assert leaving_needs_confirmation(leaving + 1, total)
