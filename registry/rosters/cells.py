"""Cells as they come out of a file: text, number, yes/no, day, or something that is no value."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that is computed; `value` is what the filer's program last showed there."""

    value: "Cell"


@dataclass(frozen=True, slots=True)
class Strange:
    """A cell that holds a time of day, a duration or the like, as text."""

    text: str


Cell = str | float | bool | date | Formula | Strange | None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that is not empty; `number` is the one the spreadsheet shows."""

    number: int
    cells: list[Cell]


def shown(cell: Cell) -> str:
    """A cell as text, whole numbers without a point, days as ISO."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float | int):
        return str(int(cell)) if float(cell).is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return cell.text if isinstance(cell, Strange) else shown(cell.value)
