"""Fifty at once decide about a post: one does, the others are told so (safety T33)."""

import pytest
from flask import Flask
from sqlalchemy import select

from registry.accounts.models import Membership
from registry.cases.states import Outcome
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.posts.actions import ask_for_post, decide_post
from tests.desk import Desk
from tests.make.accounts import ADMINISTRATOR
from tests.portal.permits.test_races import ONE_WINNER, outcomes_of

pytestmark = pytest.mark.slow


def test_one_gives_a_post(app: Flask, desk: Desk, clock: FixedClock) -> None:
    person = desk.actor("complaint_officer").ref
    with app.app_context(), desk.unit() as session:
        case = ask_for_post(session, ADMINISTRATOR, clock, person, Role.PRICE_OFFICER, why="兼任")

    def act(number: int) -> None:
        officer = Actor(f"dpo-{number}", Role.DATA_PROTECTION_OFFICER, "个保")
        with desk.unit() as session:
            decide_post(session, officer, clock, case, outcome=Outcome.APPROVED, why="已核对")

    assert outcomes_of(app, act) == ONE_WINNER
    with app.app_context(), desk.unit() as session:
        held = session.scalars(select(Membership.role).where(Membership.account_ref == person)).all()
    assert sorted(held) == [Role.COMPLAINT_OFFICER, Role.PRICE_OFFICER]
