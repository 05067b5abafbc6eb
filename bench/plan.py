"""How long to measure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """Pairs per measure, seconds per half of a pair, seconds of warming up, and the sizes of registers:
    listed subjects for the public pages, people for the desk."""

    pairs: int
    seconds: float
    warm: float
    sizes: tuple[int, ...]
    rounds: int
    rows: int
    desks: tuple[int, ...]


FULL = Effort(
    pairs=5,
    seconds=4.0,
    warm=2.0,
    sizes=(2_000, 20_000, 200_000),
    rounds=20,
    rows=20_000,
    desks=(5_000, 100_000),
)
QUICK = Effort(pairs=5, seconds=1.0, warm=0.5, sizes=(500, 2_000), rounds=5, rows=2_000, desks=(500, 1_000))
