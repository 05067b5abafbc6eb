"""From a file to staged rows: find the roster in it, read each row, keep every finding. No register is asked yet."""

from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path

from registry.core.errors import RuleBroken
from registry.rosters.cells import Formula, SheetRow, shown
from registry.rosters.faults import WHOLE_FILE, RowFinding, fault
from registry.rosters.headers import SEARCHED_ROWS, Header, find_header, no_header, read_header
from registry.rosters.limits import LIMITS, Limits
from registry.rosters.plan import BATCH, Plan, Progress
from registry.rosters.rowreader import RowReader
from registry.rosters.sheets import Roster, Sheet, open_roster
from registry.rosters.staging import Staged

READING = "read"
# Sheets that our own templates and error workbooks add.
HELP_SHEETS = frozenset({"说明", "服务项目", "导入问题汇总", "Import findings"})

ReadRow = Callable[[RowReader], Staged | None]


def read_file(plan: Plan, path: Path, read_row: ReadRow, progress: Progress, limits: Limits = LIMITS) -> None:
    """Stage the rows of a file. A refusal of the whole file becomes a finding at row 0; nothing is raised for it."""
    plan.staging.begin()
    try:
        with open_roster(path, limits) as roster:
            if roster.text is not None:
                plan.encoding, plan.delimiter = roster.text.encoding.label, roster.text.delimiter.label
            _read_sheets(plan, roster, read_row, progress, limits)
    except RuleBroken as refusal:
        plan.note([RowFinding(WHOLE_FILE, None, None, finding) for finding in refusal.findings])
    finally:
        plan.staging.end()


def _read_sheets(plan: Plan, roster: Roster, read_row: ReadRow, progress: Progress, limits: Limits) -> None:
    for sheet in roster.sheets:
        first = list(islice(sheet.rows, SEARCHED_ROWS))
        if sheet.hidden or not first or sheet.name in HELP_SHEETS:
            continue
        found = find_header(plan.layout, first)
        if found is None:
            if sheet.name:
                plan.note(
                    [_sheet_note("sheet_skipped", sheet, "没有认出表头，没有读入", "has no known headers; not read")]
                )
            continue
        if plan.header is not None:
            plan.note([_second(plan.sheet, sheet)])
            continue
        plan.sheet = sheet.name
        plan.header, findings = read_header(plan.layout, found)
        if sheet.has_lost_formulas:
            zh, en = "表里有公式，位置无法确定", "There are formulas in places that cannot be told"
            cure = ("请全选复制，粘贴为数值", "Copy everything and paste it as values")
            findings.append(RowFinding(WHOLE_FILE, None, None, fault("cell_formula", zh, en, cure)))
        plan.note(findings)
        below = chain((row for row in first if row.number > found.number), sheet.rows)
        _read_rows(plan, plan.header, below, sheet, read_row, progress, limits)
    if plan.header is None:
        plan.note([no_header(plan.layout)])
    elif plan.rows == 0:
        zh, en = "表头下面没有内容", "There is nothing below the headers"
        plan.note([RowFinding(WHOLE_FILE, None, None, fault("roster_empty", zh, en))])


def _read_rows(
    plan: Plan,
    header: Header,
    rows: Iterator[SheetRow],
    sheet: Sheet,
    read_row: ReadRow,
    progress: Progress,
    limits: Limits,
) -> None:
    plan.width = max([*header.words, -1]) + 1
    lines: list[Staged] = []
    findings: list[RowFinding] = []
    for row in rows:
        plan.width = max(plan.width, _width(row))
        if _is_blank(header, row):
            continue
        if _repeats(header, row):
            zh, en = "重复的表头，没有读入", "The headers again; not read"
            findings.append(RowFinding(row.number, None, None, fault("header_again", zh, en, level="warning")))
            continue
        reader = RowReader(header, row, limits)
        line = read_row(reader)
        plan.rows += 1
        findings += reader.findings
        if line is not None:
            lines.append(line)
        if len(lines) >= BATCH:
            plan.staging.add_lines(lines)
            plan.note(findings)
            lines, findings = [], []
            progress(READING, row.number, sheet.last_row)
    plan.staging.add_lines(lines)
    plan.note(findings)
    progress(READING, sheet.last_row or plan.rows, sheet.last_row)


def _width(row: SheetRow) -> int:
    return max((place + 1 for place, cell in enumerate(row.cells) if cell is not None), default=0)


def _is_blank(header: Header, row: SheetRow) -> bool:
    """No known column is filled: an empty row, or one that carries only its number or a remark below the list."""
    for place in header.fields.values():
        cell = row.cells[place] if place < len(row.cells) else None
        if isinstance(cell, Formula) or shown(cell).strip():
            return False
    return True


def _repeats(header: Header, row: SheetRow) -> bool:
    return all(
        place < len(row.cells) and shown(row.cells[place]).strip() == header.words[place]
        for place in header.fields.values()
    )


def _sheet_note(code: str, sheet: Sheet, zh: str, en: str) -> RowFinding:
    finding = fault(code, f"工作表“{sheet.name}”{zh}", f"Sheet “{sheet.name}” {en}", level="warning")
    return RowFinding(WHOLE_FILE, None, None, finding)


def _second(first: str, sheet: Sheet) -> RowFinding:
    cure = ("请分成两个文件，或删去一张", "Make two files of it, or delete one")
    zh = f"有两张名单：“{first}”和“{sheet.name}”"
    return RowFinding(
        WHOLE_FILE, None, None, fault("roster_twice", zh, f"Two rosters: “{first}” and “{sheet.name}”", cure)
    )
