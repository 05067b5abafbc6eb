"""A company's own desk: what is due, declared changes, declarations."""

import pytest
from flask import Flask
from sqlalchemy import select

from registry.cases.models import Case
from registry.companies.queries import load
from registry.companies.rules_applications import answers_of
from registry.core.clock import FixedClock
from tests.desk import Desk
from tests.make.applications import ready


@pytest.fixture(autouse=True)
def _calendar(app: Flask, desk: Desk, clock: FixedClock) -> None:
    with app.app_context(), desk.unit() as session:
        ready(session, clock)


def current(app: Flask, desk: Desk) -> dict[str, object]:
    with app.app_context(), desk.unit() as session:
        return answers_of(load(session, [desk.company])[desk.company])


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_pages_in_both_languages(desk: Desk, prefix: str) -> None:
    client = desk.sign_in("company_clerk")
    for page in ("/company/", "/company/change", "/company/declarations"):
        client.get(prefix + page)
    client.post(f"{prefix}/company/change", {}, status=400)
    client.post(f"{prefix}/company/declarations", {"insured_count": "很多"}, status=400)


def test_a_change_is_filed_once_and_reviewed(app: Flask, desk: Desk) -> None:
    client = desk.sign_in("company_signer")
    client.get("/company/change")
    sent = {**current(app, desk), "address": "云州市东塘区新路8号", "happened_on": "2026-11-20", "once": "c" * 22}
    client.post("/company/change", sent)
    client.post("/company/change", sent)
    home = client.get("/company/").get_data(as_text=True)
    assert home.count("企业变更申报") == 1
    reviewer = desk.sign_in("reviewer")
    with app.app_context(), desk.unit() as session:
        ref = session.scalars(select(Case.ref)).one()
    assert ref in reviewer.get("/office/").get_data(as_text=True)
    page = f"/office/companies/cases/{ref}"
    assert "新路8号" in reviewer.get(page).get_data(as_text=True)
    reviewer.get(f"/en{page}")
    reviewer.post(f"{page}/decide", {"decide-outcome": "approved", "decide-why": "核对无误"})
    assert current(app, desk)["address"] == "云州市东塘区新路8号"


def test_a_declaration_is_public_at_once(app: Flask, desk: Desk) -> None:
    client = desk.sign_in("company_clerk")
    client.get("/company/declarations")
    client.post("/company/declarations", {"department": "客户服务部", "tools": "吸尘器", "insured_count": "12"})
    assert "客户服务部" in client.get("/company/declarations").get_data(as_text=True)


@pytest.mark.parametrize("role", ["clerk", "regulator", "administrator"])
def test_others_find_no_such_pages(desk: Desk, role: str) -> None:
    client = desk.sign_in(role)
    for page in ("/company/", "/company/change", "/company/declarations"):
        client.get(page, status=404)
