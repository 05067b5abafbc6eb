"""A drill restores for trial, says what it found, and leaves nothing behind."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from portal.backup.drilling import drill
from portal.backup.manifest import BackupRefused
from registry.operations.queries import newest_drill
from tests.make.record import recorded, sample
from tests.portal.backup.conftest import House


def try_out(house: House) -> bool:
    return drill(house.settings, house.writer, house.clock, house.keyring)


def test_without_a_backup_there_is_nothing_to_try(house: House) -> None:
    with pytest.raises(BackupRefused, match="no backup"):
        try_out(house)


def test_a_whole_backup_passes_and_a_damaged_one_does_not(house: House, tmp_path: Path) -> None:
    with house.writing() as session:
        recorded(session, house.clock, [sample(), sample()])
    house.back_up(tmp_path / "backup")
    before = {path.name for path in house.settings.data_dir.iterdir()}
    assert try_out(house)
    with house.reading() as session:
        run = newest_drill(session)
        assert (run.drill_passed, run.drill_told) == (True, "2 entries, 2 rows")
    (broken,) = (path for path in (tmp_path / "backup").iterdir() if path.name.startswith("register"))
    broken.write_bytes(broken.read_bytes()[:-1])
    assert not try_out(house)
    with house.reading() as session:
        run = newest_drill(session)
        assert run.drill_passed is False
        assert "damaged" in run.drill_told
    left = {path.name for path in house.settings.data_dir.iterdir()} - before
    assert {name for name in left if not name.startswith("register.")} == set()
    if house.writer.dialect.name != "sqlite":
        admin = create_engine(house.settings.database)
        with admin.connect() as connection:
            names = connection.exec_driver_sql("SELECT datname FROM pg_database").scalars().all()
        admin.dispose()
        assert [name for name in names if name.startswith("drill_")] == []
