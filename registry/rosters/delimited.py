"""CSV as Chinese programs write it: any of three delimiters, any of the encodings, one row at a time."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from registry.core.labels import Label
from registry.rosters.cells import Cell, SheetRow
from registry.rosters.encodings import Encoding, encoding_of
from registry.rosters.faults import refuse
from registry.rosters.limits import Limits

_LOOK_AHEAD = 30


@dataclass(frozen=True, slots=True)
class Delimiter:
    """A sign between cells and its words."""

    sign: str
    label: Label


DELIMITERS = (
    Delimiter(",", Label("逗号", "comma")),
    Delimiter(";", Label("分号", "semicolon")),
    Delimiter("\t", Label("制表符", "tab")),
)


@dataclass(frozen=True, slots=True)
class Text:
    """An opened text file: what was guessed about it, and its rows."""

    encoding: Encoding
    delimiter: Delimiter
    file: TextIO
    limits: Limits

    def rows(self) -> Iterator[SheetRow]:
        """Rows that are not empty, numbered as a spreadsheet would. Raises RuleBroken: csv_quotes, sheet_rows, ..."""
        number = 0
        try:
            for number, cells in enumerate(csv.reader(self.file, delimiter=self.delimiter.sign, strict=True), start=1):
                if number > self.limits.rows:
                    most = f"{self.limits.rows:,}"
                    refuse("sheet_rows", f"超过 {most} 行", f"More than {most} rows", _SPLIT)
                if len(cells) > self.limits.columns:
                    most = f"{self.limits.columns}"
                    zh, en = f"第 {number} 行超过 {most} 列", f"Row {number} has more than {most} columns"
                    refuse("sheet_dimension", zh, en)
                if any(cell.strip() for cell in cells):
                    yield SheetRow(number, [_cell(cell) for cell in cells])
        except csv.Error:
            zh, en = f"第 {number + 1} 行起引号没有成对", f"From row {number + 1} on, quotation marks are not in pairs"
            cure = ("请检查这一行的双引号，或另存为 .xlsx", "Check its quotation marks or save as .xlsx")
            refuse("csv_quotes", zh, en, cure)


_SPLIT = ("请分成几个文件导入", "Import it in several files")


def _cell(text: str) -> Cell:
    """A cell's text; ="..." is the trick by which lists keep Excel from turning text into numbers."""
    if text.startswith('="') and text.endswith('"') and '"' not in text[2:-1]:
        text = text[2:-1]
    return text or None


@contextmanager
def open_text(path: Path, limits: Limits) -> Iterator[Text]:
    """Open a text file. Raises RuleBroken for encodings (see encoding_of)."""
    encoding = encoding_of(path)
    csv.field_size_limit(1_000_000)
    with path.open(encoding=encoding.codec, newline="") as file:
        delimiter = _delimiter_of(list(islice(file, _LOOK_AHEAD)))
        file.seek(0)
        yield Text(encoding, delimiter, file, limits)


def _delimiter_of(lines: list[str]) -> Delimiter:
    """The sign that makes the widest row among the first lines; the comma where there is none."""
    return max(DELIMITERS, key=lambda each: max((line.count(each.sign) for line in lines), default=0))
