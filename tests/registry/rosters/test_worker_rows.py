"""One row of the roster of workers: every fault at its column, every clean row whole."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.background_checks.states import Outcome
from registry.core.identifiers import Sex
from registry.core.sources import Source
from registry.rosters.cells import Formula, SheetRow, Strange
from registry.rosters.headers import read_header
from registry.rosters.limits import LIMITS
from registry.rosters.rowreader import RowReader
from registry.rosters.worker_layout import WORKERS
from registry.rosters.worker_rows import FileTerms, WorkerLine, native_province, read_worker
from tests.make.identifiers import credit_code, id_number
from tests.make.rosters import worker_cells

TODAY = date(2026, 11, 21)
COMPANY_ONLY = FileTerms()
ASSOCIATION = FileTerms(Source.ASSOCIATION, date(2026, 11, 1), "2026-1")


def read(terms: FileTerms = COMPANY_ONLY, **cells: Any) -> tuple[WorkerLine, RowReader]:
    row = worker_cells(**cells)
    header, _ = read_header(WORKERS, SheetRow(1, list(row)))
    reader = RowReader(header, SheetRow(2, list(row.values())), LIMITS)
    return read_worker(reader, terms, TODAY), reader


def codes(reader: RowReader) -> list[tuple[str | None, str]]:
    return [(found.column, found.finding.code) for found in reader.findings]


def test_a_clean_row_is_read_whole() -> None:
    line, reader = read()
    assert reader.findings == []
    assert line.uscc == credit_code(number=1)
    assert [service.item for service in line.services] == ["MI01", "HC04"]
    assert line.grade == ("OCC_4-10-01-06", "L5")
    assert (line.check_outcome, line.checked_on) == (Outcome.CLEAR, date(2026, 11, 7))
    assert (line.listing, line.lists, line.source) == (True, False, Source.COMPANY)


@given(
    st.builds(
        WorkerLine,
        row=st.integers(1, 200_000),
        name=st.text(max_size=20),
        id_number=st.text(max_size=18),
        uscc=st.text(max_size=18),
        source=st.sampled_from(Source),
        hired_on=st.none() | st.dates(),
        check_outcome=st.none() | st.sampled_from(Outcome),
        grade=st.none() | st.tuples(st.text(max_size=9), st.text(max_size=3)),
        listing=st.booleans(),
    )
)
def test_packing_loses_nothing(line: WorkerLine) -> None:
    assert WorkerLine.unpacked(line.packed()) == line


FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({"姓名": ""}, "姓名", "name_missing"),
    ({"姓名": "=1+1"}, "姓名", "name_characters"),
    ({"姓名": "<b>张敏</b>"}, "姓名", "name_characters"),
    ({"姓名": "@张敏"}, "姓名", "name_characters"),
    ({"姓名": "+张敏"}, "姓名", "name_characters"),
    ({"姓名": Formula("张敏")}, "姓名", "cell_formula"),
    ({"姓名": "张" * 2001}, "姓名", "cell_long"),
    ({"身份证号": ""}, "身份证号", "id_missing"),
    ({"身份证号": 9.90102198306158e17}, "身份证号", "cell_numeric"),
    ({"身份证号": "9.90102E+17"}, "身份证号", "id_scientific"),
    ({"身份证号": "990102198306158270"}, "身份证号", "id_check"),
    ({"身份证号": id_number(born=date(2027, 1, 1))}, "身份证号", "id_future"),
    ({"身份证号": id_number(born=date(2015, 1, 1)), "入职日期": ""}, "身份证号", "id_too_young"),
    ({"性别": "男"}, "性别", "sex_contradicts_id"),
    ({"性别": "不详"}, "性别", "sex_word"),
    ({"手机号码": "12345"}, "手机号码", "phone_format"),
    ({"统一社会信用代码": credit_code(number=1)[:17] + "!"}, "统一社会信用代码", "uscc_letter"),
    ({"统一社会信用代码": 91990101447577105.0}, "统一社会信用代码", "cell_numeric"),
    ({"上门服务证号": "123"}, "上门服务证号", "permit_format"),
    ({"上门服务证号": 123456789.0}, "上门服务证号", "cell_numeric"),
    ({"服务项目": "月嫂、算命"}, "服务项目", "service_word"),
    ({"技能等级": "九级"}, "技能等级", "grade_word"),
    ({"入职日期": "2024-02-30"}, "入职日期", "day_none"),
    ({"入职日期": date(2026, 11, 22)}, "入职日期", "day_ahead"),
    ({"入职日期": date(1990, 1, 1)}, "入职日期", "hired_too_young"),
    ({"入职日期": Strange("8:30:00")}, "入职日期", "cell_odd"),
    ({"背景核查日期": date(2027, 1, 1)}, "背景核查日期", "day_ahead"),
    ({"背景核查日期": ""}, "背景核查日期", "check_day_missing"),
    ({"背景核查结果": "好"}, "背景核查结果", "check_word"),
    ({"同意公示": "随便"}, "同意公示", "yes_no"),
    ({"证件有效期至": date(2020, 1, 1), "发证日期": date(2021, 1, 1)}, "证件有效期至", "permit_days"),
    ({"发证日期": date(2027, 1, 1)}, "发证日期", "day_ahead"),
    ({"同意书日期": date(2027, 1, 1)}, "同意书日期", "day_ahead"),
    ({"数据来源": "协会"}, "数据来源", "source_raised"),
    ({"数据来源": "亲戚"}, "数据来源", "source_word"),
]


@pytest.mark.parametrize(("cells", "column", "code"), FAULTS, ids=[f"{code} {column}" for _, column, code in FAULTS])
def test_each_fault_is_found_at_its_column(cells: dict[str, Any], column: str, code: str) -> None:
    line, reader = read(**cells)
    assert (column, code) in codes(reader)
    assert not reader.is_good
    assert line.name or column == "姓名"


@pytest.mark.parametrize(("cells", "column", "code"), FAULTS, ids=[f"{code} {column}" for _, column, code in FAULTS])
def test_no_finding_holds_what_the_cell_held(cells: dict[str, Any], column: str, code: str) -> None:
    _, reader = read(**cells)
    words = " ".join(
        found.finding.message.zh + found.finding.message.en + (found.finding.cure.zh if found.finding.cure else "")
        for found in reader.findings
    )
    held = str(cells.get(column, ""))
    assert len(held) < 4 or held not in words


def test_everything_wrong_with_a_row_is_told_at_once() -> None:
    _, reader = read(姓名="", 手机号码="1", 入职日期="昨天", 同意公示="随便")
    assert {column for column, _ in codes(reader)} == {"姓名", "手机号码", "入职日期", "同意公示"}


def test_typing_habits_are_forgiven() -> None:
    number = id_number(born=date(1983, 6, 15))
    wide = number.lower().translate(str.maketrans("0123456789x", "０１２３４５６７８９ｘ"))
    line, reader = read(姓名=" 欧阳䶮\u3000", 身份证号=f" {wide[:6]} {wide[6:]}", 手机号码=10048317163.0, 性别="女性")
    assert reader.findings == []
    assert (line.name, line.id_number, line.phone) == ("欧阳䶮", number, "10048317163")


def test_an_absent_column_states_nothing() -> None:
    row = worker_cells()
    kept = {name: row[name] for name in ("姓名", "身份证号", "统一社会信用代码")}
    header, findings = read_header(WORKERS, SheetRow(1, list(kept)))
    reader = RowReader(header, SheetRow(2, list(kept.values())), LIMITS)
    line = read_worker(reader, FileTerms(), TODAY)
    assert (findings, reader.findings) == ([], [])
    assert (line.check_outcome, line.health_until, line.permit_number, line.services) == (None, None, "", ())


def test_a_consent_counts_with_form_date_and_notice_version_only() -> None:
    assert read(ASSOCIATION)[0].lists
    assert not read(FileTerms(Source.COMPANY, date(2026, 11, 1)))[0].lists
    assert not read(ASSOCIATION, 同意公示="否")[0].lists
    assert read(FileTerms(), 同意书日期=date(2026, 1, 1), 告知版本="v2")[0].lists


def test_a_row_may_lower_the_source_of_its_file() -> None:
    assert read(ASSOCIATION, 数据来源="企业")[0].source is Source.COMPANY
    assert read(ASSOCIATION)[0].source is Source.ASSOCIATION


WARNINGS: list[tuple[dict[str, Any], str]] = [
    ({"服务项目": ""}, "services_missing"),
    ({"背景核查结果": ""}, "check_result_missing"),
    ({"上门服务证号": "", "证件有效期至": date(2027, 1, 1)}, "permit_without_number"),
    ({"健康检查等级": "母婴照护", "健康证有效期至": ""}, "tier_without_end"),
]


@pytest.mark.parametrize(("cells", "code"), WARNINGS)
def test_what_is_only_odd_is_a_warning(cells: dict[str, Any], code: str) -> None:
    _, reader = read(**cells)
    assert [found.finding.code for found in reader.findings] == [code]
    assert reader.is_good


def test_the_province_is_that_of_the_number() -> None:
    assert native_province(id_number(area="990102", sex=Sex.MALE)) == "990000"
    assert native_province(id_number(area="310115")) == "310000"
    assert native_province(id_number(area="830000")) == "710000"
    assert native_province(id_number(area="000000")) is None
