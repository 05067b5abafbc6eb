"""Fixtures for slices whose tests run on both engines: a SQLite file and a real PostgreSQL server."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.database import make_writer
from tests import postgresql

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(params=ENGINES)
def either_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A writing engine on an empty register of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "either.db"
        shutil.copyfile(request.getfixturevalue("empty_register"), path)
        address = f"sqlite:///{path}"
    else:
        server = request.getfixturevalue("postgresql_server")
        address = postgresql.fresh_database(server, f"either_{os.urandom(6).hex()}", "register_template")
    made = make_writer(address)
    yield made
    made.dispose()
    if request.param == "postgresql":
        postgresql.drop_database(address)


@pytest.fixture
def session(either_engine: Engine) -> Iterator[Session]:
    """A session in one open write transaction, on each engine in turn; a test that needs a commit commits."""
    with Session(either_engine, expire_on_commit=False) as made:
        yield made
