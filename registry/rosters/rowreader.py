"""One row of a roster as its fields, with every finding at its cell."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from registry.core.findings import Finding
from registry.rosters.cells import Cell, Formula, SheetRow, Strange
from registry.rosters.cleaning import day_of, words_of
from registry.rosters.faults import RowFinding, fault
from registry.rosters.headers import Header
from registry.rosters.limits import Limits

Value = TypeVar("Value")

_AS_TEXT = (
    "请把这一列设为“文本”格式，再照原件重新填写",
    "Set the column to “text” and type it again from the original",
)
_AS_VALUE = ("请复制后“选择性粘贴为数值”", "Copy it and paste it as a value")


class RowReader:
    """Reads the fields of one row; what is wrong gathers in `findings`, a field is spoiled after its first error."""

    def __init__(self, header: Header, row: SheetRow, limits: Limits) -> None:
        self._header = header
        self._cells = row.cells
        self._longest = limits.cell_letters
        self.row = row.number
        self.findings: list[RowFinding] = []
        self._spoiled: set[str] = set()

    def has(self, field: str) -> bool:
        """Whether the file has this column at all."""
        return field in self._header.fields

    def is_spoiled(self, field: str) -> bool:
        """Whether an error was noted at this field."""
        return field in self._spoiled

    @property
    def is_good(self) -> bool:
        """Whether the row has no error so far."""
        return not self._spoiled

    def note(self, field: str, found: Iterable[Finding]) -> None:
        """Keep findings at a field's cell."""
        place = self._header.fields.get(field)
        for finding in found:
            self.findings.append(RowFinding(self.row, self._header.word(field), place, finding))
            if finding.level == "error":
                self._spoiled.add(field)

    def cell(self, field: str) -> Cell:
        """The raw cell; what is no value is noted and reads as empty. Findings: cell_formula, cell_odd, cell_long."""
        place = self._header.fields.get(field)
        cell = self._cells[place] if place is not None and place < len(self._cells) else None
        if isinstance(cell, Formula):
            self.note(field, [fault("cell_formula", "单元格是公式，不是内容", "The cell is a formula", _AS_VALUE)])
            return None
        if isinstance(cell, Strange):
            self.note(field, [fault("cell_odd", "单元格里是时间或其他内容", "The cell holds a time or the like")])
            return None
        if isinstance(cell, str) and len(cell) > self._longest:
            zh, en = f"单元格超过 {self._longest} 个字", f"The cell has more than {self._longest} letters"
            self.note(field, [fault("cell_long", zh, en)])
            return None
        return cell

    def text(self, field: str) -> str:
        """The cell as clean text, "" when empty."""
        return words_of(self.cell(field))

    def code(self, field: str) -> str:
        """The cell of a code as text. A number is refused, for digits of it are lost. Finding: cell_numeric."""
        cell = self.cell(field)
        if isinstance(cell, float | int) and not isinstance(cell, bool):
            zh = "单元格是数字格式：末几位或开头的 0 会丢失"
            en = "The cell is a number: its last digits or first zeros get lost"
            self.note(field, [fault("cell_numeric", zh, en, _AS_TEXT)])
            return ""
        return words_of(cell)

    def day(self, field: str) -> date | None:
        """The day in the cell, None when empty or not readable (noted)."""
        cell = self.cell(field)
        if cell is None:
            return None
        found = day_of(cell)
        if isinstance(found, Finding):
            self.note(field, [found])
            return None
        return found

    def word(self, field: str, meaning: Callable[[str], Value | Finding]) -> Value | None:
        """The meaning of a closed word, None when empty or not understood (noted)."""
        text = self.text(field)
        if not text:
            return None
        found = meaning(text)
        if isinstance(found, Finding):
            self.note(field, [found])
            return None
        return found
