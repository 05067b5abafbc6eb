"""A table as CSV for spreadsheets: UTF-8 with a byte order mark, RFC 4180, and no cell that runs as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
# What a spreadsheet takes for a formula (safety T15); the last four are the full-width = + - @.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def harmless(cell: str) -> str:
    """The cell, with an apostrophe before it where a spreadsheet would calculate."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The whole file, beginning with the byte order mark; lines end as RFC 4180 asks."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in head])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()
