"""Registers of both engines as they are installed: by migration, with keys of their own."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url
from sqlalchemy.orm import Session

from portal.backup.ledger import Kept, Ledger, read
from portal.backup.making import make
from portal.backup.manifest import Manifest
from portal.backup.restoring import Restored, restore
from portal.database import make_reader, make_writer, unit
from portal.schema import upgrade
from portal.settings import Settings
from portal.wiring import keyring as make_keyring
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from tests import postgresql


@dataclass(frozen=True)
class House:
    """An installation: its settings, its writing engine, its keys, the clock on its wall."""

    settings: Settings
    writer: Engine
    keyring: KeyRing
    clock: FixedClock

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A write unit."""
        with unit(self.writer, self.settings) as session:
            yield session

    @contextmanager
    def reading(self, settings: Settings | None = None) -> Iterator[Session]:
        """A snapshot of this register or of another one."""
        reader = make_reader((settings or self.settings).database)
        with Session(reader) as session:
            yield session
        reader.dispose()

    def back_up(self, folder: Path) -> Manifest:
        """A backup into a folder."""
        return make(self.settings, self.writer, self.clock, self.keyring, folder)

    def ledger(self) -> Kept:
        """The ledger, up to date."""
        with self.reading() as session:
            Ledger(self.settings.ledger_path).follow(session)
        return read(self.settings.ledger_path)

    def elsewhere(self, folder: Path) -> Settings:
        """Settings of an empty place on the same kind of engine."""
        folder.mkdir()
        url = ""
        if self.writer.dialect.name != "sqlite":
            url = postgresql.fresh_database(self.settings.database, f"place_{os.urandom(4).hex()}", "template0")
        return replace(self.settings, data_dir=folder, database_url=url)

    def restore(self, folder: Path, place: Settings, ledger: Kept | None = None) -> Restored:
        """Restore a backup into a place."""
        return restore(place, self.clock, self.keyring, folder, ledger, lambda zh, en: None)


@pytest.fixture(scope="session")
def migrated_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register file made by migration."""
    folder = tmp_path_factory.mktemp("migrated")
    settings = Settings(data_dir=folder)
    engine = make_writer(settings.database)
    upgrade(engine, settings)
    raw = engine.raw_connection()
    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    raw.close()
    engine.dispose()
    return folder / "register.db"


@pytest.fixture
def sqlite_house(tmp_path: Path, migrated_register: Path, clock: FixedClock) -> Iterator[House]:
    """An installation on SQLite."""
    settings = Settings(data_dir=tmp_path / "house", search_url="memory:")
    settings.data_dir.mkdir()
    shutil.copyfile(migrated_register, settings.data_dir / "register.db")
    writer = make_writer(settings.database)
    yield House(settings, writer, make_keyring(settings), clock)
    writer.dispose()


@pytest.fixture
def postgresql_house(
    tmp_path: Path, postgresql_server: str, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    """An installation on PostgreSQL, with the client programs of the server's own version."""
    programs = Path(find_spec("pgserver").origin).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    url = postgresql.fresh_database(postgresql_server, f"house_{os.urandom(4).hex()}", "template0")
    settings = Settings(data_dir=tmp_path / "house", search_url="memory:", database_url=url)
    settings.data_dir.mkdir()
    writer = make_writer(settings.database)
    upgrade(writer, settings)
    yield House(settings, writer, make_keyring(settings), clock)
    writer.dispose()
    assert make_url(url).database


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest) -> House:
    """An installation on each engine in turn."""
    found: House = request.getfixturevalue(f"{request.param}_house")
    return found
