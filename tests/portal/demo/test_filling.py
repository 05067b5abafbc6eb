"""A small demonstration: everything that was promised is in it, and the record proves itself."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.database import db, make_writer
from portal.demo.calendar import Calendar
from portal.demo.example_companies import DECIDED, HEIR, OLD, RENAMED, STATED, UNINSURED, code_of
from portal.demo.example_people import examples, id_number, permit_number
from portal.demo.filling import Filled, fill, plan
from portal.demo.notes import Note, as_text, notes_of
from portal.settings import Settings
from portal.wiring import keyring as make_keyring
from registry.areas.actions import load
from registry.audit.verify import verify_chain, verify_links
from registry.background_checks.models import BackgroundCheck
from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.companies.models import Company, CompanySuccession
from registry.core.actor import SYSTEM
from registry.core.clock import FixedClock, day_start, shanghai_date
from registry.core.identifiers import check_credit_code, check_id_number, looks_like_credit_code
from registry.core.indexed import Indexed, indexed_tables
from registry.core.taxonomy import service_items
from registry.index_keys.actions import rotate_index
from registry.index_keys.noting import note_index_key
from registry.index_keys.queries import only_on_paper
from registry.permits.models import Card, Permit
from registry.qualifications.models import Certificate
from registry.record import reading
from registry.record.verify import verify
from registry.rosters.worker_rows import WorkerLine
from registry.workers.models import Employment, Worker
from registry.workers.queries import find_by_id, find_by_permit
from tests.conftest import NOW
from tests.make.index_keys import Recording, found_in

TODAY = shanghai_date(NOW)
COMPANIES, WORKERS = 40, 240

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, empty_register: Path) -> Path:
    """A data directory with an empty register in it."""
    path = tmp_path_factory.mktemp("demo")
    (path / "register.db").write_bytes(empty_register.read_bytes())
    return path


@pytest.fixture(scope="module")
def recording(folder: Path) -> Recording:
    """The keys of the demonstration, which remember every index they made."""
    return Recording.from_text(*make_keyring(Settings(data_dir=folder)).to_text())


@pytest.fixture(scope="module")
def filled(folder: Path, recording: Recording) -> Iterator[tuple[Session, Filled]]:
    """The demonstration, filled once for all tests of this module, with a session on it."""
    settings = Settings(data_dir=folder, search_url="memory:")
    engine = make_writer(settings.database)
    clock = FixedClock(NOW)
    with Session(engine, expire_on_commit=False) as session:
        load(session, SYSTEM, FixedClock(day_start(Calendar(TODAY).days[0])))
        done = fill(
            session, clock, recording, settings.staging_dir,
            companies=COMPANIES, workers=WORKERS, progress=lambda done, total: None,
        )  # fmt: skip
        session.commit()
        yield session, done
    engine.dispose()


@pytest.fixture(scope="module")
def session(filled: tuple[Session, Filled]) -> Session:
    return filled[0]


@pytest.fixture(scope="module")
def notes(filled: tuple[Session, Filled]) -> list[Note]:
    return notes_of(filled[0], examples(TODAY), filled[1], TODAY)


def headlines(notes: list[Note]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for note in notes:
        found.setdefault(note.case.zh, []).append(note.answer.zh)
    return found


def test_the_record_and_the_trace_prove_themselves(session: Session) -> None:
    outcome = verify(session)
    assert outcome.failure is None
    assert outcome.entries == reading.position(session) > 1000
    assert verify_links(session) is None
    assert verify_chain(session).failure is None


def test_three_years_are_recorded_and_nothing_lies_ahead(session: Session) -> None:
    first, newest = reading.entry_at(session, 1), reading.newest_moment(session)
    assert first is not None
    assert newest is not None
    assert first.recorded_at < NOW - timedelta(days=3 * 365 - 31)
    assert NOW - timedelta(days=15) < newest < NOW + timedelta(seconds=1)


def test_every_example_gets_its_answer(notes: list[Note]) -> None:
    answers = headlines(notes)
    valid, verify_first, refused, lost = "证件有效", "请先核实", "今日无效", "已挂失"
    assert answers["一切正常"] == [valid, valid]
    assert answers["证件昨天到期"] == [refused]
    assert answers["今晚 24 点到期"] == [valid]
    assert answers["背景核查过期"] == answers["已暂停，决定未生效"] == answers["已撤销，决定已生效"] == [refused]
    for case in (
        "健康证昨天到期",
        "保险昨天到期",
        "一项未能核查",
        "只有企业申报",
        "核查未通过，对外不显",
        "核查中",
        "没有核查",
    ):
        assert answers[case] == [verify_first], case
    assert answers["目前没有企业"] == answers["企业暂停登记"] == answers["体检类别不足"] == [verify_first]
    assert answers["卡已挂失，未补"] == [valid, lost]
    assert answers["挂失后已补卡"] == [valid, lost, valid]
    assert answers["已撤回公示同意"] == answers["生僻字"] == answers["复姓"][:1] == [valid]


def test_what_expires_tonight_is_refused_tomorrow(filled: tuple[Session, Filled]) -> None:
    tomorrow = notes_of(filled[0], examples(TODAY), filled[1], TODAY + timedelta(days=1))
    assert headlines(tomorrow)["今晚 24 点到期"] == ["今日无效"]


def test_every_state_is_there(session: Session) -> None:
    def states(column: object) -> Counter[str]:
        return Counter(session.scalars(select(column)))

    assert set(states(Company.state)) == {"approved", "suspended", "withdrawn", "expelled"}
    assert set(states(Permit.state)) >= {"active", "suspended", "revoked"}
    assert set(states(Card.state)) == {"active", "lost"}
    assert set(states(BackgroundCheck.outcome)) == {"clear", "adverse", "pending", "could_not"}
    assert set(states(CompanySuccession.declared_by)) == {"company", "officers"}
    assert set(states(Permit.decision_final)) == {True, False}
    assert None in states(Permit.valid_until)
    assert {None} < set(states(Certificate.verified_on))
    assert set(states(Company.source)) == set(states(Worker.source)) == {"company", "association"}
    assert session.scalar(select(func.count()).select_from(Employment).where(Employment.until_on.is_not(None)))


def test_all_services_are_offered(session: Session) -> None:
    offered = set()
    for ref in session.scalars(select(Company.ref)):
        entry = reading.current(session, "company", ref)
        assert entry is not None
        offered |= {one["item"] for one in entry.fields["services"]}
    assert offered >= set(service_items())


def test_half_of_the_people_are_listed_and_no_others(session: Session) -> None:
    listed = reading.count_of_kind(session, "worker")
    assert 0.4 < listed / WORKERS < 0.65
    withdrawn = next(place for place, one in enumerate(examples(TODAY), start=1) if one.name == "马晓燕")
    settings = Settings(data_dir=Path(str(session.get_bind().url.database)).parent)
    ref = find_by_permit(session, make_keyring(settings), permit_number(withdrawn))
    assert ref is not None
    assert reading.current(session, "worker", ref) is None
    assert reading.history(session, "worker", ref) == []


def test_predecessors_are_tied_on_both_sides(session: Session) -> None:
    refs = dict(session.execute(select(Company.uscc, Company.ref)).all())
    ties = reading.current_of(session, [refs[code_of(OLD)], refs[code_of(HEIR)]], ["succession"])
    assert [entry.fields["direction"] for entry in ties[refs[code_of(HEIR)]]] == ["predecessor"]
    assert [entry.fields["direction"] for entry in ties[refs[code_of(OLD)]]] == ["successor"]
    decided = reading.current_of(session, [refs[code_of(DECIDED)]], ["succession"])[refs[code_of(DECIDED)]]
    assert decided[0].fields["declared_by"] == "officers"


def test_a_company_was_renamed_moved_and_corrected(session: Session) -> None:
    ref = session.scalar(select(Company.ref).where(Company.uscc == code_of(RENAMED)))
    assert ref is not None
    versions = reading.history(session, "company", ref)
    assert {entry.fields["name"] for entry in versions} == {"云州市临江红丽家政服务部", "云州市临江丽红家政服务部"}
    assert len({entry.fields["address"] for entry in versions}) == 2
    assert any(entry.corrects for entry in versions)
    assert versions[-1].fields["former_names"]


def test_insurance_lapsed_yesterday_and_statements_of_a_company(session: Session) -> None:
    faces = {
        uscc: reading.current(session, "company", ref)
        for uscc, ref in session.execute(select(Company.uscc, Company.ref))
    }
    lapsed, stated = faces[code_of(UNINSURED)], faces[code_of(STATED)]
    assert lapsed is not None
    assert stated is not None
    assert lapsed.fields["insurance"]["valid_until"] == (TODAY - timedelta(days=1)).isoformat()
    assert stated.fields["source"] == "company"


def test_nobody_can_be_real() -> None:
    acts = plan(Calendar(TODAY), companies=COMPANIES, workers=WORKERS)
    lines = [act.what for act in acts if isinstance(act.what, WorkerLine)]
    assert lines
    for line in lines:
        assert line.id_number.startswith("9901")
        assert not line.id_number.startswith("990102"), "that area is the sample rosters'"
        assert [one for one in check_id_number(line.id_number, today=TODAY) if one.level == "error"] == []
        assert line.phone.startswith("100")
        assert line.uscc[2:6] == "9901"
    codes = {act.who for act in acts if looks_like_credit_code(act.who)}
    assert [code for code in codes if check_credit_code(code)] == []
    assert len({line.phone for line in lines}) == len({line.id_number for line in lines})


def test_the_plan_is_the_same_every_time() -> None:
    calendar = Calendar(TODAY)
    assert plan(calendar, companies=COMPANIES, workers=60) == plan(calendar, companies=COMPANIES, workers=60)


def test_examples_are_found_by_identity_and_number_alike(folder: Path, session: Session) -> None:
    keyring = make_keyring(Settings(data_dir=folder))
    for place, one in enumerate(examples(TODAY), start=1):
        by_number = find_by_permit(session, keyring, permit_number(place))
        assert by_number is not None
        assert by_number == find_by_id(session, keyring, id_number(place, one))


def test_the_table_is_text_in_two_languages(notes: list[Note]) -> None:
    text = as_text(notes)
    assert "YD900000004 + 刘" in text
    assert "Not valid today: expired yesterday" in text
    assert re.search(r"\d{4} \d{4} \d{4} \d{4}", text)
    assert "虚构" in text


class TestTheCommand:
    """`flask demo fill` into a register of its own."""

    def run(self, app: Flask, *more: str) -> tuple[int, str]:
        result = app.test_cli_runner().invoke(args=["demo", "fill", "--companies", "20", "--workers", "40", *more])
        with app.app_context():
            db.session.remove()
        return result.exit_code, result.output

    def test_fills_once_and_refuses_the_second_time(self, app: Flask, settings: Settings) -> None:
        code, output = self.run(app)
        assert code == 0, output
        assert "YD900000001" in output
        assert "YD900000001" in (settings.data_dir / "demo.txt").read_text("utf-8")
        with app.app_context():
            waiting = set(db.session.scalars(select(Case.kind)))
        assert waiting >= {CaseKind.CHECK_ADVERSE, CaseKind.COMPANY_SUSPENSION, CaseKind.RIGHTS_ACCESS}
        assert waiting >= {CaseKind.ROSTER_NEWCOMERS, CaseKind.TRANSFER}
        code, output = self.run(app)
        assert code == 1
        assert "已有内容" in output
        code, output = self.run(app, "--if-empty")
        assert (code, output) == (0, "")

    def test_refuses_where_the_demonstration_is_off(self, settings: Settings, app: Flask) -> None:
        wired = app.extensions["wiring"]
        wired.settings = Settings(data_dir=settings.data_dir, demo=False, search_url="memory:")
        code, output = self.run(app)
        assert code == 1
        assert "DEMO=0" in output


def test_no_table_keeps_an_index_that_a_change_of_the_key_would_miss(session: Session, recording: Recording) -> None:
    told = {
        f"{table.name}.{column.name}"
        for table in indexed_tables()
        for column in table.columns
        if isinstance(column.type, Indexed)
    }
    assert set(found_in(session, recording.made)) <= told
    clock = FixedClock(NOW)
    note_index_key(session, clock, recording)
    rotate_index(session, SYSTEM, clock, recording, recording.with_new_index_key())
    left = found_in(session, recording.made)
    cards, codes = only_on_paper(session, clock)
    session.rollback()
    assert set(left) <= {"record_key.key", "worker_code.code_index"}
    assert len(left["record_key.key"]) == cards > 0
    assert len(left.get("worker_code.code_index", ())) >= codes
