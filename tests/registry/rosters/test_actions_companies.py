"""Applying rosters of companies."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from registry.companies import actions as companies
from registry.companies.disclosure import CompanyFace
from registry.companies.queries import load, refs_by_uscc
from registry.core.actor import SYSTEM, Actor
from registry.core.clock import FixedClock
from registry.core.errors import Conflict, RuleBroken
from registry.core.sources import Source
from registry.record import reading
from registry.rosters.actions_companies import apply_companies
from registry.rosters.plan import Difference, Plan
from registry.rosters.preparing_companies import prepare_companies
from registry.rosters.staging import Staging
from registry.rosters.worker_rows import FileTerms
from tests.make.identifiers import credit_code
from tests.make.rosters import SAMPLES, company_cells, table, with_company, write_xlsx


@pytest.fixture(autouse=True)
def areas(session: Session, clock: FixedClock) -> None:
    with_company(session=session, clock=clock, numbers=())


def prepared(session: Session, clock: FixedClock, staging: Staging, path: Path, source: Source) -> Plan:
    return prepare_companies(session, clock, staging, path, FileTerms(source))


def imported(session: Session, clock: FixedClock, path: Path, source: Source = Source.COMPANY) -> Difference:
    with Staging(path.parent / "staging") as staging:
        plan = prepared(session, clock, staging, path, source)
        assert plan.is_good, list(plan.findings())
        return apply_companies(session, SYSTEM, clock, plan)


def face(session: Session, number: int = 1) -> CompanyFace:
    (ref,) = refs_by_uscc(session, [credit_code(number=number)]).values()
    return load(session, [ref])[ref]


def book(folder: Path, *rows: dict[str, object]) -> Path:
    return write_xlsx(folder / "companies.xlsx", table(list(rows)))


def test_the_sample_is_accepted_whole_and_a_second_time_changes_nothing(
    session: Session, clock: FixedClock, tmp_path: Path
) -> None:
    copy = tmp_path / "companies.xlsx"
    copy.write_bytes((SAMPLES / "companies.xlsx").read_bytes())
    assert imported(session, clock, copy).new == 60
    before = reading.position(session)
    again = imported(session, clock, copy)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 60)
    assert reading.position(session) == before == 60


def test_what_differs_is_changed_and_empty_cells_change_nothing(
    session: Session, clock: FixedClock, tmp_path: Path
) -> None:
    imported(session, clock, book(tmp_path, company_cells(品牌名称="天鹅湖", 曾用名="老名字"), company_cells(number=2)))
    clock.advance(days=3)
    changed = company_cells(企业名称="云州市新名家政服务有限公司", 品牌名称="", 曾用名="更老的名字", 服务项目="月嫂")
    done = imported(session, clock, book(tmp_path, changed, company_cells(number=2)))
    assert (done.changed, done.unchanged, set(done.fields)) == (1, 1, {"name", "former_names", "services"})
    found = face(session)
    assert (found.name, found.brand) == ("云州市新名家政服务有限公司", "天鹅湖")
    assert {"老名字", "更老的名字"} <= {former.name for former in found.former_names}
    assert [one.item for one in found.services] == ["MI01"]


def test_the_association_attests_and_a_company_does_not_undo_it(
    session: Session, clock: FixedClock, tmp_path: Path
) -> None:
    path = book(tmp_path, company_cells())
    imported(session, clock, path)
    assert face(session).verified_on is None
    done = imported(session, clock, path, Source.ASSOCIATION)
    assert done.fields == {"source": 1}
    assert (face(session).source, face(session).verified_on) == (Source.ASSOCIATION, date(2026, 11, 21))
    assert imported(session, clock, path).unchanged == 1
    assert face(session).source is Source.ASSOCIATION


def test_one_company_stands_once_in_a_file(
    session: Session, clock: FixedClock, staging: Staging, tmp_path: Path
) -> None:
    path = book(tmp_path, company_cells(), company_cells(number=2), company_cells())
    plan = prepared(session, clock, staging, path, Source.COMPANY)
    assert [(found.row, found.finding.code) for found in plan.findings()] == [(4, "company_twice")]
    with pytest.raises(RuleBroken):
        apply_companies(session, SYSTEM, clock, plan)


def test_a_company_that_left_is_not_brought_back_by_a_roster(
    session: Session, actor: Actor, clock: FixedClock, tmp_path: Path
) -> None:
    path = book(tmp_path, company_cells())
    imported(session, clock, path)
    (ref,) = refs_by_uscc(session, [credit_code(number=1)]).values()
    with Staging(tmp_path / "early") as early:
        planned = prepared(session, clock, early, path, Source.COMPANY)
        companies.withdraw(session, actor, clock, ref, why="停业")
        with pytest.raises(Conflict):
            apply_companies(session, SYSTEM, clock, planned)
    with Staging(tmp_path / "late") as late:
        codes = [found.finding.code for found in prepared(session, clock, late, path, Source.COMPANY).findings()]
    assert codes == ["company_ended"]
