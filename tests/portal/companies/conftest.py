"""Companies and their people, committed to the register that the app reads."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from sqlalchemy.orm import Session

from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from tests.make.companies import register_company
from tests.make.standing_people import Someone, someone

Enrol = Callable[..., str]
Hire = Callable[..., Someone]


@pytest.fixture
def enrol(session: Session, clock: FixedClock) -> Enrol:
    """Register a company and commit; returns its ref."""

    def make(**fields: Any) -> str:
        ref = register_company(session, clock, **fields)
        session.commit()
        return ref

    return make


@pytest.fixture
def hire(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> Hire:
    """Make a person, good unless told otherwise, with a permit number of their own, and commit."""
    numbers = count(700000)

    def make(**facts: Any) -> Someone:
        facts.setdefault("number", f"YZ{next(numbers)}")
        made = someone(session=session, actor=actor, clock=clock, keyring=keyring, **facts)
        session.commit()
        return made

    return make
