"""Schooling and work before: stated by the company, verified at the office, on no public page."""

import pytest
from flask import Flask
from sqlalchemy import select

from registry.core.clock import FixedClock
from registry.qualifications.actions_stages import forget_stages
from registry.qualifications.models import Stage
from registry.record import reading
from tests.desk import Desk
from tests.portal.people import Staff, opened, staff

SAID = {
    "kind": "education", "place": "云州职业技术学院", "what": "大专，护理", "since_on": "2012-09-01",
    "until_on": "2015-06-30",
}  # fmt: skip
SEEN = {"by": "学信网", "how": "national_query", "on": "2026-11-20"}


@pytest.fixture
def people(app: Flask, desk: Desk, clock: FixedClock) -> Staff:
    return staff(app, desk, clock)


def stages(app: Flask, desk: Desk) -> list[str]:
    with app.app_context(), desk.unit() as session:
        return list(session.scalars(select(Stage.ref)).all())


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_stated_verified_and_private(app: Flask, desk: Desk, people: Staff, prefix: str) -> None:
    company, clerk = desk.sign_in("company_clerk"), desk.sign_in("clerk")
    page = f"{prefix}/company/people/{people.first}/past"
    company.get(page)
    company.post(page, SAID | {"place": ""}, status=400)
    company.post(page, SAID | {"until_on": "2010-01-01"}, status=400)
    with app.app_context(), desk.unit() as session:
        before = reading.position(session)
    company.post(page, SAID)
    assert "云州职业技术学院" in company.get(f"{prefix}/company/people/{people.first}/file").get_data(as_text=True)
    (ref,) = stages(app, desk)
    verify = f"{prefix}/office/people/{people.first}/past/{ref}"
    clerk.get(verify, status=303)
    opened(clerk, people.first)
    clerk.get(verify)
    clerk.post(verify, SEEN | {"on": "2027-01-01"}, status=400)
    clerk.post(verify, SEEN)
    file = clerk.get(f"{prefix}/office/people/{people.first}/file").get_data(as_text=True)
    assert "学信网" in file
    company.get(page)
    company.post(f"{page}/{ref}/remove", {})
    assert stages(app, desk) == [ref]
    with app.app_context(), desk.unit() as session:
        assert reading.position(session) == before


def test_what_nobody_verified_may_be_taken_back(app: Flask, desk: Desk, people: Staff) -> None:
    company = desk.sign_in("company_clerk")
    page = f"/company/people/{people.first}/past"
    company.get(page)
    company.post(page, SAID | {"kind": "experience", "place": "前雇主", "what": "保洁"})
    (ref,) = stages(app, desk)
    company.post(f"{page}/{ref}/remove", {})
    assert stages(app, desk) == []


def test_an_erased_person_keeps_no_past(app: Flask, desk: Desk, people: Staff, clock: FixedClock) -> None:
    company = desk.sign_in("company_clerk")
    company.get(f"/company/people/{people.first}/past")
    company.post(f"/company/people/{people.first}/past", SAID)
    clerk = desk.actor("clerk")
    with app.app_context(), desk.unit() as session:
        forget_stages(session, clerk, clock, people.first)
    assert stages(app, desk) == []


def test_nobody_sees_the_past_of_anothers_people(desk: Desk, people: Staff) -> None:
    desk.sign_in("company_clerk").get(f"/company/people/{people.stranger}/past", status=404)
    desk.sign_in("regulator").get(f"/company/people/{people.first}/past", status=404)
