"""Companies at the office: found by code, suspended and expelled by two, lifted again."""

import pytest
from flask import Flask
from sqlalchemy import select

from registry.companies.models import Company
from registry.core.clock import FixedClock
from tests.desk import Desk
from tests.make.applications import ready


@pytest.fixture(autouse=True)
def _calendar(app: Flask, desk: Desk, clock: FixedClock) -> None:
    with app.app_context(), desk.unit() as session:
        ready(session, clock)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_finding_and_reading_a_company(app: Flask, desk: Desk, prefix: str) -> None:
    ref = desk.company
    client = desk.sign_in("clerk")
    client.get(f"{prefix}/office/companies")
    client.post(f"{prefix}/office/companies", {"uscc": "nothing"}, status=400)
    with app.app_context(), desk.unit() as session:
        code = session.scalars(select(Company.uscc).where(Company.ref == ref)).one()
    answer = client.post(f"{prefix}/office/companies", {"uscc": code})
    client.get(answer.headers["Location"])
    client.get(f"{prefix}/office/companies/unknown", status=404)
    client.post(f"{prefix}/office/companies/{ref}/propose", {"why": "x"}, status=400)


def test_suspension_takes_two_and_can_be_lifted(app: Flask, desk: Desk) -> None:
    ref = desk.company
    first, second = desk.sign_in("reviewer", 1), desk.sign_in("reviewer", 2)
    first.get(f"/office/companies/{ref}")
    case = first.post(f"/office/companies/{ref}/propose", {"to": "suspended", "why": "连续两次不合格"}).headers[
        "Location"
    ]
    first.get(case)
    first.post(f"{case}/decide", {"decide-outcome": "approved", "decide-why": "同意"}, status=403)
    second.get(case)
    second.get(f"/en{case}")
    second.post(f"{case}/decide", {"decide-outcome": "approved", "decide-why": "同意"})
    assert "暂停登记" in second.get(f"/office/companies/{ref}").get_data(as_text=True)
    second.post(f"/office/companies/{ref}/lift", {"why": ""}, status=400)
    second.post(f"/office/companies/{ref}/lift", {"why": "整改完成"})


@pytest.mark.parametrize("role", ["company_signer", "regulator", "administrator", "data_protection_officer"])
def test_others_find_no_such_pages(desk: Desk, role: str) -> None:
    desk.sign_in(role).get("/office/companies", status=404)
