"""Templates: what our own importer reads, with ID columns as text, choices and notes."""

from pathlib import Path

import openpyxl
import pytest

from registry.core.taxonomy import service_items
from registry.rosters.columns import Layout
from registry.rosters.company_layout import COMPANIES
from registry.rosters.headers import find_header, read_header
from registry.rosters.sheets import open_roster
from registry.rosters.templates import write_template
from registry.rosters.worker_layout import WORKERS


@pytest.mark.parametrize("layout", [WORKERS, COMPANIES])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_template_has_every_column_and_is_read_without_a_finding(tmp_path: Path, layout: Layout, lang: str) -> None:
    out = tmp_path / "template.xlsx"
    write_template(layout, out, lang)
    with open_roster(out) as roster:
        rows = list(next(roster.sheets).rows)
    found = find_header(layout, rows)
    assert found is not None
    header, findings = read_header(layout, found)
    assert findings == []
    assert set(header.fields) == {column.field for column in layout.columns if not column.ignored}


def test_codes_are_text_choices_drop_down_and_the_header_stays_in_sight(tmp_path: Path) -> None:
    out = tmp_path / "template.xlsx"
    write_template(WORKERS, out)
    book = openpyxl.load_workbook(out)
    sheet = book["名单"]
    places = {str(cell.value): cell for cell in sheet[1]}
    assert sheet.freeze_panes == "A2"
    for word in ("身份证号", "统一社会信用代码", "上门服务证号", "手机号码"):
        (column,) = [each for each in sheet.column_dimensions.values() if each.min <= places[word].column <= each.max]
        assert column.number_format == "@"
        assert places[word].comment is not None
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    letter = places["背景核查结果"].column_letter
    assert lists[f"{letter}2:{letter}2001"] == '"通过,核查中,未通过,无法核查"'
    assert book.sheetnames == ["名单", "说明", "服务项目"]
    assert book["服务项目"].max_row == 1 + len(service_items())
