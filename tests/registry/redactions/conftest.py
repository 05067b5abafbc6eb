"""Values leave the record on both engines."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.database import make_writer
from registry.core.clock import FixedClock
from registry.working_days.actions import load_known
from tests import postgresql
from tests.make.cases import KEEPER


@pytest.fixture(params=["sqlite", "postgresql"])
def erasing_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A writing engine on an empty register of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "register.db"
        shutil.copyfile(request.getfixturevalue("empty_register"), path)
        address = f"sqlite:///{path}"
    else:
        server = request.getfixturevalue("postgresql_server")
        address = postgresql.fresh_database(server, f"redactions_{os.urandom(4).hex()}", "register_template")
    made = make_writer(address)
    yield made
    made.dispose()


@pytest.fixture
def session(erasing_engine: Engine, clock: FixedClock) -> Iterator[Session]:
    """A session in one open write transaction, with this year's calendar."""
    with Session(erasing_engine, expire_on_commit=False) as made:
        load_known(made, KEEPER, clock, 2026)
        yield made
