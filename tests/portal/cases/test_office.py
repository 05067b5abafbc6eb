"""The worklist as officers use it: bands, filters, acts on many, the next case; nobody sees what is not theirs."""

import re

import pytest

from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.core.actor import Role
from tests.desk import Desk
from tests.make.cases import open_case


@pytest.fixture
def cases(desk: Desk, clock) -> dict[str, str]:
    """An overdue change, an application due today, a privacy complaint, all of the desk's company."""
    company = desk.company
    with desk.unit() as session:
        made = {
            "change": open_case(session, clock, company=company, subject=company, due_hours=2),
            "application": open_case(
                session, clock, kind=CaseKind.COMPANY_APPLICATION, company=company, subject=company, due_hours=5
            ),
            "privacy": open_case(session, clock, kind=CaseKind.PRIVACY_COMPLAINT, company=company, due_hours=30),
        }
    clock.advance(hours=3)
    return made


def number(desk: Desk, ref: str) -> str:
    with desk.unit() as session:
        return session.get(Case, ref).number


def body(client, path: str, **options: object) -> str:
    return client.get(path, **options).get_data(as_text=True)


def test_the_worklist_has_what_the_post_may_see(desk: Desk, cases: dict[str, str]) -> None:
    clerk = body(desk.sign_in("clerk"), "/office/")
    assert number(desk, cases["change"]) in clerk
    assert number(desk, cases["application"]) in clerk
    assert number(desk, cases["privacy"]) not in clerk
    officer = body(desk.sign_in("data_protection_officer"), "/office/")
    assert number(desk, cases["privacy"]) in officer
    assert number(desk, cases["change"]) not in officer
    assert "测试" in clerk  # the company by name


def test_bands_filters_and_english(desk: Desk, cases: dict[str, str]) -> None:
    client = desk.sign_in("clerk")
    late = body(client, "/office/?band=overdue")
    assert number(desk, cases["change"]) in late
    assert number(desk, cases["application"]) not in late
    assert number(desk, cases["change"]) not in body(client, "/office/?kind=company_application")
    assert "没有符合条件的案件" in body(client, "/office/?desk=mine")
    assert "没有符合条件的案件" in body(client, "/office/?company=91110000600037341L")
    assert "Overdue" in body(client, "/en/office/")
    client.get(f"/office/?number={number(desk, cases['change'])}", status=303)
    body(client, "/office/?number=2026-999999&kind=nonsense&after=x.y&band=z")


def test_opening_a_case_takes_it_on_and_shows_who_has_it(desk: Desk, cases: dict[str, str]) -> None:
    first, second = desk.sign_in("clerk", 1), desk.sign_in("clerk", 2)
    first.get("/office/")
    answer = first.post(f"/office/cases/{cases['change']}/open")
    assert "您在办理" in body(first, answer.headers["Location"])
    second.get("/office/")
    second.post(f"/office/cases/{cases['change']}/open")
    shown = body(second, f"/office/cases/{cases['change']}")
    assert "测试1" in shown
    assert "您在办理" not in shown
    second.post(f"/office/cases/{cases['change']}/claim")
    assert "测试1" in body(second, f"/office/cases/{cases['change']}")


def test_the_next_case_and_then_the_next(desk: Desk, cases: dict[str, str]) -> None:
    client = desk.sign_in("clerk")
    client.get("/office/")
    first = client.post("/office/cases/next").headers["Location"]
    assert cases["change"] in first
    client.get(first)
    second = client.post("/office/cases/next", {"passed": cases["change"]}).headers["Location"]
    assert cases["application"] in second


def test_many_at_once(desk: Desk, cases: dict[str, str]) -> None:
    client = desk.sign_in("clerk")
    other = desk.actor("clerk", 2)
    desk.actor("company_signer")
    client.get("/office/")
    refs = {"case": [cases["change"], cases["application"]]}
    client.post("/office/cases/claim", refs)
    client.post("/office/cases/remind", refs)
    client.post("/office/cases/assign", {**refs, "to": other.ref})
    printed = client.post("/office/cases/print", refs, status=200).get_data(as_text=True)
    assert number(desk, cases["application"]) in printed
    with desk.unit() as session:
        assert {session.get(Case, ref).assignee for ref in refs["case"]} == {other.ref}
    client.get("/office/")
    client.post("/office/cases/assign", {**refs, "to": "nobody"})
    assert "不能办理这类案件" in body(client, "/office/")
    client.post("/office/cases/claim", {})
    assert "请先勾选案件" in body(client, "/office/")


@pytest.mark.parametrize("role", [Role.COMPANY_SIGNER, Role.COMPANY_CLERK, Role.REGULATOR])
def test_other_desks_find_no_worklist(desk: Desk, cases: dict[str, str], role: Role) -> None:
    client = desk.sign_in(role)
    client.get("/office/", status=404)
    client.get(f"/office/cases/{cases['change']}", status=404)


def test_a_case_that_is_not_yours_to_see_is_not_found(desk: Desk, cases: dict[str, str]) -> None:
    client = desk.sign_in("reviewer")
    theirs = client.get(f"/office/cases/{cases['privacy']}", status=404)
    nobodys = client.get("/office/cases/nothing", status=404)
    plain = [re.sub(r'href="[^"]*"', "", answer.get_data(as_text=True)) for answer in (theirs, nobodys)]
    assert plain[0].replace(cases["privacy"], "nothing") == plain[1]
    client.get("/office/")
    client.post(f"/office/cases/{cases['privacy']}/open", status=404)
    client.post("/office/cases/claim", {"case": [cases["privacy"]]}, status=404)


def test_a_whole_page_is_ticked_without_a_script(desk: Desk, cases: dict[str, str]) -> None:
    clerk = desk.sign_in("clerk")
    assert "checked" not in clerk.get("/office/").get_data(as_text=True)
    page = clerk.get("/office/?ticked=1&band=overdue").get_data(as_text=True)
    assert page.count('name="case"') == page.count(" checked>") > 0
    assert "band=overdue" in page
