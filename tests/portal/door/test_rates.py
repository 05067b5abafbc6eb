"""The table of limits at the door."""

from pathlib import Path

from portal.door.rates import NUMBER_A_DAY, NUMBER_FROM_NETWORK, NUMBER_FROM_NETWORK_A_DAY, count
from portal.limits import Allowed, Limits, RetryAfter
from registry.core.clock import FixedClock


def tries(limits: Limits, clock: FixedClock, number: str, network: str, *, pause: int, most: int) -> int:
    """How many of `most` questions, `pause` seconds apart, are answered before the first refusal."""
    for done in range(most):
        if count(limits, [number], network) != Allowed():
            return done
        clock.advance(seconds=pause)
    return most


def test_a_burst_and_a_day(tmp_path: Path, clock: FixedClock) -> None:
    limits = Limits(tmp_path / "limits.db", clock)
    assert tries(limits, clock, "n", "net", pause=0, most=100) == NUMBER_FROM_NETWORK[0]
    clock.advance(days=2)
    patient = tries(limits, clock, "n", "net", pause=90, most=100)
    assert NUMBER_FROM_NETWORK_A_DAY[0] <= patient <= NUMBER_FROM_NETWORK_A_DAY[0] + 2


def test_a_number_has_a_ceiling_over_all_networks(tmp_path: Path, clock: FixedClock) -> None:
    limits = Limits(tmp_path / "limits.db", clock)
    asked = sum(count(limits, ["n"], f"net-{n}") == Allowed() for n in range(200))
    assert asked == NUMBER_A_DAY[0]


def test_several_subjects_stop_at_the_first_refusal(tmp_path: Path, clock: FixedClock) -> None:
    limits = Limits(tmp_path / "limits.db", clock)
    assert count(limits, ["a", "b", "c"], "net") == Allowed()
    for _ in range(NUMBER_FROM_NETWORK[0]):
        count(limits, ["a"], "net")
    assert isinstance(count(limits, ["a", "d"], "net"), RetryAfter)
    assert tries(limits, clock, "d", "net", pause=0, most=100) == NUMBER_FROM_NETWORK[0]
