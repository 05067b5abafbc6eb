"""The worker's own pages: a code opens them for minutes, misses read alike, and what is done there counts at once."""

import re
import time

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from portal.database import read_session
from portal.workers.entry import TRY_SECONDS
from portal.workers.limiting import NUMBER_FROM_NETWORK
from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.consents.actions import PAGE_KEYS, give_many
from registry.consents.states import Scope
from registry.core.actor import SYSTEM
from registry.core.clock import FixedClock
from registry.record import keys, reading
from registry.rights.disclosure import open_objections
from registry.rights.models import RightsRequest
from registry.workers.models import WorkerCode
from registry.workers.states import CodePurpose
from registry.working_days.actions import load_known
from tests.desk import Desk, DeskClient
from tests.make.consents import given
from tests.make.desk_people import PEOPLE, Staff, filed
from tests.make.identifiers import id_number
from tests.pages import PageClient

NUMBER = id_number(serial=920)
CODE, FILE, CONSENT = "/worker/code", "/worker/file", "/worker/consent"


@pytest.fixture
def staff(app: Flask, desk: Desk, clock: FixedClock) -> Staff:
    with app.app_context(), desk.unit() as session:
        load_known(session, SYSTEM, clock, 2026)
    return Staff(app, desk, clock)


@pytest.fixture
def person(staff: Staff, app: Flask, desk: Desk, clock: FixedClock) -> str:
    ref = staff.employed(id=NUMBER, name="张淑芬", phone="10048317163")
    with app.app_context(), desk.unit() as session:
        give_many(session, SYSTEM, clock, [given(worker_ref=ref, scope=one) for one in (Scope.LISTING, Scope.CHECKS)])
    return ref


@pytest.fixture
def worker(app: Flask) -> DeskClient:
    return DeskClient(app)


