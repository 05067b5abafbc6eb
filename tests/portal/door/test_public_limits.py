"""Limits at the door: alike for numbers that exist and that do not, and never for a QR code."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from portal.door.rates import NUMBER_FROM_NETWORK
from portal.wiring import wiring
from registry.core.clock import FixedClock
from tests.make.standing_people import Someone
from tests.pages import PageClient

Meet = Callable[..., Someone]
BURST = NUMBER_FROM_NETWORK[0]


def exhaust(pages: PageClient, number: str, surname: str) -> tuple[str, str]:
    """(Retry-After, body without what was typed) of the first refused question."""
    form = {"number": number, "surname": surname}
    for _ in range(BURST):
        pages.post("/check", form)
    response = pages.post("/check", form, status=429)
    body = response.get_data(as_text=True).replace(f'value="{number}"', "").replace(f'value="{surname}"', "")
    return response.headers["Retry-After"], body


def test_after_many_tries_the_asker_is_told_when_to_come_back(pages: PageClient, meet: Meet, clock: FixedClock) -> None:
    person = meet()
    wait, body = exhaust(pages, person.number, "赵")
    assert "查询太频繁" in body
    assert 'href="tel:01000001000"' in body
    clock.advance(seconds=int(wait))
    assert "证件有效" in pages.post("/check", {"number": person.number, "surname": "翟"}).get_data(as_text=True)


def test_numbers_that_exist_and_that_do_not_are_refused_alike(pages: PageClient, meet: Meet) -> None:
    person = meet()
    assert exhaust(pages, person.number, "翟") == exhaust(pages, "YZ999999", "翟")


def test_a_family_may_err_a_few_times_and_still_ask(pages: PageClient, meet: Meet) -> None:
    person = meet()
    for surname in ("zhao", "Z", "秀英"):
        assert "没有查到" in pages.post("/check", {"number": person.number, "surname": surname}).get_data(as_text=True)
    assert "证件有效" in pages.post("/check", {"number": person.number, "surname": "翟"}).get_data(as_text=True)


def test_one_network_cannot_lock_a_number_for_another(pages: PageClient, meet: Meet) -> None:
    person = meet()
    exhaust(pages, person.number, "赵")
    elsewhere = {"environ_base": {"REMOTE_ADDR": "198.51.100.9"}}
    form = {"number": person.number, "surname": "翟"}
    assert "证件有效" in pages.post("/check", form, **elsewhere).get_data(as_text=True)


def test_many_numbers_from_one_network_are_slowed(pages: PageClient) -> None:
    statuses = {
        pages.plain.post("/check", data={"number": f"YZ5{n:05d}", "surname": "王"}).status_code for n in range(61)
    }
    assert statuses == {200, 429}
    neighbour = {"REMOTE_ADDR": "127.0.0.77"}
    form = {"number": "YZ600000", "surname": "王"}
    assert pages.plain.post("/check", data=form, environ_base=neighbour).status_code == 429


def test_a_qr_code_is_never_limited(pages: PageClient, meet: Meet) -> None:
    person = meet()
    exhaust(pages, person.number, "赵")
    for _ in range(100):
        assert pages.plain.get(f"/d/{person.card.token}").status_code == 200
    assert pages.plain.get(f"/d/{person.card.token}/save").status_code == 200


def test_keeping_a_copy_and_comparing_count_too(pages: PageClient, meet: Meet) -> None:
    person = meet()
    form = {"number": person.number, "surname": "翟"}
    for _ in range(BURST):
        pages.plain.post("/check/save", data=form)
    pages.post("/check/save", form, status=429)
    pages.post("/check/compare", {"number": [person.number], "surname": ["翟"]}, status=429)


@pytest.mark.parametrize("lang", ["", "/en"])
def test_the_page_that_asks_to_wait_is_a_whole_page(pages: PageClient, lang: str) -> None:
    form = {"number": "YZ420018", "surname": "翟"}
    for _ in range(BURST):
        pages.plain.post("/check", data=form)
    response = pages.post(f"{lang}/check", form, status=429)
    assert response.headers["Cache-Control"] == "no-store"
    assert 'value="YZ420018"' in response.get_data(as_text=True)


def test_when_nothing_can_be_counted_typed_questions_are_closed_and_qr_codes_are_not(
    app: Flask, pages: PageClient, meet: Meet
) -> None:
    person = meet()
    with app.app_context():
        path: Path = wiring().settings.limits_path
    path.mkdir()
    body = pages.post("/check", {"number": person.number, "surname": "翟"}, status=503).get_data(as_text=True)
    assert "暂时无法查询" in body
    assert "2027" not in body
    assert "证件有效" in pages.get(f"/d/{person.card.token}").get_data(as_text=True)
