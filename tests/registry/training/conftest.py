"""A company with a person, somebody else's person, and those who act."""

from typing import NamedTuple

import pytest
from sqlalchemy.orm import Session

from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.workers.actions_employment import start_employment_many
from tests.make.workers import company, new_employment, registered


class Scene(NamedTuple):
    """Refs of two companies with one person each, and the actors about them."""

    ours: str
    theirs: str
    person: str
    stranger: str
    clerk: Actor
    reviewer: Actor
    company: Actor


@pytest.fixture
def scene(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> Scene:
    ours, theirs = company(session=session), company(session=session)
    people = [registered(session=session, actor=actor, clock=clock, keyring=keyring) for _ in range(2)]
    spells = [
        new_employment(worker_ref=person, company_ref=place)
        for person, place in zip(people, (ours, theirs), strict=True)
    ]
    start_employment_many(session, actor, clock, spells)
    return Scene(
        ours, theirs, people[0], people[1],
        Actor("clerk-7", Role.CLERK, "经办"),
        Actor("reviewer-7", Role.REVIEWER, "复核"),
        Actor("company-7", Role.COMPANY_CLERK, "企业经办", company=ours),
    )  # fmt: skip
