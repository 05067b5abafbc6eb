"""Cells that no spreadsheet runs, and files that any reader takes apart again."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.sheet import BOM, harmless, table

TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=40)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_begins_like_a_formula_is_text(sign: str) -> None:
    assert harmless(f"{sign}HYPERLINK(1)") == f"'{sign}HYPERLINK(1)"


@given(TEXTS)
def test_no_cell_begins_like_a_formula_and_nothing_else_changes(text: str) -> None:
    cell = harmless(text)
    assert cell[:1] not in set("=+-@\t\r\n＝＋－＠")
    assert cell.removeprefix("'") == text.removeprefix("'")


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=5))
def test_a_file_reads_back_as_it_was(rows: list[list[str]]) -> None:
    made = table(("甲", "乙"), rows)
    assert made.startswith(BOM)
    read = list(csv.reader(io.StringIO(made.removeprefix(BOM), newline="")))
    assert read == [["甲", "乙"], *([harmless(cell) for cell in row] for row in rows)]


def test_lines_end_as_the_standard_asks() -> None:
    assert table(("a",), [("b\nc",)]) == f'{BOM}a\r\n"b\nc"\r\n'
