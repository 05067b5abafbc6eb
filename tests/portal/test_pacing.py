"""A miss tells nothing by the time it takes (safety T3)."""

import time
from contextlib import suppress

import pytest

from portal.pacing import LEAST_SECONDS, evenly


@pytest.mark.parametrize("least", [LEAST_SECONDS, 0.05])
def test_an_error_takes_as_long_as_an_answer(least: float) -> None:
    begun = time.monotonic()
    with suppress(LookupError), evenly(least):
        raise LookupError
    assert time.monotonic() - begun >= least
