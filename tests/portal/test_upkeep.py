"""What is judged of the register's keeping: each fault is called one, with a cure, and soundness is not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from portal.examination import Level, Remark
from portal.settings import Settings
from portal.upkeep import (
    BackupState,
    examine_upkeep,
    judge_backup,
    judge_calendar,
    judge_mail,
    judge_queue,
    judge_verification,
)
from registry.core.actor import SYSTEM
from registry.core.clock import FixedClock
from registry.core.labels import Label
from registry.operations.actions import note_backup, note_drill, note_verification
from registry.tasks import queue
from registry.tasks.actions import enqueue
from registry.tasks.queries import QueueState
from registry.tasks.states import JobState
from registry.working_days.actions import load_by_hand, load_known

NOW = datetime(2026, 11, 21, 1, 41, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def faults(remarks: list[Remark]) -> list[str]:
    for remark in remarks:
        assert (remark.level is Level.WRONG) == (remark.cure is not None), "a fault says what to do, nothing else does"
    return [remark.what.en for remark in remarks if remark.level is Level.WRONG]


BACKUPS = [
    (BackupState(), False, []),
    (BackupState(), True, ["there is no backup"]),
    (BackupState(NOW - HOUR, NOW - HOUR, True), True, []),
    (BackupState(NOW - 36 * HOUR, NOW - HOUR, True), True, []),
    (BackupState(NOW - 37 * HOUR, NOW - HOUR, True), False, ["the last backup is 37 hours old"]),
    (BackupState(NOW - HOUR), True, ["no backup was ever restored for trial"]),
    (BackupState(NOW - HOUR, NOW - HOUR, False), False, ["the last drill failed"]),
    (BackupState(NOW - HOUR, NOW - 93 * DAY, True), False, ["the last drill is more than a quarter ago"]),
]


@pytest.mark.parametrize(("state", "production", "told"), BACKUPS)
def test_backups(state: BackupState, production: bool, told: list[str]) -> None:
    assert faults(judge_backup(state, NOW, 36, production=production)) == told


@pytest.mark.parametrize(
    ("made_at", "failed_at", "told"),
    [
        (None, None, []),
        (NOW - HOUR, None, []),
        (NOW - 49 * HOUR, None, ["record and trace were not verified for two days"]),
        (NOW - HOUR, 7, ["verification fails at 7: gone"]),
        (NOW - 99 * HOUR, 7, ["verification fails at 7: gone"]),
    ],
)
def test_verification(made_at: datetime | None, failed_at: int | None, told: list[str]) -> None:
    assert faults([judge_verification(made_at, failed_at, Label("没了", "gone") if failed_at else None, NOW)]) == told


@pytest.mark.parametrize(
    ("state", "count"),
    [
        (QueueState({}, None), 0),
        (QueueState({JobState.QUEUED: 3, JobState.DONE: 9}, NOW - timedelta(minutes=9)), 0),
        (QueueState({JobState.QUEUED: 3}, NOW - timedelta(minutes=11)), 1),
        (QueueState({JobState.DEAD: 1}, None), 1),
        (QueueState({JobState.DOUBTFUL: 2, JobState.QUEUED: 1}, NOW - HOUR), 2),
    ],
)
def test_the_queue(state: QueueState, count: int) -> None:
    assert len(faults(judge_queue(state, NOW))) == count


@pytest.mark.parametrize(
    ("loaded", "today", "told"),
    [
        ({2026, 2027}, date(2026, 12, 31), []),
        ({2026}, date(2026, 6, 1), []),
        ({2026}, date(2026, 11, 21), []),  # told, not yet wrong
        ({2026}, date(2026, 12, 2), ["2027"]),
        ({2025}, date(2026, 6, 1), ["2026"]),
        (set(), date(2026, 12, 2), ["2026", "2027"]),
    ],
)
def test_the_calendar(loaded: set[int], today: date, told: list[str]) -> None:
    found = faults(judge_calendar(frozenset(loaded), frozenset(), today))
    assert len(found) == len(told)
    assert all(year in words for year, words in zip(told, found, strict=True))


def test_the_year_ahead_is_told_before_it_is_wrong() -> None:
    told = judge_calendar(frozenset({2026}), frozenset({2026}), date(2026, 11, 21))
    assert [remark.level for remark in told] == [Level.NOTE, Level.NOTE]


def test_mail(settings: Settings) -> None:
    assert faults([judge_mail(settings)]) == []
    assert faults([judge_mail(replace(settings, production=True))]) != []
    assert faults([judge_mail(replace(settings, production=True, smtp_url="smtp://x"))]) == []


def dead(session: Session, clock: FixedClock) -> None:
    enqueue(session, SYSTEM, clock, kind="x", payload={})
    leased = queue.lease(session, clock, "w", kinds={"x"})
    queue.failed(session, clock, leased, "w", error="x", final=True)


def drilled(session: Session, clock: FixedClock) -> None:
    ref = note_backup(session, SYSTEM, clock, place="p", position=1, size_bytes=1, made_at=clock.now())
    note_drill(session, SYSTEM, clock, ref, passed=False, told="damaged")


MEASURED = {
    "a dead job": (dead, "1 given up"),
    "a failed drill": (drilled, "the last drill failed"),
    "damage": (
        lambda s, c: note_verification(s, SYSTEM, c, entries=1, rows=1, failed_at=2, what=Label("没了", "gone")),
        "verification fails at 2",
    ),
}


@pytest.mark.parametrize("name", MEASURED)
def test_what_lies_in_the_register_is_measured(
    session: Session, settings: Settings, clock: FixedClock, name: str
) -> None:
    load_known(session, SYSTEM, clock, 2026)
    load_by_hand(session, SYSTEM, clock, 2027, [], why="先行")
    make: Callable[[Session, FixedClock], object]
    make, told = MEASURED[name]
    assert faults(list(examine_upkeep(session, settings, clock.now()))) == []
    make(session, clock)
    session.flush()
    (found,) = faults(list(examine_upkeep(session, settings, clock.now())))
    assert told in found


def test_a_ledger_of_another_register_or_none_at_all_is_named(
    session: Session, settings: Settings, clock: FixedClock
) -> None:
    load_known(session, SYSTEM, clock, 2026)
    settings.ledger_path.write_bytes(b'{"what":"ledger","log":"another"}\n')
    assert "another register" in faults(list(examine_upkeep(session, settings, clock.now())))[0]
    settings.ledger_path.write_bytes(b"nothing\n")
    assert "cannot be read" in faults(list(examine_upkeep(session, settings, clock.now())))[0]
    settings.ledger_path.unlink()
    (settings.data_dir / "restore-unfinished").touch()
    assert "restore" in faults(list(examine_upkeep(session, settings, clock.now())))[0]
