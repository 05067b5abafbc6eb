"""Whatever the desks do with planted numbers, every byte that leaves or stays is looked through afterwards."""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask, Response, request

from portal import create_app
from portal.backup.making import make
from portal.database import db, read_session
from portal.guards import guard_of
from portal.jobs import Jobs
from portal.schema import upgrade
from portal.settings import Settings
from registry.companies.queries import load
from registry.core.actor import SYSTEM
from registry.core.clock import FixedClock
from registry.core.identifiers import Sex
from registry.looks.states import Purpose
from registry.workers.actions_employment import start_employment
from registry.workers.states import CodePurpose
from search.indexer import Indexer
from tests.addresses import ROLES, address, guarded, methods
from tests.desk import Desk
from tests.journeys.files import files_holding
from tests.make.belongings import Things, belongings
from tests.make.identifiers import id_number
from tests.make.looks import case_number
from tests.make.rosters import table, worker_cells, write_xlsx
from tests.make.workers import new_employment, new_worker, registered

pytestmark = pytest.mark.slow

# Each number stands for one way in.
KEPT, KEPT_PHONE = id_number(serial=701), "10077010001"
ADDED, ADDED_PHONE = id_number(serial=702), "10077010002"
ROSTER_PHONE = "10077010003"
CORRECT = id_number(sex=Sex.FEMALE, serial=704)
HOME, CALLER = "云州市金丝雀巷7011号", "10077010004"
MAILED = "canary.7011@example.org"
CANARIES = (KEPT, KEPT_PHONE, ADDED, ADDED_PHONE, ROSTER_PHONE, CORRECT, HOME, CALLER, MAILED)

# Where the privacy matrix lets a whole value be seen, and by whom it was typed or asked for a moment before.
SHOWN = {
    "looks.office_number": {KEPT, KEPT_PHONE},  # asked for with a purpose and a case, noted before it is shown
    "looks.office_people": {KEPT, KEPT_PHONE},  # what the officer typed stands in the field again
    "rights.office_show": {HOME, CALLER},  # the request as it was made, to who works on it
    "accounts.office_list": {MAILED},  # whom the administrator invited
    "accounts.office_show": {MAILED},
}


@dataclass
class Heard:
    """Every answer of the application: where, what."""

    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    answers: int = 0
    public: int = 0
    bytes: int = 0

    def listen(self, app: Flask) -> None:
        """Look through each answer with its head, its address and where it leads."""

        @app.after_request
        def _heard(response: Response) -> Response:
            response.direct_passthrough = False
            body = response.get_data()
            told = body + str(response.headers).encode() + request.full_path.encode()
            endpoint = request.endpoint or "nowhere"
            self.answers += 1
            self.bytes += len(told)
            if request.endpoint:
                self.public += guard_of(app.view_functions[endpoint]) == "public"
            for canary in CANARIES:
                if canary.encode() in told and canary not in SHOWN.get(endpoint, ()):
                    self.found[endpoint, canary] += 1
            for canary in CANARIES:
                if canary in request.full_path or canary in response.headers.get("Location", ""):
                    self.found[f"address of {endpoint}", canary] += 1
            return response


@pytest.fixture
def heard() -> Heard:
    """What the application answered."""
    return Heard()


@pytest.fixture
def app(tmp_path: Path, clock: FixedClock, heard: Heard) -> Iterator[Flask]:
    """The application as it is installed, with its index on disk, listened to."""
    settings = Settings(data_dir=tmp_path, demo=True)
    made = create_app(settings, clock=clock)
    made.testing = False
    upgrade(made.extensions["register_writer"], settings)
    heard.listen(made)
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
    made.extensions["register_writer"].dispose()


@pytest.fixture
def things(app: Flask, desk: Desk) -> tuple[Things, Things]:
    """One of everything, twice."""
    for role in ROLES:
        desk.sign_in(role)
    return belongings(app, desk)


def planted(app: Flask, desk: Desk, clock: FixedClock) -> str:
    """A person of the desk's own company."""
    keyring = app.extensions["wiring"].keyring
    with app.app_context(), desk.unit() as session:
        worker = new_worker(name="金丝雀", id=KEPT, phone=KEPT_PHONE)
        person = registered(session=session, actor=SYSTEM, clock=clock, keyring=keyring, worker=worker)
        start_employment(session, SYSTEM, clock, new_employment(worker_ref=person, company_ref=desk.company))
    return person


def company_day(app: Flask, desk: Desk, jobs: Jobs, folder: Path, upload: str) -> None:
    """A person by hand, people by file; a wrong file first, whose workbook of errors is fetched."""
    clerk = desk.sign_in("company_clerk")
    clerk.get("/company/people/upload")
    clerk.post(f"/company/people/upload/{upload}/cancel")
    with app.app_context(), desk.unit() as session:
        code = load(session, [desk.company])[desk.company].uscc
    clerk.get("/company/people/add")
    one = {"name": "金丝雀二", "id_number": ADDED, "phone": ADDED_PHONE, "services": "HC01", "hired_on": "2026-11-02"}
    clerk.post("/company/people/add", one)
    cells = {"所属企业": "", "统一社会信用代码": code, "上门服务证号": "", "手机号码": ROSTER_PHONE}
    for row, act in (({**cells, "入职日期": "坏"}, "errors.xlsx"), (cells, "confirm")):
        path = write_xlsx(folder / "roster.xlsx", table([worker_cells(number=77, **row)]))
        clerk.get("/company/people/upload")
        where = clerk.post("/company/people/upload", {"file": (BytesIO(path.read_bytes()), "roster.xlsx")}).location
        path.unlink()
        while jobs.turn():
            continue
        clerk.get(where)
        if act == "confirm":
            clerk.post(f"{where}/confirm")
        else:
            assert clerk.get(f"{where}/errors.xlsx").data.startswith(b"PK")
        while jobs.turn():
            continue
        clerk.get(where)


