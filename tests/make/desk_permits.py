"""Permits on the register of an app under test, for pages."""

from flask import Flask

from portal.wiring import wiring
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.permits.actions_cards import PrintedCard, print_card
from registry.workers.actions_employment import start_employment_many
from registry.working_days.actions import load_known
from tests.desk import Desk
from tests.make.permits import issued, ready_person
from tests.make.workers import new_employment, new_worker, registered

KEEPER = Actor("keeper", "association", "登记员")


class Holders:
    """Makes people and permits in the desk's own company, or another one."""

    def __init__(self, app: Flask, desk: Desk, clock: FixedClock) -> None:
        self._app, self._desk, self._clock = app, desk, clock
        with app.app_context():
            self.keyring: KeyRing = wiring().keyring
            with desk.unit() as session:
                load_known(session, KEEPER, clock, 2026)

    def ready(self, *, name: str = "张淑芬", company: str = "") -> str:
        """A person who passes the gate and has no permit."""
        employer = company or self._desk.company
        with self._app.app_context(), self._desk.unit() as session:
            return ready_person(
                session=session, actor=KEEPER, clock=self._clock, keyring=self.keyring, company=employer, name=name
            )

    def holding(self, *, name: str = "张淑芬", company: str = "") -> tuple[str, str, PrintedCard]:
        """(person, permit, card) of an active permit with a card."""
        employer = company or self._desk.company
        common = {"actor": KEEPER, "clock": self._clock, "keyring": self.keyring}
        with self._app.app_context(), self._desk.unit() as session:
            person = registered(session=session, worker=new_worker(name=name), **common)
            _, permit = issued(session=session, worker_ref=person, **common)
            spell = new_employment(worker_ref=person, company_ref=employer)
            start_employment_many(session, KEEPER, self._clock, [spell])
            card = print_card(session, KEEPER, self._clock, self.keyring, permit)
        return person, permit, card
