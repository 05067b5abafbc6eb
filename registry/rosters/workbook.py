"""The error workbook: the filer's own sheets, columns and values, with the findings written beside the cells.

Always XLSX, for CSV breaks long numbers as soon as it is opened (anchors 2.3). Every text is written as text: nothing
a filer typed becomes a formula or a link here, and what would if it were copied elsewhere is marked as quoted (T15).
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

from registry.core.errors import RuleBroken
from registry.core.labels import Label
from registry.rosters.cells import Cell, Formula, SheetRow, Strange, shown
from registry.rosters.columns import NOTE_COLUMN, header_key
from registry.rosters.faults import WHOLE_FILE, RowFinding
from registry.rosters.limits import LIMITS, Limits
from registry.rosters.plan import Plan
from registry.rosters.sheets import open_roster

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# Comments are drawn by the spreadsheet one by one; the note column beside has them all, however many.
MOST_COMMENTS = 2_000
_LONGEST_NAME = 31
_OVERVIEW = Label("导入问题汇总", "Import findings")
_HEADINGS = (
    Label("行", "Row"), Label("列", "Column"), Label("级别", "Level"), Label("代码", "Code"), Label("问题", "Finding"),
    Label("怎么改", "What to do"),
)  # fmt: skip
_LEVELS = {"error": Label("错误", "Error"), "warning": Label("提醒", "Warning")}


def write_errors(plan: Plan, source: Path, out: Path, lang: str = "zh", limits: Limits = LIMITS) -> None:
    """Write the workbook for a plan of the file `source`: the filer's sheets in order, and an overview of all findings.

    A file that cannot be read at all gives the overview alone. Row numbers and columns are those of the source.
    """
    with xlsxwriter.Workbook(str(out), OPTIONS) as book:
        formats = _formats(book)
        names: set[str] = set()
        try:
            with open_roster(source, limits) as roster:
                for sheet in roster.sheets:
                    if sheet.hidden:
                        continue
                    target = book.add_worksheet(_sheet_name(sheet.name or "名单", names))
                    if plan.header is not None and sheet.name == plan.sheet:
                        _write_annotated(target, formats, plan, sheet.rows, lang)
                    else:
                        for row in sheet.rows:
                            _write_row(target, formats, row, {})
        except RuleBroken:
            book.add_worksheet(_sheet_name("未读完", names))
        _write_overview(book.add_worksheet(_sheet_name(_OVERVIEW.text(lang), names)), formats, plan, lang)


def _formats(book: Any) -> dict[str, Any]:
    return {
        "text": book.add_format({"num_format": "@"}),
        "quoted": book.add_format({"num_format": "@", "quote_prefix": True}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "error": book.add_format(
            {"num_format": "@", "bg_color": "#F8D7DA", "font_color": "#7A0019", "quote_prefix": True}
        ),
        "error_day": book.add_format({"num_format": "yyyy-mm-dd", "bg_color": "#F8D7DA", "font_color": "#7A0019"}),
        "warning": book.add_format({"num_format": "@", "bg_color": "#FFF3CD", "quote_prefix": True}),
        "warning_day": book.add_format({"num_format": "yyyy-mm-dd", "bg_color": "#FFF3CD"}),
        "note": book.add_format({"font_color": "#7A0019", "text_wrap": False}),
        "head": book.add_format({"bold": True}),
    }


def _write_annotated(target: Any, formats: dict[str, Any], plan: Plan, rows: Iterator[SheetRow], lang: str) -> None:
    """The roster itself: marked cells, comments on them, and all of a row's findings in the note column."""
    assert plan.header is not None
    note_place = next(
        (place for place, word in plan.header.words.items() if header_key(word) in _NOTE_KEYS), plan.width
    )
    target.set_column(note_place, note_place, 60)
    target.freeze_panes(plan.header.row, 0)
    groups = groupby(plan.findings(), key=lambda finding: finding.row)
    number, found = _next(groups)
    comments = 0
    for row in rows:
        while number is not None and number < row.number:
            number, found = _next(groups)
        mine = found if number == row.number else []
        marks = {finding.place: finding.finding.level for finding in mine if finding.place is not None}
        marks |= {finding.place: "error" for finding in mine if finding.place is not None and finding.is_error}
        _write_row(target, formats, row, marks, skip=note_place)
        for place in marks:
            if comments < MOST_COMMENTS:
                words = "\n".join(_words(finding, lang) for finding in mine if finding.place == place)
                target.write_comment(row.number - 1, place, words, {"x_scale": 2})
                comments += 1
        if row.number == plan.header.row:
            target.write_string(row.number - 1, note_place, NOTE_COLUMN.label.text(lang), formats["head"])
        elif mine:
            note = "；".join(f"{finding.column or ''} {_words(finding, lang)}".strip() for finding in mine)
            target.write_string(row.number - 1, note_place, note, formats["note"])


