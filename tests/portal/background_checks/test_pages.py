"""Checks at both desks: asked for, entered in bulk, due again, adverse ones decided by two."""

import re
from datetime import date

import pytest
from flask import Flask

from registry.background_checks.actions import record_many
from registry.background_checks.due import all_due, replace_all
from registry.background_checks.states import Component
from registry.core.actor import SYSTEM
from registry.core.clock import FixedClock
from tests.desk import Desk
from tests.make.background_checks import new_check
from tests.portal.people import Staff, opened, staff

RESULT = {
    "component": "BC2", "outcome": "clear", "source": "authority", "source_note": "市公安局查询窗口",
    "checked_on": "2026-11-20", "covers_until": "2026-11-19", "document": "CX-20261120-07", "tier": "",
}  # fmt: skip
FINDING = RESULT | {"reasons": "查询回执载明有相关记录"}


@pytest.fixture
def people(app: Flask, desk: Desk, clock: FixedClock) -> Staff:
    return staff(app, desk, clock)


@pytest.fixture
def case(desk: Desk, people: Staff) -> str:
    """The page of an adverse result that a clerk proposed."""
    clerk = desk.sign_in("clerk")
    page = f"/office/people/{people.first}/adverse"
    clerk.get(page, status=303)
    opened(clerk, people.first)
    clerk.get(page)
    return clerk.post(page, FINDING).headers["Location"]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_in_both_languages(
    app: Flask, desk: Desk, people: Staff, case: str, clock: FixedClock, prefix: str
) -> None:
    with app.app_context(), desk.unit() as session:
        old = [new_check(worker_ref=ref, checked_on=date(2025, 11, 25)) for ref in (people.first, people.stranger)]
        record_many(session, SYSTEM, clock, old)
        replace_all(session, all_due(session, date(2026, 11, 21)))
    company, clerk, reviewer = desk.sign_in("company_clerk"), desk.sign_in("clerk"), desk.sign_in("reviewer")
    company.get("/company/checks")
    company.post("/company/checks/ask", {"people": [people.first], "components": ["BC2", "BC11"]})
    for _ in range(2):
        company.get(f"{prefix}/company/checks" if _ else "/company/checks")
    clerk.get("/office/checks")  # takes the message along
    clerk.get(f"{prefix}/office/checks?component=BC2")
    clerk.get(f"{prefix}/office/people/{people.first}/adverse")
    clerk.get(prefix + case)
    reviewer.get(prefix + case)
    company.post(f"{prefix}/company/checks/ask", {"people": [people.first]}, status=400)
    clerk.post(f"{prefix}/office/checks/results", RESULT | {"document": ""}, status=400)
    clerk.post(f"{prefix}/office/people/{people.first}/adverse", FINDING | {"reasons": ""}, status=400)


def test_a_company_sees_its_own_people_due_and_takes_back_a_request(
    app: Flask, desk: Desk, people: Staff, clock: FixedClock
) -> None:
    with app.app_context(), desk.unit() as session:
        old = [new_check(worker_ref=ref, checked_on=date(2025, 11, 25)) for ref in (people.first, people.stranger)]
        record_many(session, SYSTEM, clock, old)
        replace_all(session, all_due(session, date(2026, 11, 21)))
    company = desk.sign_in("company_clerk")
    page = company.get("/company/checks").get_data(as_text=True)
    assert "30 天内到期 1" in page
    assert "缪丽娟" not in page
    company.post("/company/checks/ask", {"people": [people.stranger], "components": ["BC2"]}, status=404)
    company.post("/company/checks/ask", {"people": [people.first], "components": ["BC2"]})
    action = re.search(
        r'action="(/company/checks/requests/[^"]+)"', company.get("/company/checks").get_data(as_text=True)
    )
    assert action is not None
    company.post(action[1])
    assert "已申请 0 项" in company.get("/company/checks").get_data(as_text=True)


