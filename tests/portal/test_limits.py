"""Limits: exact counts, exact waiting times, shared by processes, and a damaged file is no outage."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pysqlite3 import dbapi2 as sqlite

from portal.limits import Allowed, Limits, LimitsDown, RetryAfter, Rule, network_of
from registry.core.clock import FixedClock

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def limits(tmp_path: Path, clock: FixedClock) -> Limits:
    return Limits(tmp_path / "limits.sqlite", clock)


def test_the_hit_after_the_last_allowed_one_is_told_when_to_come_back(limits: Limits, clock: FixedClock) -> None:
    assert [limits.hit("n", 3, 60) for _ in range(3)] == [Allowed()] * 3
    assert limits.hit("n", 3, 60) == RetryAfter(20)
    clock.advance(seconds=19)
    assert limits.hit("n", 3, 60) == RetryAfter(1)
    clock.advance(seconds=1)
    assert limits.hit("n", 3, 60) == Allowed()
    assert limits.hit("n", 3, 60) == RetryAfter(20)


def test_buckets_do_not_touch_each_other(limits: Limits) -> None:
    limits.hit("a", 1, 60)
    assert isinstance(limits.hit("a", 1, 60), RetryAfter)
    assert limits.hit("b", 1, 60) == Allowed()


def test_a_refused_hit_uses_up_nothing_under_any_rule(limits: Limits, clock: FixedClock) -> None:
    both = [Rule("narrow", 1, 60), Rule("wide", 2, 60)]
    assert limits.hit_all(both) == Allowed()
    for _ in range(5):
        assert limits.hit_all(both) == RetryAfter(60)
    assert limits.hit("wide", 2, 60) == Allowed()


def test_a_clock_set_back_locks_nobody_out_for_longer_than_the_window(limits: Limits, clock: FixedClock) -> None:
    limits.hit("n", 1, 60)
    clock.advance(days=-3)
    assert limits.hit("n", 1, 60) == Allowed()
    assert limits.hit("n", 1, 60) == RetryAfter(60)


@settings(deadline=None)
@given(
    limit=st.integers(1, 12),
    window=st.integers(1, 3600),
    steps=st.lists(st.integers(0, 600), min_size=1, max_size=60),
)
def test_no_window_ever_sees_more_than_twice_the_limit(
    tmp_path_factory: pytest.TempPathFactory, limit: int, window: int, steps: list[int]
) -> None:
    clock = FixedClock(NOON)
    limits = Limits(tmp_path_factory.mktemp("limits") / "limits.sqlite", clock)
    allowed: list[datetime] = []
    for step in steps:
        clock.advance(seconds=step)
        answer = limits.hit("n", limit, window)
        if answer == Allowed():
            allowed.append(clock.now())
        else:
            assert isinstance(answer, RetryAfter)
            assert 1 <= answer.seconds <= window
    for start in allowed:
        end = start + timedelta(seconds=window)
        assert sum(start <= moment < end for moment in allowed) <= 2 * limit


def test_threads_and_processes_share_one_count(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "limits.sqlite"
    limits = Limits(path, clock)
    answers: list[object] = []
    threads = [threading.Thread(target=lambda: answers.append(limits.hit("n", 5, 3600))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(Allowed()) == 5
    script = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC;"
        "from portal.limits import Limits; from registry.core.clock import FixedClock;"
        "clock = FixedClock(datetime(2026, 11, 21, 4, 0, tzinfo=UTC));"
        "print(type(Limits(Path(sys.argv[1]), clock).hit('n', 5, 3600)).__name__)"
    )
    other = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == "RetryAfter"


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 400])
def test_a_damaged_file_is_made_anew(tmp_path: Path, clock: FixedClock, content: bytes) -> None:
    path = tmp_path / "limits.sqlite"
    path.write_bytes(content)
    limits = Limits(path, clock)
    assert limits.hit("n", 1, 60) == Allowed()
    assert limits.hit("n", 1, 60) == RetryAfter(60)


def test_a_file_that_vanishes_or_is_overwritten_while_in_use_is_made_anew(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "limits.sqlite"
    limits = Limits(path, clock)
    limits.hit("n", 1, 60)
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    assert limits.hit("n", 1, 60) == Allowed()
    path.write_bytes(b"\xff" * 20_000)
    Path(f"{path}-wal").unlink(missing_ok=True)
    assert isinstance(limits.hit("n", 1, 60), Allowed | RetryAfter)
    assert limits.hit("other", 1, 60) == Allowed()


def test_a_crowded_file_keeps_its_counts(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "limits.sqlite"
    limits = Limits(path, clock)
    limits.hit("n", 1, 60)
    holder = sqlite.connect(str(path), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(LimitsDown):
        limits.hit("n", 1, 60)
    holder.execute("ROLLBACK")
    holder.close()
    assert limits.hit("n", 1, 60) == RetryAfter(60)


def test_what_can_not_be_made_anew_is_said_so(tmp_path: Path, clock: FixedClock) -> None:
    blocked = tmp_path / "limits.sqlite"
    blocked.mkdir()
    with pytest.raises(LimitsDown):
        Limits(blocked, clock).hit("n", 1, 60)


def test_spent_buckets_leave_the_file(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "limits.sqlite"
    limits = Limits(path, clock)
    for number in range(511):
        limits.hit(f"old-{number}", 5, 60)
    clock.advance(hours=1)
    limits.hit("new", 5, 60)
    with sqlite.connect(str(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM bucket")]
    connection.close()
    assert names == ["new"]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", "unknown"),
        (None, "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_callers_count_by_network(address: str | None, network: str) -> None:
    assert network_of(address) == network
