"""The keeper's command line in tests: one person in a committed register, and commands run as the keeper types them."""

from dataclasses import dataclass

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from portal.database import write_unit
from portal.wiring import wiring
from registry.core.actor import Actor
from registry.core.crypto import KeyRing
from tests.make.workers import new_worker, registered

NUMBER = "YZ996630386"
BY = ("--by", "07")


@dataclass(frozen=True, slots=True)
class Counter:
    """The keeper's counter: `run` types a command, `person` is the one registered person, `id_number` theirs."""

    app: Flask
    person: str
    id_number: str

    def run(self, *words: str, typed: str | None = None) -> Result:
        """Run a command; `typed` is what is piped in."""
        return self.app.test_cli_runner().invoke(args=[*words], input=typed)

    def session(self) -> Session:
        """A session on what is committed."""
        return Session(self.app.extensions["register_writer"])

    def keyring(self) -> KeyRing:
        """The keys of the app."""
        with self.app.app_context():
            return wiring().keyring


@pytest.fixture
def counter(app: Flask, actor: Actor) -> Counter:
    """A register with one person who has a permit number."""
    worker = new_worker(name="单小梅", permit_number=NUMBER)
    with app.app_context(), write_unit() as session:
        wired = wiring()
        person = registered(session=session, actor=actor, clock=wired.clock, keyring=wired.keyring, worker=worker)
    return Counter(app, person, worker.id_number)