def office_day(desk: Desk, clock: FixedClock, person: str) -> None:
    """Finding, opening, reading a number, correcting it, a request, a code, an invitation, an export."""
    with desk.unit() as session:
        number = case_number(session=session, clock=clock)
    for role in ("clerk", "reviewer"):
        client = desk.sign_in(role)
        client.get("/office/people")
        for asked in ({"id_number": KEPT}, {"phone": KEPT_PHONE}, {"name": "金丝雀"}):
            client.post("/office/people", {"purpose": Purpose.VERIFY.value, **asked}, status=200)
        client.post(f"/office/people/{person}/open", {"purpose": Purpose.CASE.value})
        client.get(f"/office/people/{person}")
    reviewer, clerk = desk.sign_in("reviewer"), desk.sign_in("clerk")
    for seen, value in (("id_number", KEPT), ("phone", KEPT_PHONE)):
        asked = {"seen": seen, "purpose": Purpose.CASE.value, "case": number}
        page = reviewer.post(f"/office/people/{person}/number", asked, status=200)
        assert value in page.get_data(as_text=True)
    clerk.get(f"/office/people/{person}/correct")
    where = clerk.post(
        f"/office/people/{person}/correct", {"id_number": CORRECT, "checks": "right", "why": "看过原件"}
    ).location
    reviewer.get(where)
    reviewer.post(f"{where}/decide", {"decide-outcome": "approved", "decide-why": "同意", "decide-version": "2"})
    request_ = {"kind": "rights_access", "channel": "in_person", "words": f"请寄到{HOME}", "contact": CALLER}
    clerk.get(f"/office/rights/new?person={person}")
    where = clerk.get(clerk.post("/office/rights/new", {**request_, "person": person}).location, status=303).location
    assert CALLER in clerk.get(where).get_data(as_text=True)
    clerk.get("/office/worker-codes")
    clerk.post(
        "/office/worker-codes", {"number": CORRECT, "purpose": CodePurpose.TRANSFER.value, "seen": "y"}, status=200
    )
    administrator = desk.sign_in("administrator")
    administrator.get("/office/accounts")
    administrator.post("/office/accounts/invite", {"name": "新来的", "email": MAILED})
    officer = desk.sign_in("data_protection_officer")
    officer.get("/office/trace")
    assert officer.post("/office/trace/export", {"why": "年度核对"}, status=200).data


def everything_opened(app: Flask, desk: Desk, things: tuple[Things, ...]) -> None:
    """Every page as every post, with own and others' things; whatever it answers is heard."""
    for role in (*ROLES, ""):
        client = desk.sign_in(role).plain if role else app.test_client()
        for rule in guarded(app):
            for whose in things if rule.arguments else things[:1]:
                if "GET" in methods(rule):
                    client.get(address(app, rule, whose))


def test_planted_numbers_stay_where_they_may_be(
    app: Flask,
    desk: Desk,
    clock: FixedClock,
    things: tuple[Things, Things],
    heard: Heard,
    tmp_path_factory: pytest.TempPathFactory,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    aside = tmp_path_factory.mktemp("aside")
    settings, writer, at = app.extensions["settings"], app.extensions["register_writer"], app.extensions["wiring"]
    jobs = Jobs(settings, writer, clock, at.keyring)
    person = planted(app, desk, clock)
    try:
        company_day(app, desk, jobs, aside, things[0]["upload"])
        office_day(desk, clock, person)
        while jobs.turn():
            continue
    finally:
        jobs.close()
    everything_opened(app, desk, (things[0] | {"worker": person}, *things))
    with app.app_context():
        Indexer(at.search, clock).catch_up(read_session())
        for path in ("/", "/search?q=云州市", "/search?q=金丝雀", "/check", "/verify", "/privacy"):
            assert app.test_client().get(path).status_code == 200
        code = load(read_session(), [desk.company])[desk.company].uscc
        for tail in ("", ".json", "/people", "/history", "/history.json"):
            app.test_client().get(f"/companies/{code}{tail}")
        make(settings, writer, clock, at.keyring, aside / "backup")
    assert heard.answers > 500
    assert heard.public >= 11
    assert not heard.found, "\n".join(f"{where}: {canary}" for where, canary in heard.found)
    assert files_holding(settings.data_dir, CANARIES) == {}
    assert files_holding(aside, CANARIES) == {}
    told = caplog.text + "".join(capfd.readouterr())
    assert [canary for canary in CANARIES if canary in told] == []
    # What is public is found by the same search, in the register, the index and the backup.
    assert {Path(name).parts[0] for name in files_holding(settings.data_dir, ["云州市"])} >= {"register.db", "index"}
    assert files_holding(aside, ["云州市"])
