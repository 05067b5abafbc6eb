"""What tests of rosters in the browser start from."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine

from portal.jobs import Jobs
from registry.core.clock import FixedClock
from tests.desk import Desk
from tests.make.desk_people import Staff
from tests.make.desk_rosters import code_of, roster_jobs


@pytest.fixture
def jobs(app: Flask, engine: Engine, clock: FixedClock) -> Iterator[Jobs]:
    """A worker for rosters."""
    made = roster_jobs(app, engine, clock)
    yield made
    made.close()


@pytest.fixture
def staff(app: Flask, desk: Desk, clock: FixedClock) -> Staff:
    """People of this company and of others."""
    return Staff(app, desk, clock)


@pytest.fixture
def code(app: Flask, desk: Desk) -> str:
    """The credit code of the desk's company."""
    return code_of(app, desk.company)
