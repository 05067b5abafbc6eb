"""Changing the own password and recovery codes."""

import pytest

from tests.desk import Desk
from tests.make.accounts import PASSWORD

GOOD = "another fine passphrase"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_password_is_changed_against_the_old_one(desk: Desk, prefix: str) -> None:
    client = desk.sign_in("company_clerk")
    page = f"{prefix}/account/password"
    client.get(page)
    client.post(page, {"current": "wrong", "password": GOOD, "again": GOOD}, status=400)
    client.post(page, {"current": PASSWORD, "password": GOOD, "again": "other"}, status=400)
    client.post(page, {"current": PASSWORD, "password": "short", "again": "short"}, status=400)
    client.post(page, {"current": PASSWORD, "password": GOOD, "again": GOOD})
    client.get(f"{prefix}/account/security")


def test_guessing_the_old_password_is_slow(desk: Desk) -> None:
    client = desk.sign_in("company_clerk")
    client.get("/account/password")
    for _ in range(5):
        client.post("/account/password", {"current": "wrong", "password": GOOD, "again": GOOD}, status=400)
    client.post("/account/password", {"current": PASSWORD, "password": GOOD, "again": GOOD}, status=400)


def test_new_recovery_codes_are_shown_once(desk: Desk) -> None:
    client = desk.sign_in("reviewer")
    client.get("/account/security")
    page = client.post("/account/recovery-codes", status=200).get_data(as_text=True)
    assert page.count("<code>") == 10
