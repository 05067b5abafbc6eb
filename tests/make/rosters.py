"""Builders of roster files in the formats that associations exchange; keyword only, valid by default."""

import csv
from collections.abc import Sequence
from datetime import date, datetime, time
from io import StringIO
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy.orm import Session

from registry.areas.actions import load as load_areas
from registry.companies.actions import register_many
from registry.companies.states import MembershipStatus, OperatingMode
from registry.core.actor import SYSTEM, Actor
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.core.identifiers import Sex
from registry.core.sources import Source
from registry.rosters.actions import apply_workers
from registry.rosters.plan import Difference, Plan
from registry.rosters.preparing import prepare_workers
from registry.rosters.staging import Staging
from registry.rosters.worker_rows import FileTerms
from tests.make.identifiers import credit_code, id_number

SAMPLES = Path(__file__).parent.parent / "samples" / "rosters"
COMPANY = "云州市示范家政服务有限公司"
WORKER_HEADERS = (
    "序号", "姓名", "性别", "身份证号", "手机号码", "所属企业", "统一社会信用代码", "上门服务证号", "服务项目",
    "技能等级", "入职日期", "背景核查日期", "背景核查结果", "健康证有效期至", "保险有效期至", "同意公示",
)  # fmt: skip
COMPANY_HEADERS = ("企业名称", "统一社会信用代码", "经营模式", "所在区", "服务热线", "服务项目", "会员状态", "成立日期")


def worker_cells(*, number: int = 1, **cells: Any) -> dict[str, Any]:
    """One row of the roster of workers by header; `number` tells people apart, `cells` replaces any of them."""
    made: dict[str, Any] = {
        "序号": number,
        "姓名": "张" + "淑芬敏桂金莲"[number % 6] + "英梅红建国"[number // 6 % 5],
        "性别": "女",
        "身份证号": id_number(born=date(1980, 1, 1 + number % 28), sex=Sex.FEMALE, serial=number // 28),
        "手机号码": f"100{number:08d}",
        "所属企业": COMPANY,
        "统一社会信用代码": credit_code(number=1),
        "上门服务证号": f"YZ{number:09d}",
        "服务项目": "月嫂、擦玻璃",
        "技能等级": "五级",
        "入职日期": date(2022, 2, 18),
        "背景核查日期": date(2026, 11, 7),
        "背景核查结果": "通过",
        "健康证有效期至": date(2027, 7, 5),
        "保险有效期至": date(2027, 6, 5),
        "同意公示": "是",
    }
    return made | cells


def company_cells(*, number: int = 1, **cells: Any) -> dict[str, Any]:
    """One row of the roster of companies by header."""
    made: dict[str, Any] = {
        "企业名称": COMPANY if number == 1 else f"云州市示范{number}号家政服务有限公司",
        "统一社会信用代码": credit_code(number=number),
        "经营模式": "员工制",
        "所在区": "东塘区",
        "服务热线": f"010-{number:08d}",
        "服务项目": "月嫂、擦玻璃",
        "会员状态": "会员",
        "成立日期": date(2015, 3, 1),
    }
    return made | cells


def table(rows: Sequence[dict[str, Any]], headers: Sequence[str] | None = None) -> list[list[Any]]:
    """Header row and rows, as lists."""
    names = list(headers) if headers is not None else list(rows[0])
    return [names, *([row.get(name, "") for name in names] for row in rows)]


def write_xlsx(path: Path, *sheets: Sequence[Sequence[Any]], names: Sequence[str] = ()) -> Path:
    """A workbook: texts as texts, days as days, numbers as numbers, {"formula": ...} as a formula."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, rows in enumerate(sheets):
            sheet = book.add_worksheet(names[at] if names else f"名单{at or ''}")
            for row, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    if isinstance(cell, dict):
                        sheet.write_formula(row, place, cell["formula"], None, cell.get("value", 0))
                    elif isinstance(cell, date):
                        sheet.write_datetime(row, place, datetime.combine(cell, time()), day)
                    elif cell != "":
                        sheet.write(row, place, cell)
    return path


def csv_text(rows: Sequence[Sequence[Any]], delimiter: str = ",") -> str:
    """Rows as CSV text."""
    out = StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def write_csv(path: Path, rows: Sequence[Sequence[Any]], *, encoding: str = "gb18030", delimiter: str = ",") -> Path:
    """Rows as a CSV file."""
    path.write_bytes(csv_text(rows, delimiter).encode(encoding))
    return path


def with_company(*, session: Session, clock: Clock, numbers: Sequence[int] = (1,)) -> list[str]:
    """Register the fictional companies that the rows name; returns their refs."""
    load_areas(session, SYSTEM, clock)
    rows = [
        {
            "name": company_cells(number=number)["企业名称"],
            "uscc": credit_code(number=number),
            "mode": OperatingMode.EMPLOYED,
            "membership": MembershipStatus.MEMBER,
            "source": Source.COMPANY,
        }
        for number in numbers
    ]
    return register_many(session, SYSTEM, clock, rows)


def planned(
    *, session: Session, clock: Clock, keyring: KeyRing, staging: Staging, path: Path, terms: FileTerms | None = None
) -> Plan:
    """The plan of a file of workers."""
    return prepare_workers(session, clock, keyring, staging, path, terms or FileTerms())


def imported(
    *,
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    path: Path,
    terms: FileTerms | None = None,
) -> Difference:
    """Prepare and apply a file of workers; fails when it has errors."""
    with Staging(path.parent / "staging") as staging:
        plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=path, terms=terms)
        assert plan.is_good, [(found.row, found.column, found.finding) for found in plan.findings()]
        return apply_workers(session, actor, clock, keyring, plan)
