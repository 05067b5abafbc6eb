"""`flask companies import` and `template`."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from registry.companies.queries import all_refs, load
from registry.core.clock import FixedClock
from registry.core.sources import Source
from tests.make.identifiers import credit_code
from tests.make.rosters import SAMPLES, company_cells, table, with_company, write_xlsx


@pytest.fixture
def run(app: Flask, session: Session, clock: FixedClock) -> FlaskCliRunner:
    with_company(session=session, clock=clock, numbers=())
    session.commit()
    return app.test_cli_runner()


def said(run: FlaskCliRunner, *words: str | Path, code: int = 0) -> str:
    answer = run.invoke(args=["companies", *(str(word) for word in words)])
    assert answer.exit_code == code, answer.output
    return answer.output


def test_the_sample_goes_in_whole_and_only_once(run: FlaskCliRunner) -> None:
    path = SAMPLES / "companies.xlsx"
    assert "完成：新增 60，改动 0，不变 0。" in said(run, "import", path)
    assert "完成：新增 0，改动 0，不变 60。" in said(run, "import", path)


def test_the_source_is_stored(run: FlaskCliRunner, session: Session, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", table([company_cells()]))
    assert "企业申报" in said(run, "import", path)
    assert "协会已核验" in said(run, "import", path, "--source", "association")
    (ref,) = all_refs(session).values()
    assert load(session, [ref])[ref].source is Source.ASSOCIATION


def test_one_bad_row_keeps_all_out(run: FlaskCliRunner, session: Session, tmp_path: Path) -> None:
    rows = [company_cells(), company_cells(number=2, 统一社会信用代码=credit_code(number=2)[:17] + "Z")]
    output = said(run, "import", write_xlsx(tmp_path / "a.xlsx", table(rows)), "--lang", "en", code=1)
    assert "row 3 统一社会信用代码 [error uscc_" in output
    assert "nothing was changed" in output
    assert all_refs(session) == {}


def test_the_error_workbook_must_be_one(run: FlaskCliRunner, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", table([company_cells()]))
    assert ".xlsx" in said(run, "import", path, "--errors", tmp_path / "out.csv", code=2)


def test_the_template_is_one_our_importer_knows(run: FlaskCliRunner, tmp_path: Path) -> None:
    out = tmp_path / "template.xlsx"
    said(run, "template", out, "--lang", "en")
    assert "roster_empty" in said(run, "import", out, code=1)
