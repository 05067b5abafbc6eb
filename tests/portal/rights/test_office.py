"""Requests at the office: taken, decided by others, kept from those they are none of; retention seen and run."""

import pytest
from sqlalchemy import select

from portal.wiring import wiring
from registry.cases.models import Case
from registry.cases.states import CaseKind, CaseState
from registry.core.actor import Role
from registry.record import reading
from registry.rights.disclosure import open_objections
from registry.workers.models import Worker
from registry.working_days.actions import load_known
from tests.desk import Desk
from tests.make.cases import KEEPER
from tests.make.workers import new_worker, registered


@pytest.fixture
def person(app, desk: Desk, clock, actor) -> str:
    with app.app_context(), desk.unit() as session:
        load_known(session, KEEPER, clock, 2026)
        return registered(
            session=session, actor=actor, clock=clock, keyring=wiring().keyring, worker=new_worker(name="张淑芬")
        )


def case_of(desk: Desk, kind: CaseKind) -> Case:
    with desk.unit() as session:
        return session.scalars(select(Case).where(Case.kind == kind)).one()


def file(client, status: int = 303, **fields: str):
    client.get("/office/rights/new")
    sent = {"channel": "in_person", "words": "请删除我的信息", "contact": "100-4831-7163", **fields}
    return client.post("/office/rights/new", sent, status=status)


def test_erasure_from_the_persons_page_to_two_decisions(desk: Desk, person: str) -> None:
    clerk, one, two = desk.sign_in("clerk"), desk.sign_in("reviewer", 1), desk.sign_in("reviewer", 2)
    clerk.get(f"/office/rights/new?person={person}", status=404)
    clerk.get("/office/")
    clerk.post(f"/office/people/{person}/open", {"purpose": "rights"})
    assert "张淑芬" in clerk.get(f"/office/rights/new?person={person}").get_data(as_text=True)
    file(clerk, status=400, kind="rights_erasure")
    where = file(clerk, kind="rights_erasure", person=person).headers["Location"]
    clerk.get(where, status=303)
    ref = case_of(desk, CaseKind.RIGHTS_ERASURE).ref
    one.get("/office/")
    one.post(
        f"/office/rights/{ref}/propose",
        {"propose-outcome": "approved", "propose-why": "本人到场", "propose-version": "1"},
    )
    page = one.get(f"/office/rights/{ref}").get_data(as_text=True)
    assert "意见是您提出的" in page
    assert "决定并执行" not in page
    sent = {"decide-outcome": "approved", "decide-why": "同意", "decide-version": "2"}
    one.post(f"/office/rights/{ref}/decide", sent)
    assert case_of(desk, CaseKind.RIGHTS_ERASURE).state == CaseState.PROPOSED
    assert "请删除我的信息" in two.get(f"/office/rights/{ref}").get_data(as_text=True)
    two.post(f"/office/rights/{ref}/decide", {**sent, "decide-why": ""}, status=400)
    two.post(f"/office/rights/{ref}/decide", sent)
    with desk.unit() as session:
        assert session.scalar(select(Worker.name).where(Worker.ref == person)) == "（已删除）"
    two.get(f"/office/rights/{ref}")
    two.get(f"/en/office/rights/{ref}")
    assert "查看材料并办理" in two.get(f"/office/cases/{ref}").get_data(as_text=True)


def test_an_objection_marks_the_companys_item_until_another_decides(desk: Desk, person: str) -> None:
    company = desk.company
    with desk.unit() as session:
        (entry,) = reading.current_of(session, [company], ["company"])[company]
    client = desk.sign_in("clerk")
    file(client, status=400, kind="objection", company=entry.fields["uscc"])
    file(client, kind="objection", company=entry.fields["uscc"], item=str(entry.seq))
    with desk.unit() as session:
        assert len(open_objections(session, company)) == 1
    ref = case_of(desk, CaseKind.OBJECTION).ref
    reviewer = desk.sign_in("reviewer")
    reviewer.get("/office/")
    reviewer.post(
        f"/office/rights/{ref}/decide", {"decide-outcome": "rejected", "decide-why": "记载无误", "decide-version": "1"}
    )
    with desk.unit() as session:
        assert open_objections(session, company) == []


def test_a_privacy_complaint_is_taken_by_all_and_read_by_one(desk: Desk, person: str) -> None:
    clerk, officer = desk.sign_in("clerk"), desk.sign_in("data_protection_officer")
    where = file(clerk, kind="privacy_complaint").headers["Location"]
    assert clerk.get(where, status=303).headers["Location"].endswith("/office/rights/new")
    ref = case_of(desk, CaseKind.PRIVACY_COMPLAINT).ref
    clerk.get(f"/office/rights/{ref}", status=404)
    assert "请删除我的信息" in officer.get(f"/office/rights/{ref}").get_data(as_text=True)


def test_retention_is_seen_and_run_by_its_officer(desk: Desk, person: str) -> None:
    officer = desk.sign_in("data_protection_officer")
    assert "还没有运行过" in officer.get("/office/retention").get_data(as_text=True)
    officer.post("/office/retention/run")
    assert "已运行" in officer.get("/office/retention").get_data(as_text=True)
    officer.get("/en/office/retention")
    officer.get("/en/office/rights/new")
    for role in (Role.REVIEWER, Role.ADMINISTRATOR, Role.COMPANY_SIGNER):
        desk.sign_in(role).get("/office/retention", status=404)
