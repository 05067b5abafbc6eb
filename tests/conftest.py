"""Fixtures that every test may ask for: a register of its own, a clock moved by hand, keys, an actor."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

import registry.models
from portal import create_app
from portal.database import db, make_writer
from portal.schema import install_walls
from portal.settings import Settings
from portal.wiring import keyring as make_keyring
from registry.core.actor import Actor
from registry.core.base import Base
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from tests import postgresql
from tests.desk import Desk
from tests.office import Office, furnished
from tests.pages import PageClient

# 2026-11-21 09:41 in Shanghai: the moment the sketches show.
NOW = datetime(2026, 11, 21, 1, 41, tzinfo=UTC)


def build_schema(engine: Engine) -> None:
    """All tables and walls on an empty database, straight from the models."""
    assert registry.models.MODULES
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        install_walls(connection)


@pytest.fixture(scope="session")
def empty_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register file with its schema and nothing in it, made once and copied per test."""
    path = tmp_path_factory.mktemp("template") / "register.db"
    engine = make_writer(f"sqlite:///{path}")
    build_schema(engine)
    with engine.connect() as connection:
        connection.rollback()
    raw = engine.raw_connection()
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a running server."""
    server, address = postgresql.start()
    template = postgresql.fresh_database(address, "register_template")
    engine = make_writer(template)
    build_schema(engine)
    engine.dispose()
    yield address
    server.cleanup()


@pytest.fixture
def register(tmp_path: Path, empty_register: Path) -> Path:
    """The path of this test's own empty register file."""
    path = tmp_path / "register.db"
    shutil.copyfile(empty_register, path)
    return path


@pytest.fixture
def engine(register: Path) -> Iterator[Engine]:
    """A writing engine on this test's register."""
    made = make_writer(f"sqlite:///{register}")
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session in one open write transaction; a test that needs a commit commits."""
    with Session(engine, expire_on_commit=False) as made:
        yield made


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at NOW until it is moved."""
    return FixedClock(NOW)


@pytest.fixture
def actor() -> Actor:
    """An association clerk."""
    return Actor("clerk-1", "association", "测试经办")


@pytest.fixture
def settings(register: Path) -> Settings:
    """Settings whose data directory holds this test's register."""
    return Settings(data_dir=register.parent, demo=True, search_url="memory:")


@contextmanager
def application(settings: Settings, clock: FixedClock) -> Iterator[Flask]:
    """The application, and afterwards nothing of it left open."""
    made = create_app(settings, clock=clock)
    made.testing = False
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
    made.extensions["register_writer"].dispose()


@pytest.fixture
def app(settings: Settings, clock: FixedClock) -> Iterator[Flask]:
    """The application on this test's register, with the memory index and the test's clock."""
    with application(settings, clock) as made:
        yield made


@pytest.fixture
def keyring(settings: Settings) -> KeyRing:
    """The keys of this test's register."""
    return make_keyring(settings)


@pytest.fixture
def pages(app: Flask) -> PageClient:
    """A client that checks every page it fetches."""
    return PageClient(app)


@pytest.fixture
def desk(app: Flask, clock: FixedClock) -> Desk:
    """People who sign in at the desks, one per role and on demand."""
    return Desk(app, clock)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, empty_register: Path) -> Iterator[Office]:
    """One of everything, once for a module: whatever a request leaves behind, the next must bear."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copyfile(empty_register, folder / "register.db")
    with application(Settings(data_dir=folder, demo=True, search_url="memory:"), FixedClock(NOW)) as made:
        yield furnished(made)
