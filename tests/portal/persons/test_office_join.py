"""Two files joined at the office: found by an exact number, seen side by side, decided by somebody else."""

import pytest
from sqlalchemy import select

from portal.wiring import wiring
from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.core.actor import Role
from registry.looks.models import Look
from registry.looks.states import Seen
from registry.workers.queries import joined_into
from registry.working_days.actions import load_known
from tests.desk import Desk, DeskClient
from tests.make.cases import KEEPER
from tests.make.identifiers import id_number
from tests.make.permits import issued
from tests.make.workers import new_worker, registered

KEPT, CLOSED = id_number(serial=441), id_number(serial=442)


@pytest.fixture
def two(app, desk: Desk, clock, actor) -> list[str]:
    with app.app_context(), desk.unit() as session:
        load_known(session, KEEPER, clock, 2026)
        common = {"session": session, "actor": actor, "clock": clock, "keyring": wiring().keyring}
        refs = [
            registered(worker=new_worker(name=name, id=number), **common)
            for name, number in (("张淑芬", KEPT), ("张淑芳", CLOSED))
        ]
        for ref in refs:
            issued(worker_ref=ref, **common)
    return refs


def open_file(client: DeskClient, person: str) -> None:
    client.get("/office/")
    client.post(f"/office/people/{person}/open", {"purpose": "verify"})


def propose(desk: Desk, two: list[str]) -> str:
    clerk = desk.sign_in("clerk")
    open_file(clerk, two[0])
    clerk.post(f"/office/people/{two[0]}/join", {"number": CLOSED}, status=200)
    sent = {"closed": two[1], "identity": "kept", "why": "同一人"}
    clerk.post(f"/office/people/{two[0]}/join/propose", {**sent, "why": ""}, status=400)
    clerk.post(f"/office/people/{two[0]}/join/propose", {**sent, "closed": two[0]}, status=400)
    clerk.post(f"/office/people/{two[0]}/join/propose", sent)
    with desk.unit() as session:
        return session.scalars(select(Case.ref).where(Case.kind == CaseKind.PERSONS_JOIN)).one()


def test_from_one_file_to_the_other_and_to_the_decision(desk: Desk, two: list[str]) -> None:
    kept, closed = two
    clerk = desk.sign_in("clerk")
    clerk.get(f"/office/people/{kept}/join", status=303)
    clerk.post(f"/office/people/{kept}/join/propose", {"closed": closed}, status=404)
    open_file(clerk, kept)
    assert "合并档案" in clerk.get(f"/office/people/{kept}").get_data(as_text=True)
    clerk.get(f"/office/people/{kept}/join")
    clerk.get(f"/en/office/people/{kept}/join")
    for nobody in ("", "123", KEPT):
        clerk.post(f"/office/people/{kept}/join", {"number": nobody}, status=400)
    page = clerk.post(f"/office/people/{kept}/join", {"number": CLOSED}, status=200).get_data(as_text=True)
    assert "张淑芳" in page
    assert CLOSED[-4:] in page
    assert CLOSED not in page
    clerk.post(f"/en/office/people/{kept}/join", {"number": CLOSED}, status=200)
    with desk.unit() as session:
        assert Seen.FILE in session.scalars(select(Look.seen).where(Look.worker_ref == closed)).all()
    ref = propose(desk, two)
    reviewer = desk.sign_in("reviewer")
    open_file(reviewer, kept)
    half = reviewer.get(f"/office/persons/{ref}").get_data(as_text=True)
    assert "决定并执行" not in half
    assert "张淑芳" not in half
    open_file(reviewer, closed)
    whole = reviewer.get(f"/office/persons/{ref}").get_data(as_text=True)
    assert "张淑芳" in whole
    assert "另一个作废" in whole
    reviewer.get(f"/en/office/persons/{ref}")
    reviewer.post(f"/office/persons/{ref}/decide", {"decide-outcome": "approved", "decide-why": "同意"})
    with desk.unit() as session:
        assert joined_into(session, closed) == kept
    open_file(reviewer, closed)  # whoever looked before looked at the person, and that went along
    after = reviewer.get(f"/office/people/{closed}").get_data(as_text=True)
    assert "已并入另一份" in after
    assert "张淑芳" not in after
    assert "张淑芬" in reviewer.get(f"/office/people/{kept}").get_data(as_text=True)
    reviewer.get(f"/office/persons/{ref}")
    again = reviewer.post(f"/office/people/{kept}/join", {"number": CLOSED}, status=400).get_data(as_text=True)
    assert "没有查到" in again


def test_what_came_up_since_is_told_at_the_decision(desk: Desk, two: list[str]) -> None:
    ref = propose(desk, two)
    clerk, reviewer = desk.sign_in("clerk"), desk.sign_in("reviewer")
    sent = {"id_number": id_number(serial=443), "checks": "right", "why": "看过原件"}
    clerk.post(f"/office/people/{two[1]}/correct", sent)
    for person in two:
        open_file(reviewer, person)
    decision = {"decide-outcome": "approved", "decide-why": "同意"}
    page = reviewer.post(f"/office/persons/{ref}/decide", decision, status=400).get_data(as_text=True)
    assert "先办结案件" in page


def test_whose_business_it_is_not(desk: Desk, two: list[str]) -> None:
    for role in (Role.ADMINISTRATOR, Role.COMPANY_SIGNER, Role.REGULATOR):
        client = desk.sign_in(role)
        client.get(f"/office/people/{two[0]}/join", status=404)
