"""The ledger of credits: earned, adjusted with a reason, never rewritten."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.consents.actions import give_many
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import NotFound, RuleBroken
from registry.qualifications.actions_credits import adjust_credits, earn_credits
from registry.qualifications.disclosure import CreditFace
from registry.qualifications.models import CreditEntry
from registry.record import reading
from tests.make.consents import given
from tests.make.qualifications import credits
from tests.make.workers import registered

TODAY = date(2026, 11, 21)


@pytest.fixture
def person(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> str:
    ref = registered(session=session, actor=actor, clock=clock, keyring=keyring)
    give_many(session, actor, clock, [given(worker_ref=ref)])
    return ref


def face_of(session: Session, person: str) -> CreditFace:
    entry = reading.current(session, "credit", person)
    assert entry is not None
    return entry.face(CreditFace)


def test_totals_are_published_with_the_day_on_which_they_fall_short(
    session: Session, actor: Actor, clock: FixedClock, person: str
) -> None:
    earn_credits(session, actor, clock, [credits(worker_ref=person, credits=16, earned_on=date(2025, 3, 1))])
    assert face_of(session, person) == CreditFace(16, TODAY, TODAY)
    earn_credits(session, actor, clock, [credits(worker_ref=person, credits=8, earned_on=date(2026, 6, 1))])
    assert face_of(session, person) == CreditFace(24, TODAY, date(2027, 3, 1))


def test_one_batch_makes_one_entry_per_person(session: Session, actor: Actor, clock: FixedClock, person: str) -> None:
    before = reading.position(session)
    earn_credits(session, actor, clock, [credits(worker_ref=person), credits(worker_ref=person, course="急救")])
    assert reading.position(session) == before + 1
    assert face_of(session, person).total == 16


def test_an_adjustment_is_a_new_line_with_a_reason(
    session: Session, actor: Actor, clock: FixedClock, person: str
) -> None:
    (earned,) = earn_credits(session, actor, clock, [credits(worker_ref=person)])
    adjust_credits(session, actor, clock, earned, -3, why="课时重复计算")
    assert face_of(session, person).total == 5
    assert sorted(session.scalars(select(CreditEntry.credits))) == [-3, 8]
    for by, why in ((-6, "多扣"), (0, "无"), (-1, " ")):
        with pytest.raises(RuleBroken):
            adjust_credits(session, actor, clock, earned, by, why=why)
    with pytest.raises(NotFound):
        adjust_credits(session, actor, clock, "none", 1, why="补记")


def test_a_line_is_earned_or_adjusts_one(session: Session, actor: Actor, clock: FixedClock, person: str) -> None:
    earn_credits(session, actor, clock, [credits(worker_ref=person)])
    for change in ("credits = -1", "kind = 'adjust'", "adjusts = ref"):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(f"UPDATE credit_entry SET {change}"))
