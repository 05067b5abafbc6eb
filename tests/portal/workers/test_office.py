"""Transfers at the office: only officers see the match, the own code moves the record, new people need none."""

import re

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from registry.core.clock import FixedClock
from registry.looks.models import Look
from registry.workers.models import Employment, TransferRequest, Worker
from registry.workers.states import CodePurpose
from tests.desk import Desk, DeskClient
from tests.make.desk_people import PEOPLE, Staff, filed
from tests.make.identifiers import id_number

NUMBER = id_number(serial=910)


@pytest.fixture
def staff(app: Flask, desk: Desk, clock: FixedClock) -> Staff:
    return Staff(app, desk, clock)


@pytest.fixture
def reviewer(desk: Desk) -> DeskClient:
    return desk.sign_in("reviewer")


def html(client: DeskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def opened(client: DeskClient, case: str) -> str:
    """The transfer's page after the look was noted."""
    client.post(f"/office/transfers/{case}/open")
    return html(client, f"/office/transfers/{case}")


def spells(engine: Engine, person: str) -> dict[str, bool]:
    """{company: whether the spell lasts}."""
    with Session(engine) as session:
        rows = session.scalars(select(Employment).where(Employment.worker_ref == person))
        return {row.company_ref: row.until_on is None for row in rows}


def test_a_new_person_is_let_onto_the_list_without_a_code(
    staff: Staff, desk: Desk, reviewer: DeskClient, engine: Engine
) -> None:
    company = desk.sign_in("company_clerk")
    filed(company, NUMBER)
    assert "登记办理中" in html(company, PEOPLE)
    (case,) = staff.transfers()
    page = html(reviewer, f"/office/transfers/{case}")
    assert "按新登记办理" in page
    assert "李秀英" not in page  # nothing of the person before the look is noted
    page = opened(reviewer, case)
    assert "李秀英" in page
    assert 'name="code"' not in page
    reviewer.get(f"/en/office/transfers/{case}")
    reviewer.post(f"/office/transfers/{case}/decide", {"outcome": "approved", "why": "材料齐全"})
    with Session(engine) as session:
        person = session.scalars(select(Worker.ref)).one()
        assert session.scalars(select(Look.worker_ref)).all() == [person]
        assert session.scalars(select(TransferRequest.state)).all() == ["taken"]
    assert spells(engine, person) == {desk.company: True}
    page = html(company, PEOPLE)
    assert f"{PEOPLE}/{person}/edit" in page
    assert "登记办理中" not in page


def test_the_record_follows_the_person_on_their_own_code(
    staff: Staff, desk: Desk, reviewer: DeskClient, engine: Engine
) -> None:
    rival = staff.rival()
    person = staff.employed(id=NUMBER, name="李秀英", company=rival)
    company = desk.sign_in("company_clerk")
    filed(company, NUMBER)
    (case,) = staff.transfers()
    assert "别家" not in html(reviewer, f"/office/transfers/{case}")
    page = opened(reviewer, case)
    assert "别家" in page
    assert "不要告诉" in page
    where, sent = f"/office/transfers/{case}/decide", {"outcome": "approved", "why": "本人要求", "leaving": rival}
    assert "须有本人的转会码" in reviewer.post(where, sent, status=400).get_data(as_text=True)
    wrong = reviewer.post(where, {**sent, "code": "22222 22222"}, status=400).get_data(as_text=True)
    assert "码不对、已用过或已过期" in wrong
    assert 'value="22222 22222"' in wrong
    assert spells(engine, person) == {rival: True}
    other = staff.code(person, CodePurpose.OWN_PAGE)  # a code opens one thing only
    reviewer.post(where, {**sent, "code": other}, status=400)
    code = staff.code(person, CodePurpose.TRANSFER)
    reviewer.post(where, {**sent, "code": f"{code[:5]} {code[5:].lower()}"})
    assert spells(engine, person) == {rival: False, desk.company: True}
    assert f"{PEOPLE}/{person}/edit" in html(company, PEOPLE)
    assert 'name="outcome"' not in html(reviewer, f"/office/transfers/{case}")


def test_a_code_works_once_and_ends_with_a_newer_one(staff: Staff, desk: Desk, reviewer: DeskClient) -> None:
    person = staff.employed(id=NUMBER, company=staff.rival())
    old = staff.code(person, CodePurpose.TRANSFER)
    code = staff.code(person, CodePurpose.TRANSFER)
    filed(desk.sign_in("company_clerk"), NUMBER)
    (case,) = staff.transfers()
    opened(reviewer, case)
    sent = {"outcome": "approved", "why": "本人要求"}
    reviewer.post(f"/office/transfers/{case}/decide", {**sent, "code": old}, status=400)
    reviewer.post(f"/office/transfers/{case}/decide", {**sent, "code": code})


def test_a_refusal_reads_the_same_whoever_it_was(staff: Staff, desk: Desk, reviewer: DeskClient) -> None:
    staff.employed(id=NUMBER, company=staff.rival())
    company = desk.sign_in("company_clerk")
    filed(company, NUMBER)
    filed(company, id_number(serial=911))
    for case in staff.transfers():
        opened(reviewer, case)
        reviewer.post(f"/office/transfers/{case}/decide", {"outcome": "refused", "why": "本人不同意"})
    rows = re.findall(r'<li class="list__row">.*?</li>', html(company, PEOPLE), re.DOTALL)
    assert len(rows) == 2
    assert rows[0] == rows[1]
    assert "未予登记" in rows[0]
    assert "本人不同意" not in html(company, PEOPLE)


def test_the_worklist_leads_to_the_transfer_and_companies_never_do(
    staff: Staff, desk: Desk, reviewer: DeskClient
) -> None:
    company = desk.sign_in("company_clerk")
    filed(company, NUMBER)
    (case,) = staff.transfers()
    assert f"/office/transfers/{case}" in html(reviewer, f"/office/cases/{case}")
    for path in (f"/office/transfers/{case}", f"/company/cases/{case}"):
        company.get(path, status=404)
    reviewer.get("/office/transfers/nobody", status=404)
    clerk = desk.sign_in("clerk")
    assert 'name="outcome"' not in opened(clerk, case)
    clerk.post(f"/office/transfers/{case}/decide", {"outcome": "approved", "why": "x"}, status=403)


def test_a_code_is_made_for_whoever_stands_there_and_shown_once(
    staff: Staff, desk: Desk, reviewer: DeskClient, engine: Engine
) -> None:
    staff.employed(id=NUMBER)
    page = html(reviewer, "/office/worker-codes")
    assert "/office/worker-codes" in html(reviewer, "/office/")  # in the menu
    sent = {"number": NUMBER, "purpose": "transfer", "seen": "y"}
    assert "须本人到场" in reviewer.post("/office/worker-codes", {**sent, "seen": ""}, status=400).get_data(
        as_text=True
    )
    nobody = {**sent, "number": id_number(serial=919)}
    assert "没有这个人" in reviewer.post("/office/worker-codes", nobody, status=400).get_data(as_text=True)
    made = reviewer.post("/office/worker-codes", sent, status=200)
    code = re.search(r'class="big">([0-9A-Z]{5} [0-9A-Z]{5})<', made.get_data(as_text=True))
    assert code is not None
    assert NUMBER not in made.get_data(as_text=True)
    assert made.headers["Cache-Control"] == "no-store"
    assert code[1] not in html(reviewer, "/office/worker-codes")
    assert page
    reviewer.get("/en/office/worker-codes")
    desk.sign_in("company_clerk").get("/office/worker-codes", status=404)
