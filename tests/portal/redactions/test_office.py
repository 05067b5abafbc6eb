"""Erasing at the office: a person's data from the open file, a company's by number, decided by somebody else."""

import pytest
from sqlalchemy import select

from portal.wiring import wiring
from registry.cases.models import Case
from registry.cases.states import CaseKind, CaseState
from registry.consents.actions import give_many
from registry.core.actor import Role
from registry.record import keys, reading
from registry.record.kinds import KINDS
from registry.working_days.actions import load_known
from tests.desk import Desk, DeskClient
from tests.make.cases import KEEPER
from tests.make.consents import given
from tests.make.workers import new_worker, registered


@pytest.fixture
def person(app, desk: Desk, clock, actor) -> str:
    with app.app_context(), desk.unit() as session:
        load_known(session, KEEPER, clock, 2026)
        worker = new_worker(name="张淑芬", native_province="110000")
        ref = registered(session=session, actor=actor, clock=clock, keyring=wiring().keyring, worker=worker)
        give_many(session, actor, clock, [given(worker_ref=ref)])
    return ref


def entry_of(desk: Desk, owner: str, kind: str) -> reading.Entry:
    with desk.unit() as session:
        (entry,) = reading.current_of(session, [owner], [kind])[owner]
        return entry


def sent(entry: reading.Entry, *fields: str, **others: str) -> dict[str, object]:
    return {
        "item": str(entry.seq), "fields": list(fields), "every_version": "y", "rule": "PIPL-46", "asked_by": "person",
        "why": "内容有误", **others,
    }  # fmt: skip


def open_file(client: DeskClient, person: str) -> None:
    client.get("/office/")
    client.post(f"/office/people/{person}/open", {"purpose": "rights"})


def decide(desk: Desk, ref: str) -> None:
    reviewer = desk.sign_in("reviewer")
    reviewer.get(f"/office/redactions/{ref}")
    form = {"decide-outcome": "approved", "decide-why": "同意"}
    reviewer.post(f"/office/redactions/{ref}/decide", {**form, "decide-why": ""}, status=400)
    reviewer.post(f"/office/redactions/{ref}/decide", form)


def test_from_the_open_file_to_the_erasure(desk: Desk, person: str, pages) -> None:
    entry = entry_of(desk, person, "worker")
    clerk = desk.sign_in("clerk")
    clerk.get(f"/office/people/{person}/entries", status=303)
    unopened = clerk.get(f"/office/redactions/new?item={entry.seq}", status=400).get_data(as_text=True)
    assert "请先在“查找人员”打开此人的档案" in unopened
    clerk.post("/office/redactions/new", sent(entry, "sex"), status=404)
    open_file(clerk, person)
    assert f"item={entry.seq}" in clerk.get(f"/office/people/{person}/entries").get_data(as_text=True)
    clerk.get(f"/en/office/people/{person}/entries")
    clerk.get(f"/office/redactions/new?item={entry.seq}")
    clerk.get(f"/en/office/redactions/new?item={entry.seq}")
    clerk.post("/office/redactions/new", sent(entry), status=400)
    clerk.post("/office/redactions/new", sent(entry, "sex", why=""), status=400)
    where = clerk.post("/office/redactions/new", sent(entry, "sex")).headers["Location"]
    assert "决定并执行" not in clerk.get(where).get_data(as_text=True)
    with desk.unit() as session:
        ref = session.scalars(select(Case.ref).where(Case.kind == CaseKind.REDACTION)).one()
    decide(desk, ref)
    page = desk.sign_in("reviewer")
    page.get(f"/office/redactions/{ref}")
    page.get(f"/en/office/redactions/{ref}")
    page.get(f"/office/cases/{ref}")
    assert "sex" not in entry_of(desk, person, "worker").fields
    with desk.unit() as session:
        assert session.get_one(Case, ref).state == CaseState.CLOSED
        token = keys.keys_of(session, "worker_page", [person])[person]
    pages.get(f"/people/{token}")


@pytest.mark.parametrize("field", sorted(KINDS["company"].personal))
def test_a_companys_entry_by_its_number(desk: Desk, person: str, field: str) -> None:
    entry = entry_of(desk, desk.company, "company")
    clerk = desk.sign_in("clerk")
    clerk.get("/office/redactions/new")
    clerk.get("/en/office/redactions/new")
    for nothing in ("999999", "x", "9" * 40):
        clerk.get(f"/office/redactions/new?item={nothing}", status=400)
    page = clerk.get(f"/office/redactions/new?item={entry.seq}").get_data(as_text=True)
    assert 'value="name"' not in page
    clerk.post("/office/redactions/new", sent(entry, field, asked_by="company"))
    with desk.unit() as session:
        ref = session.scalars(select(Case.ref).where(Case.kind == CaseKind.REDACTION)).one()
    decide(desk, ref)
    assert field not in entry_of(desk, desk.company, "company").fields
    desk.sign_in("clerk").get(f"/companies/{entry.fields['uscc']}")


@pytest.mark.parametrize("field", sorted(KINDS["worker"].personal))
def test_a_page_without_a_value_is_still_a_page(desk: Desk, person: str, field: str, pages) -> None:
    entry = entry_of(desk, person, "worker")
    clerk = desk.sign_in("clerk")
    open_file(clerk, person)
    clerk.post("/office/redactions/new", sent(entry, field))
    with desk.unit() as session:
        ref = session.scalars(select(Case.ref).where(Case.kind == CaseKind.REDACTION)).one()
        token = keys.keys_of(session, "worker_page", [person])[person]
    decide(desk, ref)
    # Without a name there is nothing to call the page, and so there is none.
    status = 404 if field == "name_masked" else 200
    for address in (f"/people/{token}", f"/people/{token}/history", f"/en/people/{token}"):
        pages.get(address, status=status)


def test_whose_business_it_is_not(desk: Desk, person: str) -> None:
    for role in (Role.ADMINISTRATOR, Role.COMPANY_SIGNER, Role.REGULATOR):
        desk.sign_in(role).get("/office/redactions/new", status=404)
        desk.sign_in(role).get(f"/office/people/{person}/entries", status=404)
    desk.sign_in("clerk").get("/office/people/none/entries", status=404)
    desk.sign_in("clerk").get("/office/redactions/none", status=404)
