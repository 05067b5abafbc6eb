"""Posts are given on both engines."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from registry.core.clock import FixedClock
from registry.working_days.actions import load_known
from tests.engines import either_engine
from tests.make.cases import KEEPER

__all__ = ["either_engine"]


@pytest.fixture
def session(either_engine: Engine, clock: FixedClock) -> Iterator[Session]:
    """A session in one open write transaction, with this year's calendar."""
    with Session(either_engine, expire_on_commit=False) as made:
        load_known(made, KEEPER, clock, 2026)
        yield made
