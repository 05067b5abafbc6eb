"""Opening files: what was written is read, rows have the spreadsheet's numbers, and the child is confined."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.core.errors import RuleBroken
from registry.rosters.cells import Formula
from registry.rosters.limits import LIMITS, Limits
from registry.rosters.sheets import open_roster
from tests.make.rosters import write_xlsx

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), min_size=1, max_size=20)
CELL = st.one_of(
    TEXT, st.integers(-(10**9), 10**9), st.booleans(), st.dates(date(1901, 1, 1), date(2099, 12, 31)), st.just("")
)


def rows_of(path: Path, limits: Limits = LIMITS) -> list[tuple[str, int, list[Any]]]:
    with open_roster(path, limits) as roster:
        return [(sheet.name, row.number, row.cells) for sheet in roster.sheets for row in sheet.rows]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=5))
def test_a_workbook_reads_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, rows: list[list[Any]]) -> None:
    path = write_xlsx(tmp_path_factory.mktemp("book") / "a.xlsx", rows)
    found = {(number, place): cell for _, number, cells in rows_of(path) for place, cell in enumerate(cells)}
    for number, cells in enumerate(rows, start=1):
        for place, cell in enumerate(cells):
            assert (found.get((number, place)) or "") == cell or found.get((number, place)) == cell


def test_rows_keep_their_numbers_and_places(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [[], [], ["", "", "x"], [], ["", "y"]])
    assert rows_of(path) == [("名单", 3, [None, None, "x"]), ("名单", 5, [None, "y", None])]


def test_sheets_come_in_order_and_what_is_left_unread_is_skipped(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["a"], ["b"], ["c"]], [["d"]], names=["一", "二"])
    with open_roster(path) as roster:
        seen = [(sheet.name, next(sheet.rows).cells) for sheet in roster.sheets]
    assert seen == [("一", ["a"]), ("二", ["d"])]


def test_formulas_come_marked_with_their_last_value(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["a", {"formula": "=1+1", "value": 2}]])
    assert rows_of(path)[0][2] == ["a", Formula(2.0)]


def test_more_rows_than_allowed_are_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [[number] for number in range(12)])
    with pytest.raises(RuleBroken) as refused:
        rows_of(path, Limits(rows=10))
    assert refused.value.findings[0].code in {"sheet_rows", "sheet_dimension"}


def test_a_child_that_dies_is_a_refusal_and_no_crash(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [[f"text {number}"] for number in range(2000)])
    with pytest.raises(RuleBroken) as refused:
        rows_of(path, Limits(memory_bytes=8_000_000))
    assert refused.value.findings[0].code == "file_unreadable"


def test_the_child_cannot_start_processes_or_take_memory() -> None:
    script = (
        "from registry.rosters.child import confine; from registry.rosters.limits import Limits; import resource;"
        "confine(Limits(memory_bytes=300_000_000, cpu_seconds=5));"
        "limits = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NPROC);"
        "print([resource.getrlimit(one)[0] for one in limits])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert orjson.loads(run.stdout) == [300_000_000, 5, 0]


def test_closing_early_leaves_no_child(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["x" * 50] * 10 for _ in range(5000)])
    with open_roster(path) as roster:
        next(next(roster.sheets).rows)
    # A warning about a running process or an open pipe would fail the run.