_NOTE_KEYS = frozenset({header_key(NOTE_COLUMN.label.zh), header_key(NOTE_COLUMN.label.en)})


def _next(groups: Any) -> tuple[int | None, list[RowFinding]]:
    number, found = next(groups, (None, ()))
    return number, list(found)


def _write_row(
    target: Any, formats: dict[str, Any], row: SheetRow, marks: Mapping[int, str], skip: int | None = None
) -> None:
    for place, cell in enumerate(row.cells):
        if place != skip:
            _write_cell(target, formats, row.number - 1, place, cell, marks.get(place))
    for place, mark in marks.items():
        if place >= len(row.cells):
            target.write_blank(row.number - 1, place, None, formats[mark])


def _write_cell(target: Any, formats: dict[str, Any], row: int, place: int, cell: Cell, mark: str | None) -> None:
    if isinstance(cell, Formula | Strange):
        cell = shown(cell)
    if cell is None or cell == "":
        if mark:
            target.write_blank(row, place, None, formats[mark])
    elif isinstance(cell, bool):
        target.write_boolean(row, place, cell, formats[mark] if mark else None)
    elif isinstance(cell, float | int):
        target.write_number(row, place, cell, formats[mark] if mark else None)
    elif isinstance(cell, date):
        style = formats[f"{mark}_day"] if mark else formats["day"]
        target.write_datetime(row, place, datetime.combine(cell, time()), style)
    else:
        text = str(cell)
        plain = formats["quoted"] if text.startswith(RISKY) else formats["text"]
        target.write_string(row, place, text[:32_767], formats[mark] if mark else plain)


def _write_overview(target: Any, formats: dict[str, Any], plan: Plan, lang: str) -> None:
    """All findings of the file, one a row, those about the whole file first."""
    for place, (heading, width) in enumerate(zip(_HEADINGS, (8, 22, 8, 24, 70, 60), strict=True)):
        target.set_column(place, place, width)
        target.write_string(0, place, heading.text(lang), formats["head"])
    target.freeze_panes(1, 0)
    for at, found in enumerate(plan.findings(), start=1):
        finding = found.finding
        if found.row != WHOLE_FILE:
            target.write_number(at, 0, found.row)
        target.write_string(at, 1, found.column or "", formats["quoted"])
        target.write_string(at, 2, _LEVELS[finding.level].text(lang))
        target.write_string(at, 3, finding.code)
        target.write_string(at, 4, finding.message.text(lang))
        target.write_string(at, 5, finding.cure.text(lang) if finding.cure else "")


def _words(found: RowFinding, lang: str) -> str:
    finding = found.finding
    cure = finding.cure.text(lang) if finding.cure else ""
    return f"{finding.message.text(lang)}{'。' if cure and lang != 'en' else '. ' if cure else ''}{cure}"


def _sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel accepts and that no sheet before has."""
    plain = "".join("_" if sign in "[]:*?/\\" else sign for sign in wanted).strip("'")[:_LONGEST_NAME] or "Sheet"
    name, number = plain, 2
    while name.lower() in taken:
        ending = f" ({number})"
        name, number = plain[: _LONGEST_NAME - len(ending)] + ending, number + 1
    taken.add(name.lower())
    return name