def test_results_of_one_source_for_people_ticked_and_pasted(desk: Desk, people: Staff) -> None:
    clerk = desk.sign_in("clerk")
    clerk.get("/office/checks")
    sent = RESULT | {"people": [people.first], "pasted": f"{people.numbers[0]}\n{people.numbers[1]}"}
    clerk.post("/office/checks/results", sent | {"pasted": "YZ000000"}, status=400)
    clerk.post("/office/checks/results", RESULT, status=400)
    clerk.post("/office/checks/results", sent)
    assert "已登记 2 人" in clerk.get("/office/checks").get_data(as_text=True)
    for client in (clerk, desk.sign_in("reviewer")):
        opened(client, people.second)
    file = clerk.get(f"/office/people/{people.second}/file").get_data(as_text=True)
    assert "CX-20261120-07" not in file  # the reference is the reviewer's only
    assert "CX-20261120-07" in desk.sign_in("reviewer").get(f"/office/people/{people.second}/file").get_data(
        as_text=True
    )
    own = desk.sign_in("company_clerk").get(f"/company/people/{people.second}/file").get_data(as_text=True)
    assert "2026年11月20日" in own
    assert "CX-20261120-07" not in own


def test_people_are_ticked_for_one_chosen_check_only(desk: Desk, people: Staff) -> None:
    company, clerk = desk.sign_in("company_clerk"), desk.sign_in("clerk")
    company.get("/company/checks")
    company.post("/company/checks/ask", {"people": [people.first], "components": ["BC2", "BC3"]})
    assert 'type="checkbox"' not in clerk.get("/office/checks").get_data(as_text=True)
    page = clerk.get("/office/checks?component=BC3").get_data(as_text=True)
    assert (page.count('type="checkbox"'), 'name="component" value="BC3"' in page) == (1, True)


def test_one_adverse_result_from_proposal_to_decision(desk: Desk, people: Staff, case: str) -> None:
    clerk, reviewer = desk.sign_in("clerk"), desk.sign_in("reviewer")
    assert "相关记录" not in clerk.get(case).get_data(as_text=True)
    clerk.post(f"{case}/read", {"purpose": ""}, status=400)
    shown = clerk.post(f"{case}/read", {"purpose": "准备听取本人"}, status=200)
    assert "查询回执载明有相关记录" in shown.get_data(as_text=True)
    assert shown.headers["Cache-Control"] == "no-store"
    clerk.post(f"{case}/decide", {"outcome": "approved", "why": "属实"}, status=404)
    reviewer.get(case)
    reviewer.post(f"{case}/decide", {"outcome": "approved", "why": "属实"}, status=400)
    clerk.post(f"{case}/reply", {"reply": ""}, status=400)
    clerk.post(f"{case}/reply", {"reply": "系同名"})
    reviewer.post(f"{case}/decide", {"outcome": "approved", "why": "比对一致"})
    assert "认定未通过" in reviewer.get(case).get_data(as_text=True)
    reviewer.post(f"{case}/decide", {"outcome": "refused", "why": "再议"}, status=409)


def test_who_proposed_is_told_to_leave_the_decision_to_another(desk: Desk, people: Staff) -> None:
    reviewer = desk.sign_in("reviewer")
    page = f"/office/people/{people.first}/adverse"
    opened(reviewer, people.first)
    reviewer.get(page)
    case = reviewer.post(page, FINDING).headers["Location"]
    assert "须由另一个人决定" in reviewer.get(case).get_data(as_text=True)
    reviewer.post(f"{case}/decide", {"outcome": "approved", "why": "属实"}, status=403)
    reviewer.post(page, FINDING, status=409)


@pytest.mark.parametrize("role", ["company_signer", "regulator", "price_officer", "administrator"])
def test_others_read_no_reasons_and_enter_nothing(desk: Desk, people: Staff, case: str, role: str) -> None:
    client = desk.sign_in(role)
    client.get(case, status=404)
    client.get("/account/security")
    client.post(f"{case}/read", {"purpose": "看看"}, status=404)
    client.post("/office/checks/results", RESULT | {"people": [people.first]}, status=404)


def test_a_company_filter_that_names_nobody_shows_nobody(desk: Desk, people: Staff) -> None:
    clerk = desk.sign_in("clerk")
    page = clerk.get("/office/checks?uscc=91990101000000001X").get_data(as_text=True)
    assert "没有等待的申请" in page
    assert Component.BC2.label.zh in page
    opened(clerk, people.first)
    clerk.get(f"/office/people/{people.first}/adverse")
    clerk.get("/office/checks/adverse/none", status=404)
