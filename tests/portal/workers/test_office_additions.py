"""Single additions decided together: ticked, confirmed where nobody is registered, refused with one reason."""

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from registry.core.clock import FixedClock
from registry.looks.models import Look
from registry.workers.models import Employment, TransferRequest
from tests.desk import Desk, DeskClient
from tests.make.desk_people import PEOPLE, Staff, filed
from tests.make.identifiers import id_number

PAGE = "/office/additions"
NUMBERS = [id_number(serial=serial) for serial in (910, 911, 912)]


@pytest.fixture
def staff(app: Flask, desk: Desk, clock: FixedClock) -> Staff:
    return Staff(app, desk, clock)


@pytest.fixture
def cases(staff: Staff, desk: Desk) -> list[str]:
    """Three people filed one by one; the first works for another company."""
    staff.employed(id=NUMBERS[0], name="李秀英", company=staff.rival())
    for number in NUMBERS:
        filed(desk.sign_in("company_clerk"), number)
    return staff.transfers()


@pytest.fixture
def reviewer(desk: Desk) -> DeskClient:
    return desk.sign_in("reviewer")


def html(client: DeskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def states(engine: Engine) -> list[str]:
    with Session(engine) as session:
        query = select(TransferRequest.state, TransferRequest.case_ref)
        return [row.state for row in sorted(session.execute(query), key=lambda row: row.case_ref)]


def test_names_are_shown_once_looks_are_noted(
    desk: Desk, reviewer: DeskClient, cases: list[str], engine: Engine
) -> None:
    page = html(reviewer, PAGE)
    assert all(case in page for case in cases)
    assert PAGE in html(reviewer, "/office/")  # in the menu
    assert "李秀英" not in page
    assert (page.count("须凭本人的码</span>"), page.count("登记中没有任职</span>")) == (1, 2)
    reviewer.post(f"{PAGE}/open", {"view": "known"})
    with Session(engine) as session:
        assert session.scalars(select(Look.case_ref)).all() == [cases[0]]
    assert html(reviewer, PAGE).count("李秀英") == 1
    assert [case in html(reviewer, f"{PAGE}?view=new") for case in cases] == [False, True, True]
    html(reviewer, f"/en{PAGE}?view=nonsense&after=nonsense&ticked=1")
    desk.sign_in("company_clerk").get(PAGE, status=404)
    assert 'name="outcome"' not in html(desk.sign_in("clerk"), PAGE)


def test_the_ticked_are_confirmed_but_for_whoever_needs_the_own_code(
    desk: Desk, reviewer: DeskClient, cases: list[str], engine: Engine
) -> None:
    html(reviewer, PAGE)
    sent = {"case": cases, "outcome": "approved", "why": "材料齐全"}
    assert "请填写理由" in reviewer.post(f"{PAGE}/decide", {**sent, "why": ""}, status=400).get_data(
        as_text=True
    ) or "请写明理由" in reviewer.post(f"{PAGE}/decide", {**sent, "why": ""}, status=400).get_data(as_text=True)
    reviewer.post(f"{PAGE}/decide", sent)
    assert "已办 2 件；1 件没有办" in html(reviewer, PAGE)
    assert sorted(states(engine)) == ["taken", "taken", "waiting"]
    with Session(engine) as session:
        assert len(session.scalars(select(Employment).where(Employment.company_ref == desk.company)).all()) == 2
    reviewer.post(f"{PAGE}/decide", sent)
    assert "已办 0 件；3 件没有办" in html(reviewer, PAGE)


def test_the_ticked_are_refused_with_one_reason(
    desk: Desk, reviewer: DeskClient, cases: list[str], engine: Engine
) -> None:
    html(reviewer, PAGE)
    reviewer.post(f"{PAGE}/decide", {"case": cases, "outcome": "refused", "why": "照片不清"})
    assert states(engine) == ["refused"] * 3
    assert "照片不清" in html(reviewer, f"/office/cases/{cases[1]}")
    assert "照片不清" not in html(desk.sign_in("company_clerk"), PEOPLE)


def test_nothing_ticked_strange_cases_and_other_posts_do_nothing(
    desk: Desk, reviewer: DeskClient, cases: list[str], engine: Engine
) -> None:
    html(reviewer, PAGE)
    sent = {"outcome": "approved", "why": "材料齐全"}
    reviewer.post(f"{PAGE}/decide", sent)
    assert "请先勾选案件" in html(reviewer, PAGE)
    reviewer.post(f"{PAGE}/decide", {**sent, "case": [cases[1], "nobody"]}, status=404)
    reviewer.get(PAGE)
    reviewer.post(f"{PAGE}/decide", {**sent, "case": [str(n) for n in range(201)]}, status=400)
    clerk = desk.sign_in("clerk")
    clerk.get(PAGE)
    clerk.post(f"{PAGE}/decide", {**sent, "case": cases[1:]}, status=403)
    desk.sign_in("company_clerk").post(f"{PAGE}/decide", {**sent, "case": cases[1:]}, status=404)
    assert states(engine) == ["waiting"] * 3
