"""Giving posts at the office: a company's at once, any other by a second person."""

import pytest
from flask import Flask
from sqlalchemy import select

from registry.accounts.models import Membership
from registry.cases.models import Case
from registry.companies.models import Company
from tests.desk import Desk, DeskClient
from tests.make.companies import uscc
from tests.portal.accounts.test_office import invited


def ask(client: DeskClient, ref: str, role: str, *, status: int = 303, **more: str) -> str:
    sent = {"role": role, **more}
    answer = client.post(
        f"/office/accounts/{ref}/posts", {f"post-{name}": value for name, value in sent.items()}, status=status
    )
    client.get("/account/security")  # takes the message along
    return answer.get_data(as_text=True)


def case_of(app: Flask, desk: Desk, ref: str) -> Case:
    with app.app_context(), desk.unit() as session:
        found = session.scalars(select(Case).where(Case.subject_ref == ref)).one()
        session.expunge(found)
        return found


def posts(app: Flask, desk: Desk, ref: str) -> list[str]:
    with app.app_context(), desk.unit() as session:
        return list(session.scalars(select(Membership.role).where(Membership.account_ref == ref)))


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_post_of_power_waits_for_the_second_person(app: Flask, desk: Desk, prefix: str) -> None:
    admin, officer = desk.sign_in("administrator"), desk.sign_in("data_protection_officer")
    ref = invited(app, desk, admin)
    ask(admin, ref, "clerk", why="接替离岗的同事")
    case = case_of(app, desk, ref)
    assert posts(app, desk, ref) == []
    assert f"/office/posts/{case.ref}" in admin.get(f"{prefix}/office/accounts/{ref}").get_data(as_text=True)
    page = f"{prefix}/office/posts/{case.ref}"
    assert 'name="decide-why"' not in admin.get(page).get_data(as_text=True)
    assert 'name="decide-why"' in officer.get(page).get_data(as_text=True)
    admin.get("/account/security")
    ruled = {"decide-outcome": "approved", "decide-why": "已核对", "decide-version": str(case.version)}
    admin.post(f"{page}/decide", ruled)
    assert posts(app, desk, ref) == []
    officer.post(f"{page}/decide", {**ruled, "decide-why": ""}, status=400)
    officer.post(f"{page}/decide", ruled)
    officer.get(page)
    assert posts(app, desk, ref) == ["clerk"]


def test_what_is_missing_stands_beside_its_field(app: Flask, desk: Desk) -> None:
    admin = desk.sign_in("administrator")
    ref = invited(app, desk, admin)
    assert "请写明理由" in ask(admin, ref, "clerk", status=400)
    assert "请指明辖区" in ask(admin, ref, "regulator", status=400, why="分管家政")
    ask(admin, ref, "clerk", why="接替")
    assert "已有申请在等待决定" in ask(admin, ref, "clerk", status=400, why="接替")
    own = desk.actor("administrator").ref
    assert "自己的岗位" in ask(admin, own, "administrator", status=400, why="给自己")


def test_a_company_post_is_given_at_once_by_the_code_of_its_company(app: Flask, desk: Desk) -> None:
    assert desk.company
    admin = desk.sign_in("administrator")
    ref = invited(app, desk, admin)
    assert "登记中没有这家企业" in ask(admin, ref, "company_clerk", status=400, uscc=uscc(99))
    assert "须指明企业" in ask(admin, ref, "company_clerk", status=400)
    with app.app_context(), desk.unit() as session:
        code = session.scalars(select(Company.uscc).where(Company.ref == desk.company)).one()
    ask(admin, ref, "company_clerk", uscc=code)
    post = posts(app, desk, ref)
    assert post == ["company_clerk"]


def test_a_post_is_ended_with_a_reason(app: Flask, desk: Desk) -> None:
    admin = desk.sign_in("administrator")
    ref = desk.actor("clerk").ref
    with app.app_context(), desk.unit() as session:
        post = session.scalars(select(Membership.ref).where(Membership.account_ref == ref)).one()
    admin.get("/office/accounts")
    admin.post(f"/office/accounts/{ref}/posts/{post}/end", {"why": ""}, status=400)
    admin.post(f"/office/accounts/{ref}/posts/{post}/end", {"why": "离岗"})
    with app.app_context(), desk.unit() as session:
        assert session.scalars(select(Membership.until_at).where(Membership.ref == post)).one() is not None
