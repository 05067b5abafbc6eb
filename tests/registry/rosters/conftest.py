"""Fixtures of the import engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.rosters.staging import Staging


@pytest.fixture
def staging(tmp_path: Path) -> Iterator[Staging]:
    """An open staging file in a folder of its own."""
    with Staging(tmp_path / "staging") as made:
        yield made
