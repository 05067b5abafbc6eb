"""One row of the roster of companies: cleaned, checked by the rules of companies, packed."""

from datetime import date
from typing import Any

import pytest

from registry.companies.states import MembershipStatus, OperatingMode
from registry.core.sources import Source
from registry.rosters.cells import SheetRow
from registry.rosters.company_layout import COMPANIES
from registry.rosters.company_rows import CompanyLine, read_company
from registry.rosters.headers import read_header
from registry.rosters.limits import LIMITS
from registry.rosters.rowreader import RowReader
from tests.make.identifiers import credit_code
from tests.make.rosters import company_cells

TODAY = date(2026, 11, 21)


def read(**cells: Any) -> tuple[CompanyLine, RowReader]:
    row = company_cells(**cells)
    header, _ = read_header(COMPANIES, SheetRow(1, list(row)))
    reader = RowReader(header, SheetRow(2, list(row.values())), LIMITS)
    return read_company(reader, Source.COMPANY, TODAY), reader


def test_a_clean_row_is_read_whole_and_packs_without_loss() -> None:
    line, reader = read(曾用名="旧名一、旧名二", 服务区域="东塘区、云州市明湖区", 品牌名称="")
    assert reader.findings == []
    assert line.fields["mode"] is OperatingMode.EMPLOYED
    assert line.fields["membership"] is MembershipStatus.MEMBER
    assert (line.fields["district"], line.fields["service_areas"]) == ("990101", ("990101", "990105"))
    assert [former.name for former in line.fields["former_names"]] == ["旧名一", "旧名二"]
    assert "brand" not in line.fields
    assert CompanyLine.unpacked(line.packed()) == line


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"企业名称": ""}, "企业名称", "company_name_missing"),
        ({"企业名称": "<script>"}, "企业名称", "company_text"),
        ({"企业名称": "=1+1"}, "企业名称", "company_text"),
        ({"统一社会信用代码": ""}, "统一社会信用代码", "uscc_missing"),
        ({"统一社会信用代码": 91990101447577105.0}, "统一社会信用代码", "cell_numeric"),
        ({"统一社会信用代码": credit_code(kind="51")}, "统一社会信用代码", "uscc_social_organisation"),
        ({"经营模式": ""}, "经营模式", "mode_missing"),
        ({"经营模式": "个体"}, "经营模式", "operatingmode_word"),
        ({"会员状态": "也许"}, "会员状态", "membershipstatus_word"),
        ({"所在区": "火星区"}, "所在区", "district_unknown"),
        ({"所在区": "朝阳区"}, "所在区", "district_ambiguous"),
        ({"服务热线": "12"}, "服务热线", "hotline_format"),
        ({"服务项目": "月嫂、算命"}, "服务项目", "service_word"),
        ({"成立日期": date(2027, 1, 1)}, "成立日期", "company_day_ahead"),
        ({"成立日期": "2020-02-30"}, "成立日期", "day_none"),
        ({"法定代表人": "=HYPERLINK()"}, "法定代表人", "name_characters"),
        ({"服务项目": "按摩理疗", "品牌名称": "包治百病"}, "品牌名称", "company_medical_claim"),
    ],
)
def test_each_fault_is_found_once_at_its_column(cells: dict[str, Any], column: str, code: str) -> None:
    _, reader = read(**cells)
    assert [(found.column, found.finding.code) for found in reader.findings] == [(column, code)]


def test_the_24_hour_mark_goes_to_repairs_only() -> None:
    line, reader = read(服务项目="管道疏通、月嫂", **{"24小时紧急维修": "是"})
    assert reader.findings == []
    assert [(one.item, one.emergency_24h) for one in line.fields["services"]] == [("HM02", True), ("MI01", False)]
    assert line.emergency_24h is True
