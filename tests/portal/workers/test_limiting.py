"""How often a code may be tried."""

from pathlib import Path

import pytest

from portal.limits import Allowed, Limits, LimitsDown, RetryAfter
from portal.workers.limiting import NUMBER, NUMBER_FROM_NETWORK, QUARTER, count_code
from registry.core.clock import FixedClock


@pytest.fixture
def limits(tmp_path: Path, clock: FixedClock) -> Limits:
    return Limits(tmp_path / "limits.db", clock)


def test_a_number_from_one_network_is_tried_a_few_times(limits: Limits, clock: FixedClock) -> None:
    for _ in range(NUMBER_FROM_NETWORK[0]):
        assert isinstance(count_code(limits, "n", "net"), Allowed)
    refused = count_code(limits, "n", "net")
    assert isinstance(refused, RetryAfter)
    assert isinstance(count_code(limits, "n", "home"), Allowed)  # nobody is locked out from elsewhere
    clock.advance(seconds=refused.seconds)
    assert isinstance(count_code(limits, "n", "net"), Allowed)


def test_many_networks_end_at_the_count_of_the_number_and_not_for_long(limits: Limits, clock: FixedClock) -> None:
    answers = [count_code(limits, "n", f"net-{n}") for n in range(NUMBER[0] + 1)]
    assert all(isinstance(one, Allowed) for one in answers[:-1])
    assert isinstance(answers[-1], RetryAfter)
    assert answers[-1].seconds <= QUARTER
    assert isinstance(count_code(limits, "other", "net-x"), Allowed)


def test_without_a_count_nothing_is_tried(tmp_path: Path, clock: FixedClock) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(LimitsDown):
        count_code(Limits(tmp_path / "folder", clock), "n", "net")
