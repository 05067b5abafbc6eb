"""Comparing two things on a noisy machine: alternating pairs, and the median of their ratios."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from bench.load import Wave


@dataclass(frozen=True, slots=True)
class Compared:
    """Ours against the peer: medians of rates and latencies, the median of the pairwise ratios of requests a second
    with its extremes, and that of processor time per request (the peer's over ours)."""

    ours: Wave
    peer: Wave
    ratio: float
    lowest: float
    highest: float
    by_cpu: float


def compare(ours: Callable[[], Wave], peer: Callable[[], Wave], pairs: int) -> Compared:
    """Run both in turn so many times; which goes first alternates too."""
    mine: list[Wave] = []
    theirs: list[Wave] = []
    for turn in range(pairs):
        for which in ((ours, mine), (peer, theirs)) if turn % 2 == 0 else ((peer, theirs), (ours, mine)):
            run, kept = which
            kept.append(run())
    ratios = [one.rate / other.rate for one, other in zip(mine, theirs, strict=True)]
    by_cpu = median(other.cpu / one.cpu for one, other in zip(mine, theirs, strict=True) if one.cpu)
    return Compared(middle(mine), middle(theirs), median(ratios), min(ratios), max(ratios), by_cpu)


def middle(waves: Sequence[Wave]) -> Wave:
    """Medians of rates, latencies and sizes; statuses summed."""
    statuses: dict[str, int] = {}
    for wave in waves:
        for status, count in wave.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    return Wave(
        median(wave.rate for wave in waves),
        median(wave.p50 for wave in waves),
        median(wave.p99 for wave in waves),
        int(median(wave.size for wave in waves)),
        statuses,
        median(wave.cpu for wave in waves),
    )
