"""Another identity number at the office: from the open file to the decision of somebody else, masked all the way."""

import pytest
from sqlalchemy import select

from portal.wiring import wiring
from registry.cases.models import Case
from registry.cases.states import CaseKind, CaseState
from registry.core.actor import Role
from registry.core.identifiers import Sex
from registry.workers.models import Worker
from registry.working_days.actions import load_known
from tests.desk import Desk, DeskClient
from tests.make.cases import KEEPER
from tests.make.identifiers import id_number
from tests.make.workers import new_worker, registered

WRONG = id_number(sex=Sex.FEMALE, serial=411)
RIGHT = id_number(sex=Sex.MALE, serial=412)


@pytest.fixture
def person(app, desk: Desk, clock, actor) -> str:
    with app.app_context(), desk.unit() as session:
        load_known(session, KEEPER, clock, 2026)
        worker = new_worker(name="张淑芬", id=WRONG)
        return registered(session=session, actor=actor, clock=clock, keyring=wiring().keyring, worker=worker)


def opened(desk: Desk, role: str, person: str, number: int = 1) -> DeskClient:
    client = desk.sign_in(role, number)
    client.get("/office/")
    client.post(f"/office/people/{person}/open", {"purpose": "verify"})
    return client


def case_of(desk: Desk, kind: CaseKind) -> Case:
    with desk.unit() as session:
        return session.scalars(select(Case).where(Case.kind == kind)).one()


def test_from_the_open_file_to_the_decision(desk: Desk, person: str) -> None:
    desk.sign_in("clerk").get(f"/office/people/{person}/correct", status=303)
    clerk = opened(desk, "clerk", person)
    assert "更正身份证号" in clerk.get(f"/office/people/{person}").get_data(as_text=True)
    form = clerk.get(f"/office/people/{person}/correct").get_data(as_text=True)
    assert WRONG not in form
    clerk.get(f"/en/office/people/{person}/correct")
    sent = {"id_number": RIGHT, "checks": "right", "why": "看过原件"}
    for wrong in ({"id_number": ""}, {"id_number": "123"}, {"id_number": WRONG}, {"checks": ""}, {"why": ""}):
        clerk.post(f"/office/people/{person}/correct", {**sent, **wrong}, status=400)
    where = clerk.post(f"/office/people/{person}/correct", sent).headers["Location"]
    case = case_of(desk, CaseKind.IDENTITY_CORRECTION)
    assert where.endswith(f"/office/persons/{case.ref}")
    own = clerk.get(where).get_data(as_text=True)
    assert "决定并执行" not in own
    again = clerk.post(f"/office/people/{person}/correct", {**sent, "once": "2"}, status=400).get_data(as_text=True)
    assert case.number in again

    reviewer = desk.sign_in("reviewer")
    assert "查看材料并办理" in reviewer.get(f"/office/cases/{case.ref}").get_data(as_text=True)
    unopened = reviewer.get(f"/office/persons/{case.ref}").get_data(as_text=True)
    assert RIGHT[-4:] not in unopened
    assert "决定并执行" not in unopened
    reviewer = opened(desk, "reviewer", person)
    page = reviewer.get(f"/office/persons/{case.ref}").get_data(as_text=True)
    assert RIGHT not in page
    assert RIGHT[-4:] in page
    reviewer.get(f"/en/office/persons/{case.ref}")
    ruling = {"decide-outcome": "approved", "decide-why": "同意", "decide-version": str(case.version)}
    reviewer.post(f"/office/persons/{case.ref}/decide", {**ruling, "decide-why": ""}, status=400)
    reviewer.post(f"/office/persons/{case.ref}/decide", ruling)
    with desk.unit() as session:
        assert session.scalar(select(Worker.sex).where(Worker.ref == person)) == "male"
    assert "请当面或打电话告知本人" in reviewer.get(f"/office/persons/{case.ref}").get_data(as_text=True)
    reviewer.post(f"/office/persons/{case.ref}/decide", ruling)  # told kindly, and nothing happens twice
    reviewer.get(f"/office/cases/{case.ref}")
    reviewer.post(f"/office/cases/{case.ref}/close", {"close-why": "电话告知本人"})
    assert case_of(desk, CaseKind.IDENTITY_CORRECTION).state == CaseState.CLOSED


def test_a_proposal_is_sent_back_and_proposed_again(desk: Desk, person: str) -> None:
    clerk, reviewer = opened(desk, "clerk", person), opened(desk, "reviewer", person)
    clerk.post(f"/office/people/{person}/correct", {"id_number": RIGHT, "checks": "wrong", "why": "看过原件"})
    ref = case_of(desk, CaseKind.IDENTITY_CORRECTION).ref
    reviewer.post(f"/office/persons/{ref}/send_back", {"send_back-why": "请再核对"})
    clerk.post(f"/office/persons/{ref}/propose", {"propose-outcome": "approved", "propose-why": "核对过"})
    assert case_of(desk, CaseKind.IDENTITY_CORRECTION).state == CaseState.PROPOSED


def test_whose_business_it_is_not(desk: Desk, person: str) -> None:
    for role in (Role.ADMINISTRATOR, Role.COMPANY_SIGNER, Role.REGULATOR):
        client = desk.sign_in(role)
        client.get(f"/office/people/{person}/correct", status=404)
        client.get("/office/persons/none", status=404)
    desk.sign_in("clerk").get("/office/persons/none", status=404)
