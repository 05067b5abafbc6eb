"""One writer of the index at a time, and a bar that shows only when there is something to show."""

from pathlib import Path

import pytest

from portal.indexing import bar, index_lock
from portal.settings import Settings
from registry.core.errors import Busy


def test_a_second_writer_is_turned_away_and_served_afterwards(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with index_lock(settings, 0.05), pytest.raises(Busy), index_lock(settings, 0.05):
        pass
    with index_lock(settings, 0.05):
        assert (tmp_path / "index.lock").stat().st_mode & 0o777 == 0o600


def test_the_bar_tells_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with bar("building") as told:
        told(1, 3)
        told(3, 3)
    shown = capsys.readouterr().err
    assert "building" in shown
    assert "3/3" in shown


def test_without_work_there_is_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with bar("building"):
        pass
    assert capsys.readouterr().err == ""
