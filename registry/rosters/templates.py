"""Templates to fill in: the columns in order, codes as text, choices to pick from, and a word on each column."""

from pathlib import Path
from typing import Any

import xlsxwriter

from registry.core.labels import Label
from registry.core.taxonomy import service_items
from registry.rosters.columns import NOTE_COLUMN, REMARK, Column, Layout

# Rows of the template that are prepared: text format, choices, day format.
PREPARED_ROWS = 2_000
_HELP = Label("说明", "Notes")
_SERVICES = Label("服务项目", "Services")
_TITLES = (Label("列", "Column"), Label("必填", "Required"), Label("怎么填", "How to fill it in"))
_YES = Label("是", "Yes")
_GENERAL = (
    Label(
        "身份证号、信用代码、证号、手机号所在的列已设为文本格式，请勿改成数字，否则末几位会变成 0。",
        "The columns of ID numbers, credit codes, permit numbers and phones are text; as numbers they lose digits.",
    ),
    Label("可以增删列、调换次序；不认识的列不读入。", "Columns may be left out or moved; unknown ones are not read."),
    Label(
        "没有这一列，或空着，就是没有说，不会改动已登记的内容。",
        "A missing column or an empty cell states and changes nothing.",
    ),
)


def write_template(layout: Layout, out: Path, lang: str = "zh") -> None:
    """Write the workbook: the empty roster, a sheet of notes, and the names of services."""
    with xlsxwriter.Workbook(str(out), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E8F0EC", "border": 1, "valign": "vcenter"})
        needed = book.add_format({"bold": True, "bg_color": "#CFE5DA", "border": 1, "valign": "vcenter"})
        as_text = book.add_format({"num_format": "@"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("名单")
        sheet.freeze_panes(1, 0)
        sheet.set_row(0, 24)
        for place, column in enumerate(_columns(layout)):
            style = day if column.field.endswith(("_on", "_from", "_until")) else as_text
            sheet.set_column(place, place, max(12, len(column.label.zh) * 2 + 4), style)
            sheet.write_string(0, place, column.label.text(lang), needed if column.required else head)
            sheet.write_comment(0, place, column.hint.text(lang), {"x_scale": 2})
            _prepare(sheet, place, column, lang)
        _write_notes(book.add_worksheet("说明"), layout, head, lang)
        services = book.add_worksheet("服务项目")
        services.set_column(0, 1, 32)
        services.write_row(0, 0, [_SERVICES.zh, _SERVICES.en], head)
        for at, item in enumerate(service_items().values(), start=1):
            services.write_row(at, 0, [item.label.zh, item.label.en])


def _columns(layout: Layout) -> list[Column]:
    return [column for column in layout.columns if column not in (NOTE_COLUMN, REMARK)]


def _prepare(sheet: Any, place: int, column: Column, lang: str) -> None:
    """Choices as a drop-down; codes refuse numbers the moment they are typed."""
    if column.choices:
        rule = {"validate": "list", "source": list(column.choices), "ignore_blank": True}
        sheet.data_validation(1, place, PREPARED_ROWS, place, rule)
    elif column.is_code:
        letter = xlsxwriter.utility.xl_col_to_name(place)
        rule = {
            "validate": "custom",
            "value": f"=ISTEXT({letter}2)",
            "input_title": column.label.text(lang)[:32],
            "input_message": column.hint.text(lang)[:255],
            "error_type": "warning",
            "error_message": column.hint.text(lang)[:255],
        }
        sheet.data_validation(1, place, PREPARED_ROWS, place, rule)


def _write_notes(sheet: Any, layout: Layout, head: Any, lang: str) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(2, 2, 80)
    sheet.write_string(0, 0, f"{layout.label.text(lang)}：{_HELP.text(lang)}", head)
    for at, line in enumerate(_GENERAL, start=1):
        sheet.write_string(at, 0, line.text(lang))
    top = len(_GENERAL) + 2
    for place, title in enumerate(_TITLES):
        sheet.write_string(top, place, title.text(lang), head)
    for at, column in enumerate(_columns(layout), start=top + 1):
        sheet.write_string(at, 0, column.label.text(lang))
        sheet.write_string(at, 1, _YES.text(lang) if column.required else "")
        sheet.write_string(at, 2, column.hint.text(lang))
