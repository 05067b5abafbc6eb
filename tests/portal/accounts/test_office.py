"""Keeping accounts at the office."""

import pytest
from flask import Flask
from sqlalchemy import select

from registry.accounts.models import Account
from registry.core.actor import Role
from tests.desk import Desk, DeskClient


def refs(app: Flask, desk: Desk) -> dict[str, str]:
    with app.app_context(), desk.unit() as session:
        return {one.name: one.ref for one in session.scalars(select(Account))}


def invited(app: Flask, desk: Desk, client: DeskClient, name: str = "新来的") -> str:
    client.get("/office/accounts")
    client.post("/office/accounts/invite", {"name": name, "email": f"{name}@example.test"})
    client.get("/account/security")  # takes the message along
    return refs(app, desk)[name]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_pages_in_both_languages(app: Flask, desk: Desk, prefix: str) -> None:
    client = desk.sign_in("administrator")
    ref = invited(app, desk, client)
    for page in ("/office/accounts", f"/office/accounts/{ref}", "/office/permissions"):
        client.get(prefix + page)
    client.post(f"{prefix}/office/accounts/invite", {"name": "", "email": "x"}, status=400)
    client.post(f"{prefix}/office/accounts/{ref}/posts", {"post-role": "company_clerk", "post-uscc": "x"}, status=400)
    client.post(f"{prefix}/office/accounts/{ref}/posts", {"post-role": "regulator"}, status=400)


def test_an_account_is_invited_again_disabled_and_restored(app: Flask, desk: Desk) -> None:
    client = desk.sign_in("administrator")
    ref = invited(app, desk, client)
    client.post(f"/office/accounts/{ref}/invite-again")
    client.post(f"/office/accounts/{ref}/state", {"why": "停用"})
    assert "已停用" in client.get(f"/office/accounts/{ref}").get_data(as_text=True)
    client.post(f"/office/accounts/{ref}/state", {"why": "恢复"})
    assert "已停用" not in client.get(f"/office/accounts/{ref}").get_data(as_text=True)


def test_a_double_click_invites_once(app: Flask, desk: Desk) -> None:
    client = desk.sign_in("administrator")
    client.get("/office/accounts")
    sent = {"name": "两次", "email": "twice@example.test", "once": "o" * 22}
    first = client.post("/office/accounts/invite", sent)
    assert client.post("/office/accounts/invite", sent).headers["Location"] == first.headers["Location"]


def test_nobody_disables_the_own_account(app: Flask, desk: Desk) -> None:
    client = desk.sign_in("administrator")
    client.get("/office/accounts")
    client.post(f"/office/accounts/{desk.actor('administrator').ref}/state", {"why": "x"}, status=409)


@pytest.mark.parametrize("role", [Role.CLERK, Role.REVIEWER, Role.REGULATOR, Role.COMPANY_SIGNER])
def test_others_find_no_such_pages(desk: Desk, role: Role) -> None:
    client = desk.sign_in(role)
    client.get("/office/accounts", status=404)
    client.get("/account/security")
    client.post("/office/accounts/invite", {"name": "x", "email": "x@example.test"}, status=404)


def test_a_long_list_goes_on(app: Flask, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.accounts.office.PAGE", 2)
    client = desk.sign_in("administrator")
    for name in ("甲人", "乙人", "丙人"):
        invited(app, desk, client, name)
    seen = set()
    address = "/office/accounts"
    for _ in range(3):
        page = client.get(address).get_data(as_text=True)
        seen |= {name for name in ("甲人", "乙人", "丙人", "测试1") if f">{name}<" in page}
        if 'rel="next"' not in page:
            break
        address = page.split('" rel="next"')[0].rsplit('href="', 1)[1].replace("&amp;", "&")
    assert seen == {"甲人", "乙人", "丙人", "测试1"}
