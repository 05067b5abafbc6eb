"""The index key is changed on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from registry.core.clock import FixedClock
from tests.engines import either_engine
from tests.make.index_keys import Recording, Town, town

__all__ = ["either_engine"]


@pytest.fixture
def session(either_engine: Engine) -> Iterator[Session]:
    """A session in one open write transaction, on each engine in turn."""
    with Session(either_engine, expire_on_commit=False) as made:
        yield made


@pytest.fixture
def old() -> Recording:
    """The ring in use until now."""
    return Recording.generate()


@pytest.fixture
def lived_in(session: Session, clock: FixedClock, old: Recording, tmp_path: Path) -> Town:
    """A register with every kind of index in it."""
    return town(session, clock, old, tmp_path)
