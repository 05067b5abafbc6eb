"""`flask workers import` and `template`: report, exit status, all or nothing."""

from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.settings import Settings
from portal.writerlock import writer_lock
from registry.consents.queries import listed
from registry.core.clock import FixedClock
from registry.record import reading
from registry.workers.models import Worker
from tests.make.hostile import LIBRARY
from tests.make.rosters import SAMPLES, table, with_company, worker_cells, write_csv, write_xlsx


@pytest.fixture
def run(app: Flask, session: Session, clock: FixedClock) -> FlaskCliRunner:
    with_company(session=session, clock=clock)
    session.commit()
    return app.test_cli_runner()


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "people.xlsx", table([worker_cells(number=number) for number in (1, 2, 3)]))


def said(run: FlaskCliRunner, *words: str | Path, code: int = 0) -> str:
    answer = run.invoke(args=["workers", *(str(word) for word in words)])
    assert answer.exit_code == code, answer.output
    return answer.output


def count(session: Session) -> int:
    found = session.scalar(select(func.count()).select_from(Worker)) or 0
    session.rollback()  # the next command needs the register to itself
    return found


def test_a_roster_is_imported_and_a_second_time_changes_nothing(
    run: FlaskCliRunner, session: Session, people: Path
) -> None:
    assert "完成：新增 3，改动 0，不变 0。" in said(run, "import", people)
    assert count(session) == 3
    position = reading.position(session)
    session.rollback()
    assert "完成：新增 0，改动 0，不变 3。" in said(run, "import", people)
    assert reading.position(session) == position


def test_a_dry_run_changes_nothing(run: FlaskCliRunner, session: Session, people: Path) -> None:
    output = said(run, "import", people, "--dry-run")
    assert "新增 3" in output
    assert "什么也没有改" in output
    assert count(session) == 0


def test_errors_end_with_status_1_a_full_list_and_a_workbook(
    run: FlaskCliRunner, session: Session, tmp_path: Path
) -> None:
    out = tmp_path / "errors.xlsx"
    output = said(run, "import", SAMPLES / "workers_faults.xlsx", "--errors", out, code=1)
    assert "第 6 行 身份证号 [错误 id_check]" in output
    assert "第 58 行 姓名 [错误 name_characters]" in output
    assert "什么也没有改" in output
    assert openpyxl.load_workbook(out).sheetnames == ["名单", "导入问题汇总"]
    assert count(session) == 0


def test_no_output_holds_what_the_cells_held(run: FlaskCliRunner, tmp_path: Path) -> None:
    cells = worker_cells(姓名="=赵机密", 手机号码="13900001111222", 入职日期="机密日")
    output = said(run, "import", write_xlsx(tmp_path / "a.xlsx", table([cells])), code=1)
    for held in ("机密", "13900001111222", cells["身份证号"], cells["上门服务证号"]):
        assert held not in output


def test_the_report_speaks_english(run: FlaskCliRunner, people: Path) -> None:
    output = said(run, "import", people, "--lang", "en")
    assert "Done: 3 new, 0 changed, 0 unchanged." in output
    assert "Stated by the company" in output


def test_form_date_and_notice_version_for_the_file_list_people(
    run: FlaskCliRunner, session: Session, people: Path
) -> None:
    said(run, "import", people)
    assert listed(session, list(session.scalars(select(Worker.ref)))) == set()
    session.rollback()
    output = said(run, "import", people, "--consent-date", "2026-11-01", "--notice-version", "2026-1")
    assert "改动 3" in output
    assert len(listed(session, list(session.scalars(select(Worker.ref))))) == 3


def test_half_a_consent_is_a_usage_error(run: FlaskCliRunner, people: Path) -> None:
    assert "要一起给" in said(run, "import", people, "--consent-date", "2026-11-01", code=2)
    assert "要一起给" in said(run, "import", people, "--notice-version", "v1", code=2)


def test_the_guess_at_a_csv_is_shown(run: FlaskCliRunner, tmp_path: Path) -> None:
    output = said(run, "import", write_csv(tmp_path / "a.csv", table([worker_cells()])))
    assert "编码：GB18030（按内容判断）；分隔符：逗号" in output


def test_those_missing_are_told_and_left_alone(run: FlaskCliRunner, session: Session, people: Path) -> None:
    said(run, "import", people)
    fewer = write_xlsx(people.parent / "fewer.xlsx", table([worker_cells(number=1)]))
    assert "登记的 3 人中有 2 人不在名单里" in said(run, "import", fewer)
    assert count(session) == 3


@pytest.mark.parametrize("name", ["a bomb by ratio", "macros", "a password", "cut in half", ".ods"])
def test_a_hostile_file_is_a_plain_sentence(run: FlaskCliRunner, tmp_path: Path, name: str) -> None:
    build, code = LIBRARY[name]
    output = said(run, "import", build(tmp_path / "a.xlsx"), code=1)
    assert f"[错误 {code}]" in output
    assert "Traceback" not in output


def test_a_busy_register_is_told_kindly(app: Flask, run: FlaskCliRunner, session: Session, people: Path) -> None:
    settings: Settings = app.extensions["settings"]
    object.__setattr__(settings, "write_wait_seconds", 0.2)
    with writer_lock(settings.lock_path, 1):
        output = said(run, "import", people, code=1)
    assert "Traceback" not in output
    assert count(session) == 0


def test_nothing_is_left_in_the_staging_folder(app: Flask, run: FlaskCliRunner, people: Path) -> None:
    said(run, "import", people)
    said(run, "import", SAMPLES / "workers_faults.xlsx", code=1)
    assert list(app.extensions["settings"].staging_dir.iterdir()) == []


def test_the_template_is_one_our_importer_knows(run: FlaskCliRunner, tmp_path: Path) -> None:
    out = tmp_path / "template.xlsx"
    said(run, "template", out)
    assert "roster_empty" in said(run, "import", out, code=1)