def html(client: PageClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def enter(client: DeskClient, staff: Staff, person: str, to: str = "file") -> str:
    """The page that a fresh code opens."""
    client.get(FILE)
    code = staff.code(person, CodePurpose.OWN_PAGE)
    answer = client.post(CODE, {"number": NUMBER.lower(), "code": f"{code[:5]} {code[5:]}", "to": to})
    return html(client, answer.location)


def misses(staff: Staff, person: str, clock: FixedClock) -> dict[str, tuple[str, str]]:
    """{what is wrong: (number, code)}."""
    old = staff.code(person, CodePurpose.OWN_PAGE)
    good = staff.code(person, CodePurpose.OWN_PAGE)
    other = staff.code(person, CodePurpose.TRANSFER)
    return {
        "unknown number": (id_number(serial=929), good),
        "wrong code": (NUMBER, "2222222222"),
        "ended by a newer one": (NUMBER, old),
        "of another purpose": (NUMBER, other),
        "no code at all": (NUMBER, "!!!"),
    }


def test_every_miss_reads_the_same_and_takes_its_time(
    staff: Staff, person: str, worker: DeskClient, clock: FixedClock, engine: Engine
) -> None:
    pages = set()
    for number, code in misses(staff, person, clock).values():
        worker.get(FILE)
        begun = time.monotonic()
        answer = worker.post(CODE, {"number": number, "code": code, "to": "file"}, status=400)
        assert time.monotonic() - begun >= TRY_SECONDS
        page = answer.get_data(as_text=True)
        assert "码不对、已用过或已过期" in page
        assert code not in re.sub(r'name="csrf_token"[^>]*>', "", page)
        pages.add(re.sub(r'value="[^"]*"', "", page))
        assert answer.headers["Cache-Control"] == "no-store"
        clock.advance(minutes=15)
    assert len(pages) == 1
    with Session(engine) as session:
        assert session.scalars(select(WorkerCode.visit_until)).all() == [None] * 3
    assert "我的登记信息" in html(worker, FILE)
    assert "张淑芬" not in html(worker, FILE)


def test_tries_are_limited_and_say_when_to_come_back(staff: Staff, person: str, worker: DeskClient) -> None:
    worker.get(FILE)
    sent = {"number": NUMBER, "code": "2222222222", "to": "file"}
    for _ in range(NUMBER_FROM_NETWORK[0]):
        worker.post(CODE, sent, status=400)
    good = staff.code(person, CodePurpose.OWN_PAGE)
    answer = worker.post(CODE, {**sent, "code": good}, status=429)
    assert int(answer.headers["Retry-After"]) > 0
    assert "尝试太频繁" in answer.get_data(as_text=True)
    unknown = {**sent, "number": id_number(serial=928)}
    for _ in range(NUMBER_FROM_NETWORK[0]):
        worker.post(CODE, unknown, status=400)
    assert worker.post(CODE, unknown, status=429).headers["Retry-After"]  # counted like a known one


def test_without_a_count_no_code_is_tried(
    staff: Staff, person: str, worker: DeskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = staff.code(person, CodePurpose.OWN_PAGE)
    worker.get(FILE)
    path = app.extensions["settings"].limits_path
    for one in path.parent.glob(f"{path.name}*"):
        one.unlink()
    path.mkdir()
    worker.post(CODE, {"number": NUMBER, "code": code, "to": "file"}, status=503)


def test_a_code_opens_the_file_once_and_for_some_minutes(
    staff: Staff, person: str, worker: DeskClient, clock: FixedClock, app: Flask
) -> None:
    page = enter(worker, staff, person)
    for words in ("张淑芬", NUMBER, "10048317163", "没有人看过"):
        assert words in page
    worker.get(f"/en{FILE}")
    worker.get(f"/en{CONSENT}")
    assert "张淑芬" not in html(DeskClient(app), FILE)  # this browser only
    clock.advance(minutes=21)
    assert "张淑芬" not in html(worker, FILE)
    assert worker.post(CONSENT, {"scopes": "listing"}).location == CONSENT
    assert "时间到了" in html(worker, CONSENT)
    worker.get(f"/en{FILE}")


def test_a_used_code_opens_nothing_more(staff: Staff, person: str, worker: DeskClient, app: Flask) -> None:
    code = staff.code(person, CodePurpose.OWN_PAGE)
    for client, status in ((worker, 303), (DeskClient(app), 400)):
        client.get(FILE)
        client.post(CODE, {"number": NUMBER, "code": code, "to": "file"}, status=status)


def test_the_page_can_be_closed(staff: Staff, person: str, worker: DeskClient) -> None:
    enter(worker, staff, person)
    worker.post("/worker/leave")
    page = html(worker, FILE)
    assert "已关闭" in page
    assert "张淑芬" not in page


def test_who_looked_and_why_is_told(staff: Staff, person: str, worker: DeskClient, desk: Desk) -> None:
    reviewer = desk.sign_in("reviewer")
    reviewer.get("/office/people")
    reviewer.post(f"/office/people/{person}/open", {"purpose": "inquiry", "why": "本人来电询问"})
    page = enter(worker, staff, person)
    assert "测试1" in page
    assert "协会复核" in page
    assert "本人来电询问" in page


def test_a_rivals_wish_stands_in_the_persons_own_file(staff: Staff, worker: DeskClient, desk: Desk) -> None:
    person = staff.employed(id=NUMBER, name="李秀英", company=staff.rival())
    filed(desk.sign_in("company_clerk"), NUMBER)
    page = enter(worker, staff, person)
    assert "登记办理中" in page
    assert "别家" in page
    assert PEOPLE not in page


def test_a_consent_taken_back_is_gone_at_once(staff: Staff, person: str, worker: DeskClient, app: Flask) -> None:
    with app.app_context():
        token = keys.keys_of(read_session(), PAGE_KEYS, [person])[person]
    visitor = PageClient(app)
    visitor.get(f"/people/{token}")
    page = enter(worker, staff, person, "consent")
    assert "公示本人信息" in page
    assert "请勾选要撤回的同意" in worker.post(CONSENT, {}, status=400).get_data(as_text=True)
    worker.post(CONSENT, {"scopes": "listing"})
    page = html(worker, CONSENT)
    assert "已撤回，立即生效" in page
    assert 'value="listing"' not in page
    assert 'value="checks"' in page
    visitor.get(f"/people/{token}", status=404)
    worker.post(CONSENT, {"scopes": "listing"})
    assert "没有可以撤回的同意" in html(worker, CONSENT)


def test_an_objection_marks_its_item_and_shows_its_clock(
    staff: Staff, person: str, worker: DeskClient, app: Flask, engine: Engine
) -> None:
    page = enter(worker, staff, person)
    with app.app_context():
        item = reading.current_of(read_session(), [person], ["employment"])[person][0].seq
    assert f'value="{item}"' in page
    sent = {"kind": "objection", "words": "我没有在这家企业工作过", "contact": "10048317163"}
    assert "govuk-error-message" in worker.post("/worker/requests", sent, status=400).get_data(as_text=True)
    worker.post("/worker/requests", {**sent, "item": str(item)})
    page = html(worker, FILE)
    assert "已受理" in page
    assert "前答复" in page
    worker.get(f"/en{FILE}")
    with Session(engine) as session:
        case = session.scalars(select(Case).where(Case.kind == CaseKind.OBJECTION)).one()
        assert case.subject_ref == person
        assert case.due_at is not None
        assert session.scalars(select(RightsRequest.channel)).all() == ["online"]
        assert [one.item for one in open_objections(session, person)] == [item]
    twice = worker.post("/worker/requests", {**sent, "item": str(item)}, status=400).get_data(as_text=True)
    assert "您已有一件同样的请求正在办理" in twice
    assert "我没有在这家企业工作过" in twice


def test_nobody_objects_to_what_is_about_others(staff: Staff, person: str, worker: DeskClient, app: Flask) -> None:
    other = staff.employed()
    enter(worker, staff, person)
    with app.app_context():
        item = reading.current_of(read_session(), [other], ["employment"])[other][0].seq
    sent = {"kind": "objection", "words": "x", "item": str(item)}
    assert "不是关于此人" in worker.post("/worker/requests", sent, status=400).get_data(as_text=True)


@pytest.mark.parametrize("kind", ["rights_access", "rights_correction", "rights_erasure"])
def test_a_request_reaches_the_rights_desk(
    staff: Staff, person: str, worker: DeskClient, desk: Desk, engine: Engine, kind: str
) -> None:
    enter(worker, staff, person)
    worker.post("/worker/requests", {"kind": kind, "words": "请更正手机号"})
    with Session(engine) as session:
        case = session.scalars(select(Case).where(Case.kind == kind)).one()
    assert "请更正手机号" in html(desk.sign_in("data_protection_officer"), f"/office/rights/{case.ref}")
    assert case.number in html(worker, FILE)


def test_nothing_is_done_without_an_open_page(worker: DeskClient) -> None:
    worker.get(FILE)
    for path, sent in ((CONSENT, {"scopes": "listing"}), ("/worker/requests", {"kind": "rights_access"})):
        assert worker.post(path, sent).location in {FILE, CONSENT}
    worker.post("/worker/leave")
    PageClient(worker.plain.application).post(CODE, {"number": "1"}, status=400)  # no token: not from our page
