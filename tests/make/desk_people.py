"""People at a company's desk: entered straight into the register that the app reads, and filed through the pages."""

import re
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.wiring import wiring
from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.core.actor import SYSTEM
from registry.core.clock import FixedClock
from registry.workers.actions_codes import issue_code
from registry.workers.actions_employment import start_employment
from registry.workers.states import CodePurpose
from tests.desk import Desk, DeskClient
from tests.make.companies import register_company
from tests.make.workers import new_employment, new_worker, registered

PEOPLE = "/company/people"


class Staff:
    """Makes people of the desk's company and of others."""

    def __init__(self, app: Flask, desk: Desk, clock: FixedClock) -> None:
        self._app, self._desk, self._clock = app, desk, clock

    def employed(self, *, company: str = "", **person: Any) -> str:
        """The ref of somebody who works for the desk's company, or another."""
        owner = company or self._desk.company
        with self._app.app_context(), self._desk.unit() as session:
            at = {"session": session, "actor": SYSTEM, "clock": self._clock, "keyring": wiring().keyring}
            ref = registered(**at, worker=new_worker(**person))
            start_employment(session, SYSTEM, self._clock, new_employment(worker_ref=ref, company_ref=owner))
        return ref

    def rival(self, name: str = "云州市别家家政有限公司") -> str:
        """Another company."""
        with self._app.app_context(), self._desk.unit() as session:
            return register_company(session, self._clock, name=name)

    def code(self, person: str, purpose: CodePurpose) -> str:
        """A code that the office handed out."""
        with self._app.app_context(), self._desk.unit() as session:
            return issue_code(session, SYSTEM, self._clock, wiring().keyring, person, purpose)

    def transfers(self) -> list[str]:
        """Refs of the transfer cases, the oldest first."""
        with self._app.app_context(), self._desk.unit() as session:
            return list(session.scalars(select(Case.ref).where(Case.kind == CaseKind.TRANSFER).order_by(Case.serial)))


def filed(client: DeskClient, id_number: str, *, status: int = 303, **fields: str) -> Any:
    """File a person through the form; the answer."""
    client.get(f"{PEOPLE}/add")
    sent = {
        "name": "李秀英",
        "id_number": id_number,
        "phone": "",
        "services": "HC01",
        "hired_on": "2026-11-02",
        **fields,
    }
    return client.post(f"{PEOPLE}/add", sent, status=status)


def words(html: str) -> str:
    """A page without what changes by itself: tokens."""
    return re.sub(r'value="[^"]{16,}"', "", html)
