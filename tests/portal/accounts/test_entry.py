"""Signing in: one way for the right, the wrong and the unknown; the cookie; where one goes on to."""

import re

import pytest
from flask import Flask

from registry.core.clock import FixedClock
from tests.desk import Desk, DeskClient
from tests.make.accounts import PASSWORD

PAGE = "/account/sign-in"


def attempt(client: DeskClient, email: str, password: str, *, status: int = 400, **more: str) -> str:
    client.get(PAGE)
    answer = client.post(PAGE, {"email": email, "password": password, **more}, status=status)
    return re.sub(r'value="[^"]*"', "", answer.get_data(as_text=True))


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_in_both_languages(app: Flask, prefix: str) -> None:
    answer = DeskClient(app).get(prefix + PAGE)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_company_clerk_signs_in_with_a_password(app: Flask, desk: Desk) -> None:
    desk.actor("company_clerk")
    client = DeskClient(app)
    client.get(PAGE)
    answer = client.post(PAGE, {"email": "COMPANY_CLERK-1@example.test", "password": PASSWORD})
    cookies = answer.headers.getlist("Set-Cookie")
    session = next(cookie for cookie in cookies if cookie.startswith("desk="))
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session
    client.get("/account/security")


def test_wrong_unknown_and_disabled_read_alike(app: Flask, desk: Desk) -> None:
    desk.actor("company_clerk")
    wrong = attempt(DeskClient(app), "company_clerk-1@example.test", "not the password")
    unknown = attempt(DeskClient(app), "nobody@example.test", "not the password")
    assert wrong == unknown


def test_five_wrong_tries_a_minute_from_one_network(app: Flask, desk: Desk, clock: FixedClock) -> None:
    desk.actor("company_clerk")
    client = DeskClient(app)
    for _ in range(5):
        attempt(client, "company_clerk-1@example.test", "wrong")
    assert "请" in attempt(client, "company_clerk-1@example.test", PASSWORD, status=429)
    clock.advance(minutes=1)
    attempt(client, "company_clerk-1@example.test", PASSWORD, status=303)


def test_guessing_from_one_network_does_not_lock_the_person_elsewhere(app: Flask, desk: Desk) -> None:
    desk.actor("company_clerk")
    client = DeskClient(app)
    for _ in range(5):
        attempt(client, "company_clerk-1@example.test", "wrong")
    attempt(client, "company_clerk-1@example.test", PASSWORD, status=429)
    elsewhere = DeskClient(app)
    elsewhere.plain.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    attempt(elsewhere, "company_clerk-1@example.test", PASSWORD, status=303)


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("/account/security?x=1", True),
        ("//evil.test/", False),
        ("https://evil.test/", False),
        ("/\\evil.test", False),
        ("javascript:alert(1)", False),
    ],
)
def test_only_addresses_of_this_site_are_gone_on_to(app: Flask, desk: Desk, target: str, kept: bool) -> None:
    desk.actor("company_clerk")
    client = DeskClient(app)
    client.get(PAGE)
    answer = client.post(PAGE, {"email": "company_clerk-1@example.test", "password": PASSWORD, "next": target})
    assert (answer.headers["Location"] == target) is kept


def test_what_was_asked_for_comes_after_signing_in(app: Flask) -> None:
    answer = DeskClient(app).get("/account/security?x=1", status=303)
    assert answer.headers["Location"] == "/account/sign-in?next=/account/security?x%3D1"


def test_a_form_without_its_token_or_from_elsewhere_is_refused(app: Flask, desk: Desk) -> None:
    desk.actor("company_clerk")
    sent = {"email": "company_clerk-1@example.test", "password": PASSWORD}
    assert app.test_client().post(PAGE, data=sent).status_code == 400
    client = DeskClient(app)
    client.get(PAGE)
    client.post(PAGE, sent, status=400, headers={"Origin": "https://evil.test"})
    client.post(PAGE, sent, status=303, headers={"Origin": "http://localhost"})


def test_signing_in_drops_what_the_old_cookie_held(app: Flask, desk: Desk) -> None:
    desk.actor("company_clerk")
    client = DeskClient(app)
    client.get(PAGE)
    with client.plain.session_transaction() as held:
        held["planted"] = "x"
        before = held["csrf_token"]
    client.post(PAGE, {"email": "company_clerk-1@example.test", "password": PASSWORD})
    with client.plain.session_transaction() as held:
        assert "planted" not in held
        assert held.get("csrf_token") != before
