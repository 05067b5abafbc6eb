"""A signer keeps the clerks of the own company and nobody else's."""

import pytest
from flask import Flask
from sqlalchemy import select

from registry.accounts.models import Membership
from tests.desk import Desk


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_inviting_and_ending_a_clerk(app: Flask, desk: Desk, prefix: str) -> None:
    client = desk.sign_in("company_signer")
    page = f"{prefix}/company/accounts"
    client.get(page)
    client.post(f"{page}/invite", {"name": "", "email": "x"}, status=400)
    client.post(f"{page}/invite", {"name": "经办", "email": "new@example.test"})
    assert "经办" in client.get(page).get_data(as_text=True)
    with app.app_context(), desk.unit() as session:
        post = session.scalars(select(Membership.ref).where(Membership.role == "company_clerk")).one()
    client.post(f"{page}/{post}/end", {"why": ""}, status=400)
    client.post(f"{page}/{post}/end", {"why": "离职"})


def test_a_clerk_keeps_nobody(desk: Desk) -> None:
    desk.sign_in("company_clerk").get("/company/accounts", status=404)
