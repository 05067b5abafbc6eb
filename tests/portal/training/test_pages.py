"""Training at both desks: catalogue, sessions, pasted results, confirmation, striking out, contests."""

import re

import pytest
from flask import Flask

from portal.training.pasted import WORDS
from registry.core.clock import FixedClock
from registry.training.states import Result
from tests.desk import Desk, DeskClient
from tests.portal.people import Staff, opened, staff

PROGRAMME = {
    "code": "YY-101", "title": "婴幼儿照护安全", "category": "safety", "class_hours": "8", "credits": "8",
    "topics": ["first_aid"], "lines": ["child_care"], "examined": "y",
}  # fmt: skip
SESSION = {
    "mode": "practice", "class_hours": "8", "held_on": "2026-11-21", "organisation": "云州市家政培训中心",
    "trainer": "周老师",
}  # fmt: skip


@pytest.fixture
def people(app: Flask, desk: Desk, clock: FixedClock) -> Staff:
    return staff(app, desk, clock)


@pytest.fixture
def programme(desk: Desk, people: Staff) -> str:
    client = desk.sign_in("reviewer")
    client.get("/office/training/programmes/new")
    return client.post("/office/training/programmes/new", PROGRAMME).headers["Location"].rsplit("/", 1)[1]


def new_session(client: DeskClient, desk_name: str, programme: str) -> str:
    page = f"/{desk_name}/training/sessions/new"
    client.get(page)
    return client.post(page, SESSION | {"programme": programme}).headers["Location"]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_in_both_languages(desk: Desk, people: Staff, programme: str, prefix: str) -> None:
    company, clerk, reviewer = desk.sign_in("company_clerk"), desk.sign_in("clerk"), desk.sign_in("reviewer")
    held = new_session(company, "company", programme)
    company.post(f"{held}/results", {"pasted": f"{people.numbers[0]} 合格 91", "examiner": "吴老师"})
    company.get(held)  # takes the message along
    for page in ("/company/training", "/company/training/sessions/new", held):
        company.get(prefix + page)
    office = held.replace("/company/", "/office/")
    for page in ("/office/training", "/office/training/sessions/new", office, "/office/training/occasions"):
        clerk.get(prefix + page)
    reviewer.get(f"{prefix}/office/training/programmes/new")
    reviewer.get(f"{prefix}/office/training/programmes/{programme}")
    company.post(f"{prefix}/company/training/sessions/new", SESSION | {"trainer": ""}, status=400)
    company.post(f"{prefix}{held}/results", {"pasted": f"{people.numbers[2]} passed"}, status=400)
    company.post(f"{prefix}{held}/evaluation", {"score": "101"}, status=400)
    reviewer.post(f"{prefix}/office/training/programmes/new", PROGRAMME | {"credits": "9"}, status=400)


def test_a_companys_session_is_confirmed_and_earns_credits(desk: Desk, people: Staff, programme: str) -> None:
    company, clerk = desk.sign_in("company_clerk"), desk.sign_in("clerk")
    held = new_session(company, "company", programme)
    pasted = f"{people.numbers[0]} 合格 91\n{people.numbers[1]} 不合格 40"
    company.post(f"{held}/results", {"pasted": pasted, "examiner": "吴老师"})
    company.post(f"{held}/evaluation", {"score": "93", "note": "讲得细"})
    assert "待协会确认" in company.get(held).get_data(as_text=True)
    office = held.replace("/company/", "/office/")
    clerk.get("/office/training")
    clerk.post(f"{office}/confirm")
    assert "8 学分" in clerk.get(office).get_data(as_text=True)
    company.post(f"{held}/results", {"pasted": pasted, "examiner": "吴老师"}, status=409)
    # Who failed stands on the checklist with the line closed; who passed does not.
    assert "考核未通过" in company.get(f"/company/people/{people.second}/file").get_data(as_text=True)
    assert "考核未通过" not in company.get(f"/company/people/{people.first}/file").get_data(as_text=True)


