"""The register keeper's verbs on the command line."""

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from registry.companies import queries
from registry.companies.disclosure import SuccessionFace
from registry.companies.states import CompanyState
from registry.record import reading
from tests.make.companies import uscc
from tests.portal.companies.conftest import Enrol

CODE = uscc(6200)
OTHER = uscc(6300)


@pytest.fixture
def run(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def said(run: FlaskCliRunner, *words: str, code: int = 0) -> str:
    answer = run.invoke(args=["companies", *words])
    assert answer.exit_code == code, answer.output
    return answer.output


def state(session: Session, ref: str) -> CompanyState:
    session.rollback()
    found = queries.load(session, [ref])[ref].state
    session.rollback()  # the next command needs the register to itself
    return found


def tie_of(session: Session, ref: str) -> SuccessionFace:
    session.rollback()
    found = reading.current_of(session, [ref], ["succession"])[ref][0].face(SuccessionFace)
    session.rollback()
    return found


def test_show_tells_what_the_register_holds(run: FlaskCliRunner, enrol: Enrol) -> None:
    enrol(uscc=CODE, name="云州市知安家政服务有限公司")
    output = said(run, "show", CODE.lower())
    assert "云州市知安家政服务有限公司" in output
    assert "登记正常" in output
    assert "没有" in said(run, "show", OTHER, code=1)


def test_a_registration_is_suspended_lifted_and_ended(run: FlaskCliRunner, session: Session, enrol: Enrol) -> None:
    ref = enrol(uscc=CODE)
    by = ("--by", "clerk-1", "--why", "按期未更正")
    said(run, "suspend", CODE, *by)
    assert state(session, ref) is CompanyState.SUSPENDED
    said(run, "lift", CODE, *by)
    assert state(session, ref) is CompanyState.APPROVED
    assert "不能转为" in said(run, "lift", CODE, *by, code=1)
    said(run, "withdraw", CODE, *by)
    assert state(session, ref) is CompanyState.WITHDRAWN
    assert "不能转为" in said(run, "expel", CODE, *by, code=1)


def test_a_day_before_the_current_version_is_refused(run: FlaskCliRunner, session: Session, enrol: Enrol) -> None:
    ref = enrol(uscc=CODE)
    words = said(run, "expel", CODE, "--by", "clerk-1", "--why", "屡次违反", "--on", "2026-01-01", code=1)
    assert "早于现行版本" in words
    assert state(session, ref) is CompanyState.APPROVED


def test_a_new_name_keeps_the_old_one(run: FlaskCliRunner, enrol: Enrol) -> None:
    enrol(uscc=CODE, name="云州市旧名家政服务部")
    output = said(run, "rename", CODE, "云州市新名家政服务部", "--by", "clerk-1", "--why", "变更登记")
    assert "曾用名 云州市旧名家政服务部" in output


def test_ties_are_declared_decided_by_two_and_annulled(run: FlaskCliRunner, session: Session, enrol: Enrol) -> None:
    old, new = enrol(uscc=OTHER), enrol(uscc=CODE)
    both = ("--predecessor", OTHER, "--by", "clerk-1")
    said(run, "declare-predecessor", CODE, *both, "--basis", "改制", "--from", "2026-01-01")
    assert tie_of(session, old).other == new
    said(run, "annul-predecessor", CODE, *both, "--second", "clerk-2", "--why", "误报")
    decide = ("decide-predecessor", CODE, *both, "--basis", "人员相同", "--reply", "未答复", "--from", "2026-01-01")
    assert "两名不同" in said(run, *decide, "--second", "clerk-1", code=1)
    said(run, *decide, "--second", "clerk-2")
    assert tie_of(session, new).reply == "未答复"
    said(run, "annul-predecessor", uscc(6301), *both, "--second", "clerk-2", "--why", "误报", code=1)
