"""Finding the roster in a file of several sheets, and its rows among others."""

from pathlib import Path
from typing import Any

from registry.rosters.plan import Plan, no_progress
from registry.rosters.reading import read_file
from registry.rosters.rowreader import RowReader
from registry.rosters.staging import Staged, Staging
from registry.rosters.worker_layout import WORKERS
from registry.rosters.worker_rows import FileTerms
from tests.make.rosters import WORKER_HEADERS, table, worker_cells, write_csv, write_xlsx

ROWS = table([worker_cells(number=number) for number in (1, 2)])


def read(staging: Staging, path: Path) -> tuple[Plan, list[str]]:
    plan = Plan(WORKERS, FileTerms(), staging)

    def keep(reader: RowReader) -> Staged:
        return Staged(reader.row, reader.text("name"), "", "", True, b"")

    read_file(plan, path, keep, no_progress)
    return plan, [line.person for batch in staging.lines(100) for line in batch]


def codes(plan: Plan) -> list[str]:
    return [found.finding.code for found in plan.findings()]


def test_titles_empty_rows_and_footers_are_no_rows(staging: Staging, tmp_path: Path) -> None:
    empty: list[Any] = [""] * len(WORKER_HEADERS)
    numbered = [7, *empty[1:]]
    rows = [["名单（演示）"], [], ROWS[0], ROWS[1], empty, numbered, ROWS[2], ["填表人：经办"]]
    plan, names = read(staging, write_xlsx(tmp_path / "a.xlsx", rows))
    assert (plan.rows, len(names), codes(plan)) == (2, 2, [])
    assert [line.row for batch in staging.lines(9) for line in batch] == [4, 7]


def test_headers_that_come_again_are_passed_over(staging: Staging, tmp_path: Path) -> None:
    plan, names = read(staging, write_csv(tmp_path / "a.csv", [*ROWS, ROWS[0], ROWS[1]]))
    assert (len(names), codes(plan)) == (3, ["header_again"])


def test_the_sheet_with_headers_is_read_and_the_others_are_named(staging: Staging, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["随便写写"]], ROWS, [["说明文字"]], names=["草稿", "人员", "说明"])
    plan, names = read(staging, path)
    assert (plan.sheet, len(names), codes(plan)) == ("人员", 2, ["sheet_skipped"])
    assert plan.is_good


def test_two_rosters_in_one_workbook_are_refused(staging: Staging, tmp_path: Path) -> None:
    plan, _ = read(staging, write_xlsx(tmp_path / "a.xlsx", ROWS, ROWS, names=["一", "二"]))
    assert codes(plan) == ["roster_twice"]


def test_headers_alone_and_no_headers_are_errors(tmp_path: Path) -> None:
    with Staging(tmp_path / "one") as staging:
        assert codes(read(staging, write_csv(tmp_path / "a.csv", [ROWS[0]]))[0]) == ["roster_empty"]
    with Staging(tmp_path / "two") as staging:
        assert codes(read(staging, write_csv(tmp_path / "b.csv", [["a", "b"], ["1", "2"]]))[0]) == ["header_none"]


def test_a_formula_in_a_column_that_is_not_read_does_no_harm(staging: Staging, tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS]
    rows[1][0] = {"formula": "=ROW()-1", "value": 1}
    plan, names = read(staging, write_xlsx(tmp_path / "a.xlsx", rows))
    assert (len(names), codes(plan)) == (2, [])


def test_progress_is_told_with_its_total(staging: Staging, tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    plan = Plan(WORKERS, FileTerms(), staging)
    rows = table([worker_cells(number=number) for number in range(1, 1502)])

    def keep(reader: RowReader) -> Staged:
        return Staged(reader.row, "", "", "", True, b"")

    read_file(plan, write_xlsx(tmp_path / "a.xlsx", rows), keep, lambda *step: told.append(step))
    assert told == [("read", 1001, 1502), ("read", 1502, 1502)]
