"""Permits at the association: found by number, cards made and replaced, terms, and who may see what."""

import pytest
from flask import Flask

from registry.core.clock import FixedClock
from tests.desk import Desk, DeskClient
from tests.make.desk_permits import Holders


@pytest.fixture
def holders(app: Flask, desk: Desk, clock: FixedClock) -> Holders:
    return Holders(app, desk, clock)


@pytest.fixture
def clerk(desk: Desk) -> DeskClient:
    return desk.sign_in("clerk")


@pytest.fixture
def reviewer(desk: Desk) -> DeskClient:
    return desk.sign_in("reviewer")


def html(client: DeskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def number_on(client: DeskClient, permit: str) -> str:
    page = html(client, f"/office/permits/{permit}")
    return page.split("<code>")[1].split("</code>")[0]


def test_a_permit_is_found_by_its_whole_number_only(clerk: DeskClient, holders: Holders) -> None:
    _, permit, _ = holders.holding()
    clerk.get("/office/permits")
    number = number_on(clerk, permit)
    for typed in (number, f" {number.lower()} "):
        assert clerk.post("/office/permits/find", {"number": typed}).location.endswith(permit)
    for typed in (number[:-1], number[:-1] + "X", "张淑芬", ""):
        clerk.post("/office/permits/find", {"number": typed}, status=400)


def test_a_lost_card_is_replaced(clerk: DeskClient, holders: Holders, clock: FixedClock) -> None:
    _, permit, card = holders.holding()
    clerk.get(f"/office/permits/{permit}")
    clerk.post(f"/office/permits/{permit}/lost", {"once": "1"})
    assert "待补卡" in html(clerk, "/office/permits")
    clock.advance(hours=1)
    answer = clerk.post(f"/office/permits/{permit}/card", {"once": "2"})
    assert answer.location.endswith("/badge")
    page = html(clerk, answer.location)
    assert card.code not in page.replace(" ", "")
    assert "待补卡" not in html(clerk, "/office/permits").replace("等待补卡", "")
    assert "已挂失" in clerk.get(f"/d/{card.token}").get_data(as_text=True)
    assert clerk.post(f"/office/permits/{permit}/card", {"once": "2"}).location == answer.location
    assert html(clerk, answer.location).split("idcards")[1] == page.split("idcards")[1]  # sent twice, printed once


def test_the_end_of_a_permit_is_put_off_through_the_gate(reviewer: DeskClient, holders: Holders) -> None:
    _, permit, _ = holders.holding()
    reviewer.get(f"/office/permits/{permit}")
    form = {"extend-valid_until": "2028-11-20", "extend-why": "到期续证"}
    refused = reviewer.post(f"/office/permits/{permit}/extend", form, status=400).get_data(as_text=True)
    assert "实名核验" in refused
    for day in ("", "昨天", "2020-01-01", "2050-01-01"):
        reviewer.post(f"/office/permits/{permit}/extend", form | {"extend-valid_until": day}, status=400)


def test_the_administrator_and_others_see_no_permits(desk: Desk, holders: Holders) -> None:
    _, permit, _ = holders.holding()
    for role in ("administrator", "price_officer", "regulator", "company_signer"):
        client = desk.sign_in(role)
        for path in ("", f"/{permit}", f"/{permit}/badge", f"/{permit}/certificate.pdf", f"/{permit}/photo"):
            client.get(f"/office/permits{path}", status=404)


def test_a_clerk_does_not_extend_or_lift(clerk: DeskClient, holders: Holders) -> None:
    _, permit, _ = holders.holding()
    page = html(clerk, f"/office/permits/{permit}")
    assert "延长有效期" not in page
    for path in ("extend", "lift", "settle"):
        clerk.post(f"/office/permits/{permit}/{path}", {"why": "x"}, status=404)


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_page_in_both_languages(desk: Desk, reviewer: DeskClient, holders: Holders, language: str) -> None:
    _, permit, _ = holders.holding(name="翟丽")
    _, lost, _ = holders.holding(name="欧阳兰")
    reviewer.get("/office/permits")
    reviewer.post(f"/office/permits/{lost}/lost")
    reviewer.get("/office/permits")
    for path in ("", f"/{permit}", f"/{lost}", f"/{permit}/badge"):
        reviewer.get(f"{language}/office/permits{path}")


def test_the_certificate_is_a_file_that_says_nothing_in_its_name(clerk: DeskClient, holders: Holders) -> None:
    _, permit, _ = holders.holding()
    answer = clerk.get(f"/office/permits/{permit}/certificate.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="certificate.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"/Lang(zh)" in answer.data
    assert clerk.get(f"/office/permits/{permit}/certificate.pdf").data == answer.data
    assert b"/Lang(en)" in clerk.get(f"/en/office/permits/{permit}/certificate.pdf").data


def test_a_name_beyond_the_font_is_said_and_not_left_out(clerk: DeskClient, holders: Holders) -> None:
    _, permit, _ = holders.holding(name="张\U00020001")
    page = clerk.get(f"/office/permits/{permit}/certificate.pdf", status=400).get_data(as_text=True)
    assert "证书字体里没有“\U00020001”" in page


def test_a_dead_card_makes_no_certificate(clerk: DeskClient, holders: Holders) -> None:
    _, permit, _ = holders.holding()
    clerk.get(f"/office/permits/{permit}")
    clerk.post(f"/office/permits/{permit}/lost")
    clerk.get(f"/office/permits/{permit}/certificate.pdf", status=409)
