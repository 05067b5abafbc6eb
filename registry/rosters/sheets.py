"""Opening a roster: its sheets as streams of rows, whether XLSX (read by a confined child process) or CSV."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from registry.core.errors import RuleBroken
from registry.core.findings import Finding
from registry.rosters.cells import Cell, Formula, SheetRow, Strange
from registry.rosters.child import UNREADABLE
from registry.rosters.content import Content, recognise
from registry.rosters.delimited import Text, open_text
from registry.rosters.faults import fault
from registry.rosters.limits import LIMITS, Limits

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet and its rows, to be read once and before the next sheet; `last_row` is the number of its last one."""

    name: str
    hidden: bool
    has_lost_formulas: bool
    last_row: int | None
    rows: Iterator[SheetRow]


@dataclass(frozen=True, slots=True)
class Roster:
    """An opened file: what it is, the guessed encoding and delimiter of a CSV, and its sheets in order."""

    content: Content
    sheets: Iterator[Sheet]
    text: Text | None = None


@contextmanager
def open_roster(path: Path, limits: Limits = LIMITS) -> Iterator[Roster]:
    """Open a roster for one pass. Raises RuleBroken, on entering or while reading, for a file that is refused."""
    if recognise(path, limits) is Content.CSV:
        with open_text(path, limits) as text:
            yield Roster(Content.CSV, iter([Sheet("", False, False, text.encoding.lines, text.rows())]), text)
        return
    command = [sys.executable, "-m", "registry.rosters.child", str(path.absolute()), orjson.dumps(limits).decode()]
    child = subprocess.Popen(  # the environment is empty but for the way to our own modules
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8"},
    )
    assert child.stdout is not None
    try:
        yield Roster(Content.XLSX, _sheets(iter(child.stdout), limits))
    finally:
        child.kill()
        child.stdout.close()
        child.wait()


def _sheets(lines: Iterator[bytes], limits: Limits) -> Iterator[Sheet]:
    """Sheets of the child's lines. Ends with RuleBroken unless the child said it was done."""
    waiting: dict[str, Any] | None = _next(lines)

    def rows() -> Iterator[SheetRow]:
        nonlocal waiting
        for line in lines:
            values = orjson.loads(line)
            if isinstance(values, dict):
                waiting = values
                return
            if values[0] > limits.rows:
                most = f"{limits.rows:,}"
                raise RuleBroken([fault("sheet_rows", f"超过 {most} 行", f"More than {most} rows", _SPLIT)])
            yield SheetRow(values[0], [_cell(value) for value in values[1:]])
        waiting = None

    while True:
        if waiting is None:
            raise RuleBroken([UNREADABLE])
        if waiting.get("done"):
            return
        if "refused" in waiting:
            raise RuleBroken([_finding(plain) for plain in waiting["refused"]])
        stream = rows()
        yield Sheet(waiting["sheet"], waiting["hidden"], waiting["lost"], waiting["rows"], stream)
        for _ in stream:  # what the caller left unread
            continue


_SPLIT = ("请分成几个文件导入", "Import it in several files")


def _next(lines: Iterator[bytes]) -> dict[str, Any] | None:
    line = next(lines, None)
    return orjson.loads(line) if line else None


def _cell(value: Any) -> Cell:
    if type(value) is list:
        mark, inner = value
        if mark == "d":
            return date.fromisoformat(inner)
        return Formula(_cell(inner)) if mark == "f" else Strange(inner)
    plain: Cell = value
    return plain


def _finding(plain: dict[str, Any]) -> Finding:
    return fault(plain["code"], plain["zh"], plain["en"], tuple(plain["cure"]) if plain["cure"] else None)
