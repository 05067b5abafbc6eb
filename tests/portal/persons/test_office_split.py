"""One file split at the office: rows ticked, another person named, decided by somebody else."""

import pytest
from sqlalchemy import select

from portal.wiring import wiring
from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.core.actor import Role
from registry.persons.contents import chosen_rows, contents_of
from registry.persons.states import Moved
from registry.workers.queries import find_by_id
from tests.desk import Desk, DeskClient
from tests.make.desk_permits import Holders
from tests.make.identifiers import id_number

NUMBER = id_number(serial=471)


@pytest.fixture
def person(app, desk: Desk, clock) -> str:
    return Holders(app, desk, clock).ready()


def open_file(client: DeskClient, person: str) -> None:
    client.get("/office/")
    client.post(f"/office/people/{person}/open", {"purpose": "verify"})


def test_from_the_ticks_to_the_new_file(app, desk: Desk, person: str) -> None:
    with desk.unit() as session:
        rows = contents_of(session, person)
    assert {row.what for row in rows} == {Moved.EMPLOYMENT, Moved.CERTIFICATE, Moved.CHECK}
    clerk = desk.sign_in("clerk")
    clerk.get(f"/office/people/{person}/split", status=303)
    clerk.post(f"/office/people/{person}/split", {"rows": rows[0].key})
    open_file(clerk, person)
    clerk.get(f"/office/people/{person}/split")
    clerk.get(f"/en/office/people/{person}/split")
    going = next(row.key for row in rows if row.what is Moved.CERTIFICATE)
    sent = {"rows": going, "name": "李四", "id_number": NUMBER, "why": "两个人"}
    for wrong in ({"rows": ""}, {"rows": "check:none"}, {"name": ""}, {"id_number": "12"}, {"why": ""}):
        clerk.post(f"/office/people/{person}/split", {**sent, **wrong}, status=400)
    where = clerk.post(f"/office/people/{person}/split", sent).headers["Location"]
    assert "决定并执行" not in clerk.get(where).get_data(as_text=True)
    with desk.unit() as session:
        ref = session.scalars(select(Case.ref).where(Case.kind == CaseKind.PERSONS_SPLIT)).one()
    reviewer = desk.sign_in("reviewer")
    assert "李四" not in reviewer.get(f"/office/persons/{ref}").get_data(as_text=True)
    open_file(reviewer, person)
    page = reviewer.get(f"/office/persons/{ref}").get_data(as_text=True)
    assert "李四" in page
    assert NUMBER not in page
    reviewer.get(f"/en/office/persons/{ref}")
    reviewer.post(f"/office/persons/{ref}/decide", {"decide-outcome": "approved", "decide-why": "同意"})
    with app.app_context(), desk.unit() as session:
        new = find_by_id(session, wiring().keyring, NUMBER)
        assert new is not None
        assert [row.key for row in contents_of(session, new)] == [going]
        assert going not in {row.key for row in contents_of(session, person)}
    assert "李四" not in reviewer.get(f"/office/persons/{ref}").get_data(as_text=True)
    open_file(reviewer, new)
    reviewer.get(f"/office/people/{new}/split")


def test_what_is_no_row_is_passed_over() -> None:
    assert chosen_rows(["check:1", "check:2", "consent:a", "x:1", "check", "check:", ""]) == {
        Moved.CHECK: ["1", "2"], Moved.CONSENT: ["a"],
    }  # fmt: skip


def test_whose_business_it_is_not(desk: Desk, person: str) -> None:
    for role in (Role.ADMINISTRATOR, Role.COMPANY_SIGNER, Role.REGULATOR):
        desk.sign_in(role).get(f"/office/people/{person}/split", status=404)
