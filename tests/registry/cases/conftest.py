"""The tests of cases run on both engines."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.database import make_writer
from tests import postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def case_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A writing engine on an empty register of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "register.db"
        shutil.copyfile(request.getfixturevalue("empty_register"), path)
        address = f"sqlite:///{path}"
    else:
        server = request.getfixturevalue("postgresql_server")
        address = postgresql.fresh_database(server, f"cases_{os.urandom(4).hex()}", "register_template")
    made = make_writer(address)
    yield made
    made.dispose()


@pytest.fixture
def session(case_engine: Engine) -> Iterator[Session]:
    """A session in one open write transaction, on each engine in turn."""
    with Session(case_engine, expire_on_commit=False) as made:
        yield made
