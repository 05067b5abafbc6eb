"""Model contracts: listed at the office, chosen by the company, shown as its statement."""

import pytest
from flask import Flask
from sqlalchemy import select

from registry.companies.models import Company, ModelContract
from tests.desk import Desk

ONE = {"title": "家政服务合同（员工制）", "version": "2026版", "issued_on": "2026-03-01"}


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_listed_chosen_and_shown(app: Flask, desk: Desk, prefix: str) -> None:
    clerk, company = desk.sign_in("clerk"), desk.sign_in("company_clerk")
    clerk.get(f"{prefix}/office/contracts")
    clerk.post("/office/contracts", ONE | {"version": ""}, status=400)
    clerk.post("/office/contracts", ONE | {"issued_on": "2027-03-01"}, status=400)
    clerk.post("/office/contracts", ONE)
    clerk.post("/office/contracts", ONE, status=400)
    with app.app_context(), desk.unit() as session:
        ref = session.scalars(select(ModelContract.ref)).one()
        code = session.scalars(select(Company.uscc).where(Company.ref == desk.company)).one()
    company.get(f"{prefix}/company/declarations")
    company.post(f"{prefix}/company/declarations", {"department": "质量部", "contracts": ref})
    assert "家政服务合同（员工制） 2026版" in clerk.get(f"{prefix}/companies/{code}").get_data(as_text=True)
    assert "checked" in company.get(f"{prefix}/company/declarations").get_data(as_text=True)
    clerk.get("/office/contracts")
    clerk.post(f"/office/contracts/{ref}/end", {})
    assert ref not in company.get("/company/declarations").get_data(as_text=True)
    # What was declared stays on the record as it was declared.
    assert "2026版" in clerk.get(f"/companies/{code}").get_data(as_text=True)


def test_only_the_office_keeps_the_list(desk: Desk) -> None:
    desk.sign_in("company_signer").get("/office/contracts", status=404)