def test_the_overdue_list_names_the_companys_people_only(desk: Desk, people: Staff, clock: FixedClock) -> None:
    company = desk.sign_in("company_clerk")
    clock.advance(hours=1)
    page = company.get("/company/training").get_data(as_text=True)
    assert "缪丽娟" not in page
    assert re.search(r"下季度起 2", page)


def test_unreadable_lines_are_named_and_nothing_is_entered(desk: Desk, people: Staff, programme: str) -> None:
    clerk = desk.sign_in("clerk")
    held = new_session(clerk, "office", programme)
    pasted = f"{people.numbers[0]} 合格 91\n{people.numbers[1]} 大概合格\nYZ000000 合格\n{people.numbers[2]} 合格 八十"
    page = clerk.post(f"{held}/results", {"pasted": pasted, "examiner": "吴老师"}, status=400).get_data(as_text=True)
    assert "第 2、3、4 行" in page
    assert "还没有结果" in clerk.get(held).get_data(as_text=True)
    clerk.post(f"{held}/results", {"pasted": f"{people.numbers[0]} 合格 91"}, status=400)
    clerk.post(f"{held}/results", {"pasted": " \n "}, status=400)


def test_a_record_is_struck_out_by_the_reviewer_with_a_reason(desk: Desk, people: Staff, programme: str) -> None:
    clerk, reviewer = desk.sign_in("clerk"), desk.sign_in("reviewer")
    held = new_session(clerk, "office", programme)
    clerk.post(f"{held}/results", {"pasted": f"{people.numbers[0]} 合格 91", "examiner": "吴老师"})
    action = re.search(r'action="([^"]+/strike-out)"', clerk.get(held).get_data(as_text=True))
    assert action is not None
    clerk.post(action[1], {"why": "录错"}, status=404)
    reviewer.get(held)
    reviewer.post(action[1], {"why": ""}, status=400)
    reviewer.post(action[1], {"why": "录错"})
    assert "还没有结果" in reviewer.get(held).get_data(as_text=True)


def test_programmes_are_revised_and_ended(desk: Desk, people: Staff, programme: str) -> None:
    reviewer = desk.sign_in("reviewer")
    page = f"/office/training/programmes/{programme}"
    reviewer.get(page)
    changed = PROGRAMME | {"title": "婴幼儿照护安全（新）", "why": "按新标准"}
    second = reviewer.post(f"{page}/revise", changed).headers["Location"]
    assert "第 2 版" in reviewer.get(second).get_data(as_text=True)
    reviewer.post(f"{second}/withdraw", {"why": ""}, status=400)
    reviewer.post(f"{second}/withdraw", {"why": "不再开设"})


def test_contests_are_recorded_with_their_people(desk: Desk, people: Staff) -> None:
    clerk = desk.sign_in("clerk")
    clerk.get("/office/training/occasions")
    sent = {"kind": "contest", "title": "技能大赛", "organiser": "市总工会", "held_on": "2026-10-12"}
    clerk.post("/office/training/occasions", sent | {"pasted": "YZ000000"}, status=400)
    clerk.post("/office/training/occasions", sent | {"pasted": f"{people.numbers[0]} 二等奖"})
    opened(clerk, people.first)
    assert "二等奖" in clerk.get(f"/office/people/{people.first}/file").get_data(as_text=True)


@pytest.mark.parametrize("role", ["company_clerk", "regulator", "price_officer"])
def test_others_do_not_record_for_the_office(desk: Desk, people: Staff, programme: str, role: str) -> None:
    client = desk.sign_in(role)
    client.get("/office/training/sessions/new", status=404)
    client.get("/office/training/programmes/new", status=404)


def test_another_companys_session_is_not_found(desk: Desk, people: Staff, programme: str) -> None:
    held = new_session(desk.sign_in("clerk"), "office", programme)
    company = desk.sign_in("company_clerk")
    company.get(held.replace("/office/", "/company/"), status=404)
    company.get("/company/training/sessions/none", status=404)


def test_every_result_can_be_written_in_both_languages() -> None:
    for result in Result:
        words = [word for word, meant in WORDS.items() if meant is result]
        assert any(word.isascii() for word in words)
        assert any(not word.isascii() for word in words)
