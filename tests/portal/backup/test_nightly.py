"""The worker's own nights: a backup where BACKUP_DIR says, a drill on Sundays, and nothing without it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from portal.jobs import RUNNERS, Jobs
from registry.operations.queries import backups, newest_drill
from tests.make.record import recorded, sample
from tests.portal.backup.conftest import House


def live(house: House, writer: Engine, hours: int) -> None:
    """Let the worker run for some hours."""
    jobs = Jobs(house.settings, writer, house.clock, house.keyring, RUNNERS)
    for _ in range(hours * 2):
        while jobs.turn():
            pass
        house.clock.advance(minutes=30)
    jobs.close()


def test_backups_come_nightly_and_a_drill_on_sunday(sqlite_house: House, tmp_path: Path) -> None:
    house = replace(sqlite_house, settings=replace(sqlite_house.settings, backup_dir=str(tmp_path / "backups")))
    with house.writing() as session:
        recorded(session, house.clock, [sample(), sample()])
    live(house, house.writer, 24 * 3)  # from Saturday morning on
    with house.reading() as session:
        runs = backups(session)
        assert len(runs) == 4
        assert all(Path(run.place).parent == tmp_path / "backups" for run in runs)
        assert newest_drill(session).drill_passed
        days = {(run.made_at + timedelta(hours=8)).date() for run in runs}
        assert len(days) == 4


def test_without_a_place_there_are_none(sqlite_house: House) -> None:
    live(sqlite_house, sqlite_house.writer, 30)
    with sqlite_house.reading() as session:
        assert backups(session) == []
