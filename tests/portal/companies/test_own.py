"""An applicant's way through the pages, to an officer's decision and the published company."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.wiring import wiring
from registry.cases.models import Case
from registry.companies.models import Company, CompanyApplication
from registry.companies.rules_applications import SECTION_FIELDS
from registry.companies.states import ApplicationSection
from registry.core.clock import FixedClock
from tests.desk import Desk, DeskClient
from tests.make.accounts import PASSWORD
from tests.make.applications import answers, applicant, ready


@pytest.fixture
def client(app: Flask, desk: Desk, clock: FixedClock) -> DeskClient:
    """An applicant, signed in."""
    with app.app_context(), desk.unit() as session:
        ready(session, clock)
        applicant(session, clock, wiring().keyring)
    made = DeskClient(app)
    made.get("/account/sign-in")
    made.post("/account/sign-in", {"email": "applicant@example.test", "password": PASSWORD})
    made.get("/apply")
    return made


def fill(client: DeskClient, prefix: str = "", **given: Any) -> None:
    client.post(f"{prefix}/apply/begin")
    typed = answers(**given)
    for section in ApplicationSection:
        page = f"{prefix}/apply/{section.value}"
        client.get(page)
        client.post(page, {name: typed.get(name) or "" for name in SECTION_FIELDS[section]})


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_of_the_way(client: DeskClient, prefix: str) -> None:
    client.get(f"{prefix}/apply")
    client.post(f"{prefix}/apply/begin")
    client.get(f"{prefix}/apply")
    for section in ApplicationSection:
        client.get(f"{prefix}/apply/{section.value}")
        client.post(f"{prefix}/apply/{section.value}", {"uscc": "坏"}, status=303 if section == "predecessor" else 200)
    client.get(f"{prefix}/apply")
    client.get(f"{prefix}/apply/check")
    client.post(f"{prefix}/apply/check", {}, status=400)
    client.post(f"{prefix}/apply/check", {"true": "y"}, status=400)
    client.get(f"{prefix}/apply/nonsense", status=404)
    client.post(f"{prefix}/apply/withdraw")
    client.get(f"{prefix}/apply")


def test_from_application_to_public_page(app: Flask, client: DeskClient, desk: Desk) -> None:
    fill(client)
    sent = client.post("/apply/check", {"true": "y"})
    confirmation = client.get(sent.headers["Location"]).get_data(as_text=True)
    assert re.search(r"SQ-20261121-[A-Z2-7]{8}", confirmation)
    with app.app_context(), desk.unit() as session:
        case = session.scalars(select(CompanyApplication.case_ref)).one()
    page = f"/office/companies/cases/{case}"
    clerk, reviewer = desk.sign_in("clerk"), desk.sign_in("reviewer")
    for prefix in ("", "/en"):
        clerk.get(prefix + page)
    clerk.post(f"{page}/decide", {"decide-outcome": "approved", "decide-why": "齐全"}, status=403)
    clerk.get(page)
    clerk.post(f"{page}/propose", {"propose-outcome": "", "propose-why": ""}, status=400)
    clerk.post(f"{page}/propose", {"propose-outcome": "approved", "propose-why": "材料齐全"})
    reviewer.get(page)
    reviewer.post(f"{page}/decide", {"decide-outcome": "approved", "decide-why": "同意"})
    reviewer.get(page)
    reviewer.get(f"/en{page}")
    with app.app_context(), desk.unit() as session:
        code = session.scalars(select(Company.uscc)).one()
    public = DeskClient(app).get(f"/companies/{code}").get_data(as_text=True)
    assert answers()["name"] in public
    client.get("/account/security", status=303)  # now a signer, who owes a second factor


def test_going_back_and_sending_twice_lead_to_the_confirmation(app: Flask, client: DeskClient, desk: Desk) -> None:
    fill(client)
    sent = client.post("/apply/check", {"true": "y"}).location
    assert client.get("/apply/check", status=303).location == sent
    assert client.post("/apply/check", {"true": "y"}).location == sent
    assert client.get("/apply/entity", status=303).location == "/apply"
    assert client.post("/apply/entity", {"name": "别的名称"}).location == "/apply"
    with app.app_context(), desk.unit() as session:
        (found,) = session.scalars(select(CompanyApplication))
        assert found.answers["name"] == answers()["name"]
        assert len(session.scalars(select(Case)).all()) == 1


def test_returned_field_by_field(app: Flask, client: DeskClient, desk: Desk) -> None:
    fill(client)
    client.post("/apply/check", {"true": "y"})
    with app.app_context(), desk.unit() as session:
        case = session.scalars(select(CompanyApplication.case_ref)).one()
    clerk = desk.sign_in("clerk")
    clerk.get(f"/office/companies/cases/{case}")
    clerk.post(f"/office/companies/cases/{case}/return", {"return-why": "请补正", "reason-address": "门牌号不清"})
    page = client.get("/apply").get_data(as_text=True)
    assert "门牌号不清" in page
    client.get("/en/apply")
    client.post("/apply/premises", {name: answers()[name] for name in SECTION_FIELDS[ApplicationSection.PREMISES]})
    client.post("/apply/check", {"true": "y"})


def test_other_people_find_nothing(client: DeskClient, desk: Desk, app: Flask) -> None:
    fill(client)
    location = client.post("/apply/check", {"true": "y"}).headers["Location"]
    other = desk.sign_in("company_signer")
    other.get("/apply", status=404)
    other.get(location, status=404)
    with app.app_context(), desk.unit() as session:
        case = session.scalars(select(CompanyApplication.case_ref)).one()
    other.get(f"/office/companies/cases/{case}", status=404)
    desk.sign_in("regulator").get(f"/office/companies/cases/{case}", status=404)
