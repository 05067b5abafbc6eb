"""The staging file: private, gone from its folder, unreadable, and true to what was put in."""

from pathlib import Path

import pytest

from registry.rosters.faults import RowFinding, fault
from registry.rosters.staging import Staged, Staging

SECRET = b"990102198306158278"


def line(row: int, *, good: bool = True) -> Staged:
    return Staged(row, f"p{row}", "", "c", good, SECRET)


def test_nothing_lies_in_the_folder_while_it_is_open(tmp_path: Path) -> None:
    with Staging(tmp_path / "staging") as staging:
        staging.add_lines([line(number) for number in range(3000)])
        assert list((tmp_path / "staging").iterdir()) == []
        assert (tmp_path / "staging").stat().st_mode & 0o077 == 0


def test_rows_lie_encrypted(staging: Staging) -> None:
    staging.add_lines([line(1)])
    ((sealed,),) = staging.ask("SELECT packed FROM line")
    assert SECRET not in sealed


def test_rows_come_back_in_order_in_lists(staging: Staging) -> None:
    staging.add_lines([line(number) for number in (5, 2, 9)])
    assert [[one.row for one in batch] for batch in staging.lines(2)] == [[2, 5], [9]]
    assert next(staging.lines(2))[0] == line(2)


def test_an_error_spoils_its_row_and_a_warning_does_not(staging: Staging) -> None:
    staging.add_lines([line(1), line(2)])
    warning = fault("w", "提醒", "warning", level="warning")
    staging.add_findings(
        [RowFinding(1, "甲", 0, fault("e", "错", "error", ("改", "mend"))), RowFinding(2, None, None, warning)]
    )
    assert [one.good for batch in staging.lines(9) for one in batch] == [False, True]
    found = list(staging.findings())
    assert found[0].finding.cure is not None
    assert [(one.row, one.column, one.place, one.is_error) for one in found] == [
        (1, "甲", 0, True),
        (2, None, None, False),
    ]


def test_a_closed_staging_is_closed(tmp_path: Path) -> None:
    with Staging(tmp_path / "staging") as staging:
        pass
    with pytest.raises(Exception, match="closed"):
        staging.add_lines([line(1)])
