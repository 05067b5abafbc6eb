"""The process that opens a spreadsheet in the register's stead, bounded in memory and time; it writes JSON lines.

Run as `python -m registry.rosters.child FILE LIMITS`. Lines: {"sheet": ...} before the rows of a sheet,
[number, cell, ...] for every row that is not empty, {"refused": [...]} or {"done": true} at the end. A file that breaks
the parser breaks only this process.
"""

import resource
import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from registry.core.errors import RuleBroken
from registry.core.findings import Finding
from registry.rosters.archive import SheetPart, inspect
from registry.rosters.content import SAVE_AS_XLSX
from registry.rosters.faults import fault
from registry.rosters.limits import Limits

_FLUSH_BYTES = 1 << 16


def confine(limits: Limits) -> None:
    """Bound this process; what exceeds the bounds is ended by the kernel."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def lines(path: Path, limits: Limits) -> Iterable[bytes]:
    """The file as protocol lines. Raises RuleBroken for a file the guard refuses."""
    parts = inspect(path, limits)
    with CalamineWorkbook.from_path(path) as workbook:
        worksheets = {meta.name for meta in workbook.sheets_metadata if meta.typ is SheetTypeEnum.WorkSheet}
        for part in parts:
            if part.name in worksheets:
                sheet = workbook.get_sheet_by_name(part.name)
                head = {"sheet": part.name, "hidden": part.hidden, "lost": part.has_lost_formulas}
                yield orjson.dumps(head | {"rows": sheet.end[0] + 1 if sheet.end else 0})
                yield from _rows(sheet, part)


def _rows(sheet: CalamineSheet, part: SheetPart) -> Iterable[bytes]:
    if sheet.start is None:
        return
    padding: list[Any] = [None] * sheet.start[1]
    formula_rows = {row for row, _ in part.formulas}
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number in formula_rows or any(cell != "" for cell in cells):
            row = padding + [None if cell == "" else cell for cell in cells]
            if number in formula_rows:
                row = [["f", cell] if (number, place) in part.formulas else cell for place, cell in enumerate(row)]
            yield orjson.dumps([number, *row], default=_coded, option=orjson.OPT_PASSTHROUGH_DATETIME)


def _coded(cell: Any) -> list[str]:
    if isinstance(cell, datetime):
        return ["d", cell.date().isoformat()]
    if isinstance(cell, date):
        return ["d", cell.isoformat()]
    return ["x", str(cell)]


def main(path: Path, out: BinaryIO, limits: Limits) -> None:
    """Write the lines of a file to `out`."""
    try:
        held: list[bytes] = []
        size = 0
        for line in lines(path, limits):
            held.append(line)
            size += len(line)
            if size > _FLUSH_BYTES:
                out.write(b"\n".join(held) + b"\n")
                held, size = [], 0
        out.write(b"\n".join([*held, b'{"done":true}']) + b"\n")
    except RuleBroken as refusal:
        out.write(orjson.dumps({"refused": [_plain(finding) for finding in refusal.findings]}) + b"\n")
    except (CalamineError, MemoryError, ValueError, OSError):
        out.write(orjson.dumps({"refused": [_plain(UNREADABLE)]}) + b"\n")
    out.flush()


UNREADABLE = fault(
    "file_unreadable",
    "文件读不出来：已损坏，或占用资源过多",
    "The file cannot be read: damaged, or too demanding",
    SAVE_AS_XLSX,
)


def _plain(finding: Finding) -> dict[str, Any]:
    cure = finding.cure
    return {
        "code": finding.code,
        "zh": finding.message.zh,
        "en": finding.message.en,
        "cure": [cure.zh, cure.en] if cure else None,
    }


if __name__ == "__main__":
    chosen = Limits(**orjson.loads(sys.argv[2]))
    confine(chosen)
    main(Path(sys.argv[1]), sys.stdout.buffer, chosen)
