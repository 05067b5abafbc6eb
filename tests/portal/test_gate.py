"""Who is let through: the unguarded and the wrongly guarded never, the signed in with the permission only."""

import pytest
from flask import Flask

from portal.guards import GUARD, entry, permission_of, signed_in
from tests.desk import Desk
from tests.pages import PageClient


def test_only_a_known_permission_guards() -> None:
    with pytest.raises(KeyError):
        signed_in("no.such")

    @signed_in("accounts.manage")
    def view() -> str:
        return ""

    assert permission_of(view) == "accounts.manage"
    assert permission_of(entry(lambda: "")) is None


def test_a_made_up_guard_refuses(app: Flask, pages: PageClient) -> None:
    def view() -> str:
        return "private words"

    setattr(view, GUARD, "friends")
    app.add_url_rule("/friends", view_func=view)
    pages.get("/friends", status=403)


def test_who_lacks_the_permission_finds_nothing(app: Flask, desk: Desk, pages: PageClient) -> None:
    @signed_in("accounts.manage")
    def office_keep() -> str:
        return "kept"

    app.add_url_rule("/keep", view_func=office_keep)
    assert pages.get("/keep", status=303).headers["Location"].startswith("/account/sign-in")
    desk.sign_in("reviewer").get("/keep", status=404)
    desk.sign_in("company_clerk").get("/keep", status=404)
    assert desk.sign_in("administrator").plain.get("/keep").text == "kept"


def test_what_two_desks_may_do_each_does_at_its_own(app: Flask, desk: Desk) -> None:
    @signed_in("permits.report_lost")
    def office_lose() -> str:
        return "lost"

    app.add_url_rule("/lose", view_func=office_lose)
    desk.sign_in("company_signer").get("/lose", status=404)
    assert desk.sign_in("clerk").plain.get("/lose").text == "lost"
