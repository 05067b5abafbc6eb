"""Finding the headers: titles above, any order, Chinese or English, brackets and stars."""

import random

import pytest

from registry.rosters.cells import SheetRow
from registry.rosters.columns import header_key
from registry.rosters.company_layout import COMPANIES
from registry.rosters.headers import find_header, read_header
from registry.rosters.worker_layout import WORKERS
from tests.make.rosters import COMPANY_HEADERS, WORKER_HEADERS


def test_every_header_means_one_column() -> None:
    for layout in (WORKERS, COMPANIES):
        seen: dict[str, str] = {}
        for column in layout.columns:
            for word in {
                header_key(word) for word in (column.label.zh, column.label.en, column.field, *column.synonyms)
            }:
                assert seen.setdefault(word, column.field) == column.field, word


@pytest.mark.parametrize("seed", range(5))
def test_any_order_below_titles_and_notes(seed: int) -> None:
    words = list(WORKER_HEADERS)
    random.Random(seed).shuffle(words)
    rows = [
        SheetRow(1, ["云州市名单（演示）", None]),
        SheetRow(3, ["填表说明：姓名与身份证一致"]),
        SheetRow(4, list(words)),
    ]
    found = find_header(WORKERS, rows)
    assert found is not None
    header, findings = read_header(WORKERS, found)
    assert findings == []
    assert header.row == 4
    assert header.fields["id_number"] == words.index("身份证号")
    assert "sequence" not in header.fields


@pytest.mark.parametrize(
    ("word", "field"),
    [
        ("身份证号码", "id_number"),
        (" 身份证号（必填） ", "id_number"),
        ("＊手机号码：", "phone"),
        ("ID Number", "id_number"),
        ("Phone", "phone"),
        ("单位名称", "company_name"),
        ("证号", "permit_number"),
        ("工种", "services"),
        ("背景审查结论", "check_outcome"),
        ("是否公示", "listing"),
        ("入职日期(年-月-日)", "hired_on"),
        ("UNIFIED SOCIAL CREDIT CODE", "uscc"),
    ],
)
def test_words_that_people_use(word: str, field: str) -> None:
    header, _ = read_header(WORKERS, SheetRow(1, ["姓名", word]))
    assert header.fields[field] == 1
    assert header.word(field) == word.strip()


def test_missing_doubled_and_unknown_columns() -> None:
    header, findings = read_header(WORKERS, SheetRow(2, ["姓名", "身份证号", "身份证号码", "年龄段", "身份证好"]))
    codes = [(found.finding.code, found.column, found.is_error) for found in findings]
    assert ("header_missing", None, True) in codes
    assert ("header_twice", "身份证号码", True) in codes
    assert ("header_unknown", "年龄段", False) in codes
    assert header.fields["id_number"] == 1
    near = next(found.finding for found in findings if found.column == "身份证好")
    assert near.cure is not None
    assert "身份证号" in near.cure.zh


def test_no_headers_at_all() -> None:
    assert find_header(WORKERS, [SheetRow(1, ["姓名"]), SheetRow(2, ["张敏", 1.0])]) is None


def test_the_roster_of_companies_has_its_own() -> None:
    header, findings = read_header(COMPANIES, SheetRow(1, list(COMPANY_HEADERS)))
    assert findings == []
    assert header.fields["name"] == 0
