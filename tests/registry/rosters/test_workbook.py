"""The error workbook: the filer's own file with the findings beside the cells, and nothing that could run."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.rosters.archive import inspect
from registry.rosters.limits import LIMITS
from registry.rosters.plan import Plan
from registry.rosters.sheets import open_roster
from registry.rosters.staging import Staging
from registry.rosters.workbook import RISKY, write_errors
from registry.rosters.worker_layout import WORKERS
from registry.rosters.worker_rows import FileTerms
from tests.make.hostile import LIBRARY
from tests.make.rosters import SAMPLES, planned, table, with_company, worker_cells, write_csv, write_xlsx

RISKY_TEXT = st.builds(
    lambda mark, rest: mark + rest,
    st.sampled_from(RISKY),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=15),
)


def values(path: Path) -> list[tuple[str, int, list[Any]]]:
    with open_roster(path) as roster:
        return [(sheet.name, row.number, row.cells) for sheet in roster.sheets for row in sheet.rows]


def written(plan: Plan, source: Path, lang: str = "zh") -> Path:
    out = source.parent / "errors.xlsx"
    write_errors(plan, source, out, lang)
    return out


def test_the_filers_own_sheets_columns_and_values_come_back(
    session: Session, clock: FixedClock, keyring: KeyRing, staging: Staging, tmp_path: Path
) -> None:
    rows = table([worker_cells(number=number) for number in (1, 2, 3)])
    path = write_xlsx(tmp_path / "a.xlsx", [["名单标题"], *rows], [["另一页"]], names=["人员", "附页"])
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=path)
    found = values(written(plan, path))
    mine = [(name, number, cells[: len(rows[0])]) for name, number, cells in found if name == "人员"]
    assert mine == [entry for entry in values(path) if entry[0] == "人员"]
    assert [entry for entry in found if entry[0] == "附页"] == [entry for entry in values(path) if entry[0] == "附页"]


def test_each_finding_stands_at_its_cell_in_the_note_column_and_in_the_overview(
    session: Session, clock: FixedClock, keyring: KeyRing, staging: Staging, tmp_path: Path
) -> None:
    path = tmp_path / "faults.xlsx"
    path.write_bytes((SAMPLES / "workers_faults.xlsx").read_bytes())
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=path)
    out = written(plan, path)
    book = openpyxl.load_workbook(out)
    sheet = book["名单"]
    assert sheet.cell(1, 17).value == "导入问题"
    for found in plan.findings():
        if found.place is None:
            continue
        cell = sheet.cell(found.row, found.place + 1)
        assert cell.fill.fgColor.rgb in {"FFF8D7DA", "FFFFF3CD"}
        assert found.finding.message.zh in cell.comment.text
        assert found.finding.message.zh in sheet.cell(found.row, 17).value
    overview = list(book["导入问题汇总"].iter_rows(min_row=2, values_only=True))
    assert len(overview) == plan.errors + plan.warnings
    assert [row[3] for row in overview] == [found.finding.code for found in plan.findings()]


def test_a_csv_comes_back_as_a_workbook_with_its_long_numbers(
    session: Session, clock: FixedClock, keyring: KeyRing, staging: Staging, tmp_path: Path
) -> None:
    rows = table([worker_cells(number=1, 姓名="")])
    path = write_csv(tmp_path / "a.csv", rows)
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=path)
    (_, _, cells) = values(written(plan, path, "en"))[1]
    assert cells[3] == worker_cells()["身份证号"]
    assert "The name is missing" in cells[16]


@settings(deadline=None, max_examples=25)
@given(st.lists(RISKY_TEXT, min_size=1, max_size=6))
def test_no_text_becomes_a_formula_and_every_text_survives(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("risky")
    rows = table([worker_cells(number=number, 姓名=text) for number, text in enumerate(texts, start=1)])
    path = write_xlsx(folder / "a.xlsx", rows)
    with Staging(folder / "staging") as staging:
        plan = Plan(WORKERS, FileTerms(), staging)
        out = folder / "out.xlsx"
        write_errors(plan, path, out)
    assert inspect(out, LIMITS)[0].formulas == frozenset()
    assert [cells[1] for _, _, cells in values(out)[1 : len(rows)]] == texts
    sheet = openpyxl.load_workbook(out).worksheets[0]
    for row, text in enumerate(texts, start=2):
        assert sheet.cell(row, 2).quotePrefix is True, text
        assert sheet.cell(row, 2).data_type == "s"


def test_a_corrected_error_workbook_can_be_filed_as_it_is(
    session: Session, clock: FixedClock, keyring: KeyRing, tmp_path: Path
) -> None:
    with_company(session=session, clock=clock)
    path = write_xlsx(tmp_path / "a.xlsx", table([worker_cells(number=1, 入职日期="昨天"), worker_cells(number=2)]))
    with Staging(tmp_path / "one") as staging:
        plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=path)
        first = plan.errors
        out = written(plan, path)
    with Staging(tmp_path / "two") as staging:
        again = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=out)
        assert (first, again.errors) == (1, 1)
        out.replace(tmp_path / "b.xlsx")
        second = written(again, tmp_path / "b.xlsx")
    assert len(values(second)[0][2]) == 17, "the note column is written over, not added again"


@pytest.mark.parametrize("name", ["a bomb by ratio", "a password", "cut in half"])
def test_a_file_that_cannot_be_read_gives_the_overview(
    session: Session, clock: FixedClock, keyring: KeyRing, staging: Staging, tmp_path: Path, name: str
) -> None:
    build, code = LIBRARY[name]
    path = build(tmp_path / "a.xlsx")
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=path)
    (sheet,) = {entry[0] for entry in values(written(plan, path)) if code in entry[2]}
    assert sheet == "导入问题汇总"
