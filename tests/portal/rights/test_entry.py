"""A complaint about privacy without an account: number, clock, only the data-protection officer reads it, limits."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.rights.models import RightsRequest
from registry.working_days.actions import load_known
from tests.desk import Desk, DeskClient
from tests.make.cases import KEEPER

PAGE = "/privacy/complaint"
ONCE = re.compile(r'name="once" value="([^"]+)"')
GOOD = {"topic": "leak", "words": "有人把我家的地址发到群里", "contact": "010-00003344", "about": "某家政公司"}


@pytest.fixture(autouse=True)
def _calendar(app: Flask, desk: Desk, clock) -> None:
    with app.app_context(), desk.unit() as session:
        load_known(session, KEEPER, clock, 2026)


def form(client: DeskClient, prefix: str = "") -> dict[str, str]:
    found = ONCE.search(client.get(prefix + PAGE).get_data(as_text=True))
    assert found is not None
    return {**GOOD, "once": found[1]}


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_anybody_complains_and_gets_a_number(app: Flask, desk: Desk, prefix: str) -> None:
    client = DeskClient(app)
    sent = form(client, prefix)
    answer = client.post(prefix + PAGE, sent)
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    with app.app_context(), desk.unit() as session:
        case = session.scalars(select(Case)).one()
        request = session.get_one(RightsRequest, case.ref)
        assert case.kind == CaseKind.PRIVACY_COMPLAINT
        assert case.due_at is not None
        assert case.number in page
        assert "地址".encode() not in (request.words or b"")
        assert b"3344" not in (request.contact or b"")
    # The form that is sent a second time leads to the first one's confirmation.
    client.post(prefix + PAGE, sent)
    with app.app_context(), desk.unit() as session:
        assert len(session.scalars(select(Case)).all()) == 1


def test_only_the_data_protection_officer_reads_it(app: Flask, desk: Desk) -> None:
    client = DeskClient(app)
    client.post(PAGE, form(client))
    with app.app_context(), desk.unit() as session:
        ref = session.scalars(select(Case.ref)).one()
    officer = desk.sign_in("data_protection_officer")
    assert "隐私投诉" in officer.get("/office/").get_data(as_text=True)
    page = officer.get(f"/office/rights/{ref}").get_data(as_text=True)
    for words in ("有人把我家的地址发到群里", "010-00003344", "某家政公司", "有人泄露或滥用了我的信息"):
        assert words in page
    for role in ("clerk", "reviewer"):
        desk.sign_in(role).get(f"/office/rights/{ref}", status=404)


def test_what_is_missing_is_said_and_a_stale_page_is_renewed(app: Flask) -> None:
    client = DeskClient(app)
    empty = form(client) | {"words": "", "topic": ""}
    page = client.post(PAGE, empty, status=400).get_data(as_text=True)
    assert "请写明发生了什么" in page
    assert "页面已过期" in client.post(PAGE, {**GOOD, "once": "other"}, status=400).get_data(as_text=True)
    client.get(f"{PAGE}/sent", status=303)


def test_one_network_may_send_five_an_hour(app: Flask) -> None:
    client = DeskClient(app)
    for _ in range(5):
        client.post(PAGE, form(client))
    answer = client.post(PAGE, form(client), status=429)
    assert int(answer.headers["Retry-After"]) > 0


def test_the_way_there_is_in_every_footer_and_in_the_notice(app: Flask) -> None:
    client = DeskClient(app)
    assert client.get("/privacy").get_data(as_text=True).count(f'href="{PAGE}"') == 2
    assert f'href="/en{PAGE}"' in client.get("/en/").get_data(as_text=True)
