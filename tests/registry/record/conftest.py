"""The record's tests run on both engines: a SQLite file and a real PostgreSQL server."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.database import make_writer
from tests import postgresql

_numbers = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def record_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A writing engine on an empty register of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "register.db"
        shutil.copyfile(request.getfixturevalue("empty_register"), path)
        address = f"sqlite:///{path}"
    else:
        address = postgresql.fresh_database(
            request.getfixturevalue("postgresql_server"), f"register_{next(_numbers)}", "register_template"
        )
    made = make_writer(address)
    yield made
    made.dispose()


@pytest.fixture
def session(record_engine: Engine) -> Iterator[Session]:
    """A session in one open write transaction, on each engine in turn."""
    with Session(record_engine, expire_on_commit=False) as made:
        yield made
