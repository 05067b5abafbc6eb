"""The stages before applying, on the samples and against a register."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.companies import actions as companies
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.sources import Source
from registry.record import reading
from registry.rosters.faults import RowFinding
from registry.rosters.plan import Plan
from registry.rosters.preparing import prepare_workers
from registry.rosters.staging import Staging
from registry.rosters.worker_rows import FileTerms
from tests.make.hostile import LIBRARY
from tests.make.identifiers import credit_code
from tests.make.rosters import (
    SAMPLES,
    imported,
    planned,
    table,
    with_company,
    worker_cells,
    write_csv,
    write_xlsx,
)

LISTING = FileTerms(Source.COMPANY, date(2026, 11, 1), "2026-1")


def at(plan: Plan) -> list[tuple[int, str | None, str]]:
    return [(found.row, found.column, found.finding.code) for found in plan.findings()]


def errors(plan: Plan) -> list[RowFinding]:
    return [found for found in plan.findings() if found.is_error]


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "people.xlsx", table([worker_cells(number=number) for number in range(1, 6)]))


def test_every_expected_fault_is_found_at_its_row_and_column(
    session: Session, clock: FixedClock, keyring: KeyRing, staging: Staging
) -> None:
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=SAMPLES / "workers_faults.xlsx")
    expected = json.loads((SAMPLES / "workers_faults.expected.json").read_text())
    found = {(row, column) for row, column, _ in at(plan)}
    assert {(fault["row"], fault["column"]) for fault in expected} <= found
    assert len(expected) == 14


def test_the_report_says_how_a_csv_was_read(
    session: Session, clock: FixedClock, keyring: KeyRing, staging: Staging
) -> None:
    path = SAMPLES / "workers_gb18030.csv"
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=path)
    assert plan.encoding is not None
    assert plan.delimiter is not None
    assert (plan.rows, plan.encoding.zh, plan.delimiter.zh) == (200, "GB18030（按内容判断）", "逗号")


def test_one_person_and_one_permit_stand_once_in_a_file(
    session: Session, clock: FixedClock, keyring: KeyRing, staging: Staging, tmp_path: Path
) -> None:
    with_company(session=session, clock=clock)
    first = worker_cells(number=1)
    rows = [
        first,
        worker_cells(number=2),
        worker_cells(number=3, 身份证号=first["身份证号"]),
        worker_cells(number=4, 上门服务证号=first["上门服务证号"]),
        worker_cells(number=5, 身份证号=f" {first['身份证号'][:6]} {first['身份证号'][6:]} "),
    ]
    path = write_xlsx(tmp_path / "a.xlsx", table(rows))
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=path)
    assert [entry for entry in at(plan) if entry[2].endswith("_twice")] == [
        (4, "身份证号", "person_twice"),
        (5, "上门服务证号", "permit_twice"),
        (6, "身份证号", "person_twice"),
    ]


def test_companies_must_be_registered_and_not_have_left(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, staging: Staging, tmp_path: Path
) -> None:
    _, gone = with_company(session=session, clock=clock, numbers=(1, 2))
    companies.withdraw(session, actor, clock, gone, why="停业")
    rows = [
        worker_cells(number=1),
        worker_cells(number=2, 统一社会信用代码=credit_code(number=2), 所属企业=""),
        worker_cells(number=3, 统一社会信用代码=credit_code(number=3), 所属企业=""),
        worker_cells(number=4, 所属企业="另一个名称"),
    ]
    path = write_xlsx(tmp_path / "a.xlsx", table(rows))
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=path, terms=LISTING)
    assert at(plan) == [
        (3, "统一社会信用代码", "company_ended"),
        (4, "统一社会信用代码", "company_unknown"),
        (5, "所属企业", "company_name"),
    ]
    assert plan.errors == 2


def test_preparing_changes_nothing(
    session: Session, clock: FixedClock, keyring: KeyRing, staging: Staging, people: Path
) -> None:
    with_company(session=session, clock=clock)
    before = session.scalar(select(func.count()).select_from(AuditEntry)), reading.position(session)
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=people)
    assert plan.difference.new == 5
    assert (session.scalar(select(func.count()).select_from(AuditEntry)), reading.position(session)) == before


def test_the_difference_counts_new_changed_unchanged_and_missing(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, staging: Staging, people: Path
) -> None:
    with_company(session=session, clock=clock)
    imported(session=session, actor=actor, clock=clock, keyring=keyring, path=people)
    rows = [
        worker_cells(number=1),
        worker_cells(number=2, 手机号码="10099999999", 技能等级="三级"),
        worker_cells(number=3, 保险有效期至=""),
        worker_cells(number=9),
    ]
    path = write_csv(people.parent / "b.csv", table(rows), encoding="utf-8")
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=path)
    found = plan.difference
    assert (found.new, found.changed, found.unchanged, found.missing, found.staff) == (1, 1, 2, 2, 5)
    assert found.fields == {"phone": 1, "grade": 1}


CONFLICTS: list[tuple[dict[str, Any], str, str]] = [
    ({"上门服务证号": "YZ000000002"}, "上门服务证号", "permit_conflict"),
    ({"上门服务证号": "YZ000000077"}, "上门服务证号", "permit_conflict"),
    ({"姓名": "李别人"}, "姓名", "identity_contradicts"),
]


@pytest.mark.parametrize(("cells", "column", "code"), CONFLICTS)
def test_what_contradicts_the_register_is_told_without_telling_who_works_where(
    session: Session,
    actor: Actor,
    clock: FixedClock,
    keyring: KeyRing,
    staging: Staging,
    people: Path,
    cells: dict[str, Any],
    column: str,
    code: str,
) -> None:
    with_company(session=session, clock=clock, numbers=(1, 2))
    imported(session=session, actor=actor, clock=clock, keyring=keyring, path=people)
    rival = {"统一社会信用代码": credit_code(number=2), "所属企业": ""}
    path = write_xlsx(people.parent / "b.xlsx", table([worker_cells(number=1, **rival, **cells)]))
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=path, terms=LISTING)
    assert at(plan) == [(2, column, code)]
    words = errors(plan)[0].finding.message.zh
    assert "登记" not in words
    assert "企业" not in words


def test_a_person_of_another_company_looks_new(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, staging: Staging, people: Path
) -> None:
    with_company(session=session, clock=clock, numbers=(1, 2))
    imported(session=session, actor=actor, clock=clock, keyring=keyring, path=people)
    cells = worker_cells(number=1, 统一社会信用代码=credit_code(number=2), 所属企业="")
    path = write_xlsx(people.parent / "b.xlsx", table([cells, worker_cells(number=8)]))
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=path, terms=LISTING)
    assert (plan.difference.new, plan.difference.changed, at(plan)) == (2, 0, [])


def test_employers_word_without_form_is_one_note_for_the_file(
    session: Session, clock: FixedClock, keyring: KeyRing, staging: Staging, people: Path
) -> None:
    with_company(session=session, clock=clock)
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=people)
    assert (plan.unlisted, at(plan), plan.is_good) == (5, [(0, None, "consent_without_form")], True)


def test_later_stages_run_on_what_can_be_read(
    session: Session, clock: FixedClock, keyring: KeyRing, staging: Staging, tmp_path: Path
) -> None:
    """A broken cell hides neither the company that is not registered nor the second row of the person."""
    rows = [worker_cells(number=1, 入职日期="昨天"), worker_cells(number=1, 手机号码="1")]
    path = write_xlsx(tmp_path / "a.xlsx", table(rows))
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=path, terms=LISTING)
    assert {(row, code) for row, _, code in at(plan)} == {
        (2, "day_format"), (2, "company_unknown"), (3, "phone_format"), (3, "company_unknown"), (3, "person_twice"),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["a bomb by ratio", "macros", "billion laughs", "cut in half"])
def test_a_refused_file_is_a_finding_about_the_whole_file(
    session: Session, clock: FixedClock, keyring: KeyRing, staging: Staging, tmp_path: Path, name: str
) -> None:
    build, code = LIBRARY[name]
    path = build(tmp_path / "a.xlsx")
    plan = planned(session=session, clock=clock, keyring=keyring, staging=staging, path=path)
    assert at(plan) == [(0, None, code)]
    assert not plan.is_good


def test_no_finding_is_left_out(
    session: Session, clock: FixedClock, keyring: KeyRing, staging: Staging, tmp_path: Path
) -> None:
    rows = [worker_cells(number=1, 姓名="", 手机号码="1", 入职日期="昨天") for _ in range(2500)]
    path = write_csv(tmp_path / "a.csv", table(rows))
    plan = prepare_workers(session, clock, keyring, staging, path, FileTerms())
    # name, phone, day and company in each row, the same person in every row but the first; one note for the file.
    assert (plan.errors, plan.warnings, len(at(plan))) == (4 * 2500 + 2499, 1, 4 * 2500 + 2500)
