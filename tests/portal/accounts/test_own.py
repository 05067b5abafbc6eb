"""The own account: second factor, the list of sign-ins, posts, signing out."""

import pytest
from flask import Flask

from portal.wiring import wiring
from registry.accounts.actions import give_post
from registry.core.actor import SYSTEM, Role
from registry.core.clock import FixedClock
from tests.desk import Desk, DeskClient
from tests.make.accounts import PASSWORD


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("role", ["reviewer", "company_clerk"])
def test_the_own_page(desk: Desk, prefix: str, role: str) -> None:
    desk.sign_in(role).get(f"{prefix}/account/security")


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_staff_are_led_to_their_authenticator_first(app: Flask, desk: Desk, prefix: str) -> None:
    desk.actor("reviewer")
    client = DeskClient(app)
    client.get("/account/sign-in")
    client.post("/account/sign-in", {"email": "reviewer-1@example.test", "password": PASSWORD})
    answer = client.get("/account/security", status=303)
    assert answer.headers["Location"].startswith("/account/authenticator")
    client.get(f"{prefix}/account/authenticator")
    client.post("/account/authenticator/start")
    page = client.get(f"{prefix}/account/authenticator").get_data(as_text=True)
    assert "<svg" in page
    client.post("/account/authenticator", {"code": "1"}, status=400)
    client.get("/account/security", status=303)


def test_the_next_sign_in_asks_for_a_code_that_was_not_used(app: Flask, desk: Desk) -> None:
    desk.sign_in("reviewer")
    client = DeskClient(app)
    client.get("/account/sign-in")
    client.post("/account/sign-in", {"email": "reviewer-1@example.test", "password": PASSWORD})
    assert client.get("/account/security", status=303).headers["Location"].startswith("/account/second-factor")
    client.get("/account/second-factor")
    client.get("/en/account/second-factor")
    client.post("/account/second-factor", {"code": ""}, status=400)
    code = desk.code("reviewer")
    client.post("/account/second-factor", {"code": code})
    client.get("/account/security")


def test_guessing_codes_is_slow(app: Flask, desk: Desk) -> None:
    desk.sign_in("reviewer")
    client = DeskClient(app)
    client.get("/account/sign-in")
    client.post("/account/sign-in", {"email": "reviewer-1@example.test", "password": PASSWORD})
    client.get("/account/second-factor")
    code = desk.code("reviewer")
    for _ in range(5):
        client.post("/account/second-factor", {"code": "wrong"}, status=400)
    client.post("/account/second-factor", {"code": code}, status=400)


def test_signing_out_here_there_and_everywhere(app: Flask, desk: Desk) -> None:
    here = desk.sign_in("company_clerk")
    there = DeskClient(app)
    there.get("/account/sign-in")
    there.post("/account/sign-in", {"email": "company_clerk-1@example.test", "password": PASSWORD})
    page = here.get("/account/security").get_data(as_text=True)
    ref = page.split('name="ref" value="')[1].split('"')[0]
    here.post("/account/sign-out", {"ref": ref})
    there.get("/account/security", status=303)
    here.get("/account/security")
    here.post("/account/sign-out-everywhere")
    assert here.get("/account/security", status=303).headers["Location"].startswith("/account/sign-in")


def test_nobody_ends_a_strangers_sign_in(desk: Desk) -> None:
    first = desk.sign_in("company_clerk", 1)
    second = desk.sign_in("company_clerk", 2)
    with first.plain.session_transaction() as held:
        token = held["_user_id"]
    assert token
    second.get("/account/security")
    second.post("/account/sign-out", {"ref": "unknown"}, status=404)
    first.get("/account/security")


def test_another_post_is_acted_in_at_once(app: Flask, desk: Desk, clock: FixedClock) -> None:
    client = desk.sign_in("clerk")
    with app.app_context(), desk.unit() as session:
        ref = give_post(session, SYSTEM, wiring().clock, desk.actor("clerk").ref, Role.COMPLAINT_OFFICER)
    page = client.get("/account/security").get_data(as_text=True)
    assert ref in page
    client.post(f"/account/act-in/{ref}")
    client.post("/account/act-in/unknown", status=404)


def test_an_idle_hour_ends_a_sign_in(desk: Desk, clock: FixedClock) -> None:
    client = desk.sign_in("company_clerk")
    clock.advance(minutes=59)
    client.get("/account/security")
    clock.advance(minutes=61)
    client.get("/account/security", status=303)
