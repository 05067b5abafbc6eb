"""Every engine there is, each empty and each in a directory of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search.engines import open_engine
from search.protocol import Cursor, Engine

ENGINES = ("memory", "whoosh", "tantivy")
DISK = ("whoosh", "tantivy")
START = Cursor("log", 0, "")


def begin(engine: Engine) -> Engine:
    """An engine with an empty index."""
    engine.rebuild().finish(START)
    return engine


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Each engine in turn, with an empty index."""
    made = begin(open_engine(f"{request.param}:{tmp_path / 'index'}"))
    yield made
    made.close()


@pytest.fixture(params=DISK)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of each engine that keeps files."""
    return f"{request.param}:{tmp_path / 'index'}"


@pytest.fixture
def opened() -> Iterator[Callable[[str], Engine]]:
    """Opens engines and closes them when the test is over."""
    made: list[Engine] = []

    def open_one(address: str) -> Engine:
        made.append(open_engine(address))
        return made[-1]

    yield open_one
    for each in made:
        each.close()
