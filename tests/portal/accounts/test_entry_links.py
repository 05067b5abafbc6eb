"""Forgotten passwords and invitations: one answer for all, links that work once and come from the set address."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal.wiring import wiring
from registry.core.clock import FixedClock
from registry.tasks.models import OutgoingMail
from tests.desk import Desk, DeskClient

LINK = re.compile(r"(http\S+?)(/account/(?:reset|invitation)/\S+)")
GOOD = "another fine passphrase"


def letters(app: Flask, desk: Desk) -> list[tuple[str, str]]:
    """(address, text) of every message written, oldest first."""
    with app.app_context(), desk.unit() as session:
        mails = session.scalars(select(OutgoingMail).order_by(OutgoingMail.made_at))
        return [(_opened(mail, "recipient"), _opened(mail, "body")) for mail in mails]


def _opened(mail: OutgoingMail, column: str) -> str:
    sealed = getattr(mail, column)
    return wiring().keyring.decrypt(sealed, table="outgoing_mail", column=column, row=mail.ref)


def ask(client: DeskClient, email: str, **more: object) -> str:
    client.get("/account/forgotten")
    return client.post("/account/forgotten", {"email": email}, status=200, **more).get_data(as_text=True)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_pages_in_both_languages(app: Flask, prefix: str) -> None:
    client = DeskClient(app)
    client.get(f"{prefix}/account/forgotten")
    client.post(f"{prefix}/account/forgotten", {"email": ""}, status=400)
    client.post(f"{prefix}/account/forgotten", {"email": "nobody@example.test"}, status=200)
    client.get(f"{prefix}/account/reset/unknown")
    client.post(f"{prefix}/account/reset/unknown", {"password": "x", "again": "y"}, status=400)
    client.post(f"{prefix}/account/reset/unknown", {"password": GOOD, "again": GOOD}, status=409)


def test_a_new_password_by_mail(app: Flask, desk: Desk, clock: FixedClock) -> None:
    desk.actor("company_clerk")
    client = DeskClient(app)
    known = ask(client, "Company_clerk-1@example.test", headers={"X-Forwarded-Host": "evil.test"})
    assert known == ask(client, "nobody@example.test")
    ((address, body),) = letters(app, desk)
    assert address == "company_clerk-1@example.test"
    found = LINK.search(body)
    assert found is not None
    assert found[1] == app.extensions["settings"].base_address
    client.get(found[2])
    client.post(found[2], {"password": "short", "again": "short"}, status=400)
    client.post(found[2], {"password": GOOD, "again": GOOD})
    client.get(found[2])
    client.post(found[2], {"password": GOOD, "again": GOOD}, status=409)
    client.get("/account/sign-in")
    client.post("/account/sign-in", {"email": "company_clerk-1@example.test", "password": GOOD})


def test_letters_are_few_and_the_answer_stays_the_same(app: Flask, desk: Desk) -> None:
    desk.actor("company_clerk")
    client = DeskClient(app)
    answers = {ask(client, "company_clerk-1@example.test") for _ in range(5)}
    assert len(answers) == 1
    assert len(letters(app, desk)) == 3


def test_a_sign_in_on_a_new_device_is_told_by_mail_once(app: Flask, desk: Desk) -> None:
    client = desk.sign_in("company_clerk")
    assert len(letters(app, desk)) == 1
    client.post("/account/sign-out")
    client.get("/account/sign-in")
    client.post("/account/sign-in", {"email": "company_clerk-1@example.test", "password": "长城脚下-试用密码-2026"})
    assert len(letters(app, desk)) == 1


def test_whoever_lost_the_invitation_gets_another(app: Flask, desk: Desk, clock: FixedClock) -> None:
    desk.actor("company_clerk")
    client = DeskClient(app)

    def register(email: str) -> str:
        clock.advance(minutes=30)
        client.get("/account/register")
        page = client.post("/account/register", {"name": "赵雪志", "email": email}, status=200)
        return page.get_data(as_text=True)

    first = register("zhao@example.test")
    clock.advance(days=8)
    assert register("zhao@example.test") == first
    assert register("company_clerk-1@example.test") == first
    letter, again, known = (body for _, body in letters(app, desk))
    links = [LINK.search(letter), LINK.search(again)]
    assert links[0] is not None
    assert links[1] is not None
    assert LINK.search(known) is None
    client.get(links[0][2])
    client.post(links[0][2], {"password": GOOD, "again": GOOD}, status=409)
    client.get(links[1][2])
    client.post(links[1][2], {"password": GOOD, "again": GOOD})
