"""Companies and people on the register that the app reads, and its index brought up to them when a test says so."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.wiring import Wiring
from registry.consents.states import Scope
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from search.indexer import Indexer
from search.protocol import Engine
from tests.make.companies import register_company
from tests.make.standing_people import Someone, someone

Enrol = Callable[..., str]
Meet = Callable[..., Someone]
Follow = Callable[[], None]


@pytest.fixture
def enrol(session: Session, clock: FixedClock) -> Enrol:
    """Register a company and commit; returns its ref."""

    def make(**fields: Any) -> str:
        ref = register_company(session, clock, **fields)
        session.commit()
        return ref

    return make


@pytest.fixture
def meet(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> Meet:
    """Make a person who agreed to be listed, unless told otherwise, and commit."""
    numbers = count(700000)

    def make(**facts: Any) -> Someone:
        facts.setdefault("scopes", [Scope.LISTING])
        facts.setdefault("number", f"YZ{next(numbers)}")
        made = someone(session=session, actor=actor, clock=clock, keyring=keyring, **facts)
        session.commit()
        return made

    return make


@pytest.fixture
def search(app: Flask) -> Engine:
    """The app's engine."""
    wiring: Wiring = app.extensions["wiring"]
    return wiring.search


@pytest.fixture
def follow(search: Engine, session: Session, clock: FixedClock) -> Follow:
    """Bring the index up to the record."""

    def run() -> None:
        Indexer(search, clock).catch_up(session)
        session.commit()

    return run
