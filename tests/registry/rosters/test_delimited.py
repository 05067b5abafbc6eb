"""CSV in every shape that programs give it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.core.errors import RuleBroken
from registry.rosters.cells import SheetRow
from registry.rosters.delimited import open_text
from registry.rosters.limits import LIMITS, Limits
from tests.make.rosters import write_csv

PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(
    lambda text: bool(text.strip()) and not text.startswith('="')
)
ROWS = st.lists(st.lists(PLAIN, min_size=3, max_size=3), min_size=1, max_size=8)


def rows_of(path: Path, limits: Limits = LIMITS) -> list[SheetRow]:
    with open_text(path, limits) as text:
        return list(text.rows())


@settings(deadline=None)
@given(ROWS, st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]), st.sampled_from([",", ";", "\t"]))
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], encoding: str, delimiter: str
) -> None:
    head = ["姓名一列", "身份证号", "统一社会信用代码"]
    # Each delimiter divides a header that has none of the others.
    path = write_csv(tmp_path_factory.mktemp("csv") / "a.csv", [head, *rows], encoding=encoding, delimiter=delimiter)
    others = {",", ";", "\t"} - {delimiter}
    if any(sum(cell.count(other) for cell in row) >= 2 for row in rows for other in others):
        return
    assert [row.cells for row in rows_of(path)] == [head, *rows]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n\n"two\nlines",1\n , \nlast,2\n', encoding="utf-8")
    assert [(row.number, row.cells[0]) for row in rows_of(path)] == [(1, "a"), (3, "two\nlines"), (5, "last")]


def test_excels_trick_with_equals_and_quotes_is_taken_off(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,name\n"=""990102198306158278""",x\n=SUM(1),y\n', encoding="utf-8")
    assert [row.cells[0] for row in rows_of(path)] == ["id", "990102198306158278", "=SUM(1)"]


@pytest.mark.parametrize(
    ("content", "limits", "code"),
    [
        ('a,b\n"open,1\nmore,2\n', LIMITS, "csv_quotes"),
        ('a,b\n"x"y,1\n', LIMITS, "csv_quotes"),
        ("a\n" * 11, Limits(rows=10), "sheet_rows"),
        (",".join("x" * 11) + "\n", Limits(columns=10), "sheet_dimension"),
        ("a,b\n" + "x" * 1_000_001 + ",1\n", LIMITS, "csv_quotes"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, content: str, limits: Limits, code: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RuleBroken) as refused:
        rows_of(path, limits)
    assert refused.value.findings[0].code == code


def test_a_sheet_without_delimiter_is_one_column(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("姓名\n张敏\n", encoding="utf-8")
    found: list[Any] = [row.cells for row in rows_of(path)]
    assert found == [["姓名"], ["张敏"]]
