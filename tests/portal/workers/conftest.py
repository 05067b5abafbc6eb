"""Listed people, committed to the register that the app reads."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from registry.consents.states import Scope
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from tests.make.standing_people import Someone, someone


@pytest.fixture
def meet(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> Callable[..., Someone]:
    """Make a person who agreed to be listed and to show the checks, unless told otherwise, and commit."""

    def make(**facts: Any) -> Someone:
        facts.setdefault("scopes", [Scope.LISTING, Scope.CHECKS])
        made = someone(session=session, actor=actor, clock=clock, keyring=keyring, **facts)
        session.commit()
        return made

    return make
