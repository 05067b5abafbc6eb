"""Idle time, counted apart from the register."""

from datetime import timedelta
from pathlib import Path

from portal.seen import Seen
from registry.core.clock import FixedClock

HOUR = timedelta(hours=1)


def test_idle_time_counts_from_the_last_look(tmp_path: Path, clock: FixedClock) -> None:
    seen = Seen(tmp_path / "seen.db", clock)
    assert seen.touch("a", HOUR)
    for _ in range(3):
        clock.advance(minutes=59)
        assert seen.touch("a", HOUR)
    clock.advance(minutes=61)
    assert not seen.touch("a", HOUR)
    assert seen.touch("b", HOUR)


def test_a_file_that_went_missing_or_broke_locks_nobody_out(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "seen.db"
    seen = Seen(path, clock)
    assert seen.touch("a", HOUR)
    for name in tmp_path.iterdir():
        name.unlink()
    assert seen.touch("a", HOUR)
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"not a database" * 100)
    assert Seen(broken, clock).touch("a", HOUR)
