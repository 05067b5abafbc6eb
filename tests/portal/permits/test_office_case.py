"""Deciding in the browser: an application by one person, a suspension or revocation by two."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal.database import read_session
from registry.cases.models import Case
from registry.core.clock import FixedClock
from tests.desk import Desk, DeskClient
from tests.make.desk_permits import Holders

VERSION = re.compile(r'name="version" value="(\d+)"')


@pytest.fixture
def holders(app: Flask, desk: Desk, clock: FixedClock) -> Holders:
    return Holders(app, desk, clock)


@pytest.fixture
def applied(app: Flask, desk: Desk, holders: Holders) -> tuple[str, str]:
    """(permit, case) of an application of the desk's company."""
    signer = desk.sign_in("company_signer")
    person = holders.ready()
    signer.get("/company/permits")
    permit = signer.post(f"/company/permits/apply/{person}", {"words": ""}).location.rsplit("/", 1)[1]
    with app.app_context():
        return permit, str(read_session().scalar(select(Case.ref)))


def html(client: DeskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def decide(client: DeskClient, case: str, outcome: str = "approved", *, status: int = 303, **fields: str) -> str:
    version = VERSION.search(html(client, f"/office/permits/cases/{case}"))
    form = {
        "outcome": outcome,
        "why": "材料齐全",
        "valid_until": "2028-11-20",
        "version": version[1] if version else "",
    }
    answer = client.post(f"/office/permits/cases/{case}/decide", form | fields, status=status)
    return answer.location if status == 303 else answer.get_data(as_text=True)


def test_from_the_application_to_the_card(desk: Desk, applied: tuple[str, str]) -> None:
    permit, case = applied
    reviewer = desk.sign_in("reviewer")
    assert case in html(reviewer, f"/office/permits/{permit}")
    assert decide(reviewer, case) == f"/office/permits/{permit}"
    page = html(reviewer, f"/office/permits/{permit}")
    assert "已签发，未领取" in page
    assert "2028年11月20日" in page
    badge = reviewer.post(f"/office/permits/{permit}/card").location
    assert "idcard" in html(reviewer, badge)
    assert "有效" in html(desk.sign_in("company_signer"), f"/company/permits/{permit}")


def test_a_refused_application_is_gone(desk: Desk, applied: tuple[str, str]) -> None:
    permit, case = applied
    reviewer = desk.sign_in("reviewer")
    assert decide(reviewer, case, "refused") == "/office/permits"
    reviewer.get(f"/office/permits/{permit}", status=404)
    assert "申请未获同意" in html(reviewer, f"/office/permits/cases/{case}")
    desk.sign_in("company_signer").get(f"/company/permits/{permit}", status=404)


def test_returned_and_sent_again(desk: Desk, applied: tuple[str, str]) -> None:
    permit, case = applied
    clerk, signer = desk.sign_in("clerk"), desk.sign_in("company_signer")
    clerk.get(f"/office/permits/cases/{case}")
    clerk.post(f"/office/permits/cases/{case}/return", {"return-why": ""}, status=400)
    clerk.post(f"/office/permits/cases/{case}/return", {"return-why": "请补照片"})
    assert "请补照片" in html(signer, f"/company/permits/{permit}")
    signer.post(f"/company/permits/{permit}/again", {"words": "已补"})
    assert "协会正在审核" in html(signer, f"/company/permits/{permit}")


def test_what_is_missing_is_said(desk: Desk, applied: tuple[str, str]) -> None:
    _, case = applied
    reviewer = desk.sign_in("reviewer")
    for fields in ({"why": ""}, {"outcome": ""}, {"valid_until": ""}, {"valid_until": "2020-01-01"}):
        decide(reviewer, case, status=400, **fields)
    decide(reviewer, case, version="1")


def test_an_old_page_decides_nothing(desk: Desk, applied: tuple[str, str]) -> None:
    _, case = applied
    reviewer = desk.sign_in("reviewer")
    decide(reviewer, case, status=409, version="7")


def test_a_clerk_looks_and_does_not_decide(desk: Desk, applied: tuple[str, str]) -> None:
    _, case = applied
    clerk = desk.sign_in("clerk")
    assert "作出决定" not in html(clerk, f"/office/permits/cases/{case}")
    clerk.post(f"/office/permits/cases/{case}/decide", {"outcome": "approved", "why": "x"}, status=404)


@pytest.mark.parametrize(("kind", "word"), [("permit_suspension", "已暂停"), ("permit_revocation", "已撤销")])
def test_two_people_and_the_door_says_no_at_once(desk: Desk, holders: Holders, kind: str, word: str) -> None:
    _, permit, card = holders.holding()
    first, second = desk.sign_in("reviewer"), desk.sign_in("reviewer", 2)
    first.get(f"/office/permits/{permit}")
    form = {"propose-kind": kind, "propose-why": "投诉查实"}
    where = first.post(f"/office/permits/{permit}/propose", form).location
    case = where.rsplit("/", 1)[1]
    assert "须由另一人决定" in html(first, where)
    assert "今日无效" not in first.get(f"/d/{card.token}").get_data(as_text=True)
    first.post(f"/office/permits/cases/{case}/decide", {"outcome": "approved", "why": "x"}, status=403)
    decide(second, case)
    page = second.get(f"/d/{card.token}").get_data(as_text=True)
    assert "今日无效" in page
    assert word not in page
    assert word in html(second, f"/office/permits/{permit}")
    second.post(f"/office/permits/{permit}/settle", {"settle-why": "申诉期满"})
    assert word in second.get(f"/d/{card.token}").get_data(as_text=True)


def test_a_suspension_is_lifted(desk: Desk, holders: Holders) -> None:
    _, permit, card = holders.holding()
    first, second = desk.sign_in("clerk"), desk.sign_in("reviewer")
    first.get(f"/office/permits/{permit}")
    form = {"propose-kind": "permit_suspension", "propose-why": "投诉查实"}
    decide(second, first.post(f"/office/permits/{permit}/propose", form).location.rsplit("/", 1)[1])
    second.get(f"/office/permits/{permit}")
    second.post(f"/office/permits/{permit}/lift", {"lift-why": ""}, status=400)
    second.post(f"/office/permits/{permit}/lift", {"lift-why": "已改正"})
    assert "今日无效" not in second.get(f"/d/{card.token}").get_data(as_text=True)


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_case_in_both_languages(desk: Desk, applied: tuple[str, str], holders: Holders, language: str) -> None:
    _, case = applied
    reviewer = desk.sign_in("reviewer")
    reviewer.get(f"{language}/office/permits/cases/{case}")
    _, permit, _ = holders.holding()
    form = {"propose-kind": "permit_revocation", "propose-why": "x"}
    where = reviewer.post(f"{language}/office/permits/{permit}/propose", form).location
    reviewer.get(where)
    reviewer.get(f"{language}/office/permits/cases/nothing", status=404)
