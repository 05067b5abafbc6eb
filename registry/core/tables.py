"""Reading the small tables that the rules rest on: comma-separated, UTF-8, one header row, sources kept in a column."""

import csv
from pathlib import Path

DATA = Path(__file__).parent / "data"


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of one table as {column: text}, in file order. Raises ValueError for a row of another length."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise ValueError(f"{path.name} row {number}: not as many cells as headers")
    return rows


def core_table(name: str) -> list[dict[str, str]]:
    """The rows of `registry/core/data/<name>.csv`."""
    return read_table(DATA / f"{name}.csv")
