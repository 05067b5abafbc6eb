"""The demo's sign-ins: one per role, and work that waits on the desks."""

from flask import Flask
from sqlalchemy import select

from portal.demo import accounts
from portal.demo.example_companies import GOOD, name_of
from portal.wiring import wiring
from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.core.actor import Role
from registry.core.clock import FixedClock
from tests.desk import Desk, DeskClient
from tests.make.companies import register_company


def test_every_role_signs_in(app: Flask, desk: Desk, clock: FixedClock) -> None:
    with app.app_context(), desk.unit() as session:
        register_company(session, clock, name=name_of(GOOD))
        notes = accounts.add_accounts(session, clock, wiring().keyring)
        kinds = set(session.scalars(select(Case.kind)))
    assert kinds == {
        CaseKind.COMPANY_APPLICATION, CaseKind.COMPANY_CHANGE, CaseKind.UNMASK_BULK, CaseKind.ACCOUNT_ROLE,
        CaseKind.ROSTER_NEWCOMERS, CaseKind.TRANSFER,
    }  # fmt: skip
    told = accounts.as_text(notes)
    for note in notes:
        assert note.email in told
        client = DeskClient(app)
        client.get("/account/sign-in")
        client.post("/account/sign-in", {"email": note.email, "password": accounts.PASSWORD})
        if note.second_factor:
            answer = app.test_cli_runner().invoke(args=["demo", "code", note.role.value])
            client.get("/account/second-factor")
            client.post("/account/second-factor", {"code": answer.output.strip()})
        client.get("/account/security")
        home = client.get("/account/onward", status=303).headers["Location"]
        client.get(home)
    assert {note.role for note in notes} >= {Role.CLERK, Role.REVIEWER, Role.REGULATOR, Role.COMPANY_SIGNER}
