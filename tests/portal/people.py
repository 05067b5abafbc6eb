"""A person of the desk's company, with a permit number to paste, for tests of several features' pages."""

from typing import NamedTuple

from flask import Flask

from portal.wiring import wiring
from registry.core.actor import SYSTEM
from registry.core.clock import FixedClock
from registry.core.taxonomy import ServiceLine
from registry.workers.actions_employment import start_employment_many
from registry.workers.disclosure import OfferedService
from registry.workers.numbers import give_numbers
from tests.desk import Desk, DeskClient
from tests.make.companies import register_company
from tests.make.workers import new_employment, new_worker, registered

NANNY = OfferedService("CC01", ServiceLine.CHILD_CARE)


class Staff(NamedTuple):
    """Two people of the desk's company and one of another, with their numbers."""

    first: str
    second: str
    stranger: str
    numbers: tuple[str, str, str]


def staff(app: Flask, desk: Desk, clock: FixedClock) -> Staff:
    """Register them."""
    ours = desk.company
    with app.app_context(), desk.unit() as session:
        at = {"session": session, "actor": SYSTEM, "clock": clock, "keyring": wiring().keyring}
        refs = [registered(**at, worker=new_worker(name=name)) for name in ("覃秀英", "单国强", "缪丽娟")]
        theirs = register_company(session, clock)
        spells = [
            new_employment(worker_ref=ref, company_ref=place, services=(NANNY,))
            for ref, place in zip(refs, (ours, ours, theirs), strict=True)
        ]
        start_employment_many(session, SYSTEM, clock, spells)
        numbers = ("YZ410001", "YZ410002", "YZ410003")
        give_numbers(session, wiring().keyring, dict(zip(refs, numbers, strict=True)))
    return Staff(refs[0], refs[1], refs[2], numbers)


def opened(client: DeskClient, ref: str) -> None:
    """Say what a person's file is opened for."""
    client.get("/office/people")
    client.post(f"/office/people/{ref}/open", {"purpose": "verify"})
