"""Finding people and seeing whole numbers: nothing without a purpose, nothing in an address, all of it noted."""

import pytest
from sqlalchemy import select

from portal.wiring import wiring
from registry.core.actor import Role
from registry.looks.models import Look
from tests.desk import Desk
from tests.make.looks import case_number
from tests.make.workers import new_worker, registered

ID = "11010519491231002X"
PHONE = "10048317163"


@pytest.fixture
def person(app, desk: Desk, clock, actor) -> str:
    with app.app_context(), desk.unit() as session:
        return registered(
            session=session, actor=actor, clock=clock, keyring=wiring().keyring,
            worker=new_worker(name="张淑芬", id=ID, phone=PHONE),
        )  # fmt: skip


def looks(desk: Desk) -> list[tuple[str, str]]:
    with desk.unit() as session:
        return [tuple(row) for row in session.execute(select(Look.seen, Look.role).order_by(Look.at, Look.ref))]


def search(client, status: int = 200, **fields: str) -> str:
    client.get("/office/people")
    return client.post("/office/people", {"purpose": "verify", **fields}, status=status).get_data(as_text=True)


def test_people_are_found_masked_and_every_one_shown_is_noted(desk: Desk, person: str) -> None:
    client = desk.sign_in("clerk")
    for asked in ({"name": "淑芬"}, {"name": "zsf"}, {"id_number": ID}, {"phone": PHONE}):
        page = search(client, **asked)
        assert "张淑芬" in page
        results = page.split("<table", 1)[1]
        assert ID not in results
        assert PHONE not in results
        assert "100****7163" in results
    assert looks(desk) == [("list", "clerk")] * 4
    assert "没有查到" in search(client, name="李四")
    search(client, status=400)
    search(client, status=400, name="张", purpose="")
    assert len(looks(desk)) == 4


def test_a_file_asks_for_the_purpose_first(desk: Desk, person: str) -> None:
    client = desk.sign_in("clerk")
    asked = client.get(f"/office/people/{person}").get_data(as_text=True)
    assert "为什么查看" in asked
    assert "张淑芬" not in asked
    client.post(f"/office/people/{person}/open", {"purpose": ""}, status=400)
    client.post(f"/office/people/{person}/open", {"purpose": "inquiry"})
    page = client.get(f"/office/people/{person}").get_data(as_text=True)
    assert "张淑芬" in page
    assert ID not in page
    assert "查看完整号码" not in page
    assert looks(desk) == [("file", "clerk")]
    client.get(f"/en/office/people/{person}")
    client.get("/office/people/nobody", status=404)
    client.post("/office/people/nobody/open", {"purpose": "inquiry"}, status=404)


def test_a_whole_number_needs_a_case_and_is_noted(desk: Desk, clock, person: str) -> None:
    with desk.unit() as session:
        number = case_number(session=session, clock=clock)
    client = desk.sign_in("reviewer")
    client.get("/office/")
    client.post(f"/office/people/{person}/open", {"purpose": "case"})
    client.get(f"/office/people/{person}")
    asked = {"seen": "id_number", "purpose": "case"}
    page = client.post(f"/office/people/{person}/number", asked, status=400).get_data(as_text=True)
    assert ID not in page
    assert "请填写案号" in page
    page = client.post(f"/office/people/{person}/number", {**asked, "case": number}, status=200)
    assert ID in page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "no-store"
    assert ("id_number", "reviewer") in looks(desk)
    assert ID not in client.get(f"/office/people/{person}").get_data(as_text=True)
    clerk = desk.sign_in("clerk")
    clerk.get("/office/people")
    clerk.post(f"/office/people/{person}/number", {**asked, "case": number}, status=404)


def test_above_the_limit_the_page_says_how_to_ask(app, desk: Desk, clock, person: str) -> None:
    with desk.unit() as session:
        number = case_number(session=session, clock=clock)
    client = desk.sign_in("reviewer")
    client.get("/office/")
    client.post(f"/office/people/{person}/open", {"purpose": "case"})
    client.get(f"/office/people/{person}")
    asked = {"seen": "phone", "purpose": "case", "case": number}
    for _ in range(30):
        client.post(f"/office/people/{person}/number", asked, status=200)
    page = client.post(f"/office/people/{person}/number", asked, status=400).get_data(as_text=True)
    assert "今天已到查看上限" in page
    assert PHONE not in page


@pytest.mark.parametrize("role", [Role.COMPANY_SIGNER, Role.REGULATOR, Role.ADMINISTRATOR, Role.PRICE_OFFICER])
def test_others_find_no_people(desk: Desk, person: str, role: Role) -> None:
    client = desk.sign_in(role)
    client.get("/office/people", status=404)
    client.get(f"/office/people/{person}", status=404)


def test_a_regulator_sees_numbers_of_the_own_districts_only(desk: Desk, person: str) -> None:
    client = desk.sign_in("regulator")
    client.get(f"/regulator/people/{person}/number", status=404)
