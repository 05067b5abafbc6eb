"""What the desks see: whose permits, which cards are owed and since when, and the badge while its card lives."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.audit.actions_keys import rotate_table
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.errors import NotFound
from registry.permits.actions import lift, suspend
from registry.permits.actions_cards import print_card, reissue_card, report_lost
from registry.permits.models import CardSecret
from registry.permits.queries_desk import badge_of, counted, file_of, lines, owed_cards, without_permit
from registry.permits.states import CardState, PermitState, Reissue
from registry.workers.actions_employment import start_employment_many
from registry.working_days.actions import load_known
from tests.make.permits import issued
from tests.make.workers import company, new_employment, registered

KEEPER = Actor("clerk-1", "association", "测试经办")
TODAY = date(2026, 11, 21)


@pytest.fixture
def employer(session: Session) -> str:
    return company(session=session)


def held_by(session: Session, clock: FixedClock, keyring: KeyRing, employer: str) -> tuple[str, str]:
    """(person, permit) of somebody who works there."""
    person, permit = issued(session=session, actor=KEEPER, clock=clock, keyring=keyring)
    start_employment_many(session, KEEPER, clock, [new_employment(worker_ref=person, company_ref=employer)])
    return person, permit


@pytest.fixture
def permit(session: Session, clock: FixedClock, keyring: KeyRing, employer: str) -> str:
    return held_by(session, clock, keyring, employer)[1]


def test_a_company_sees_its_own_people_only(
    session: Session, clock: FixedClock, keyring: KeyRing, employer: str, permit: str
) -> None:
    other = company(session=session, name="云州市别家")
    theirs = held_by(session, clock, keyring, other)[1]
    assert [line.ref for line in lines(session, TODAY, company=employer)[0]] == [permit]
    assert [line.ref for line in lines(session, TODAY, company=other)[0]] == [theirs]
    assert {line.ref for line in lines(session, TODAY)[0]} == {permit, theirs}
    assert counted(session, employer) == {PermitState.ACTIVE: 1}


def test_pages_hold_everybody_once(session: Session, clock: FixedClock, keyring: KeyRing, employer: str) -> None:
    refs = {held_by(session, clock, keyring, employer)[1] for _ in range(7)}
    seen: list[str] = []
    after = ""
    while True:
        page, after = lines(session, TODAY, company=employer, after=after, limit=3)
        seen += [line.ref for line in page]
        if not after:
            break
    assert sorted(seen) == sorted(refs)


def test_who_has_no_permit(session: Session, clock: FixedClock, keyring: KeyRing, employer: str, permit: str) -> None:
    bare = registered(session=session, actor=KEEPER, clock=clock, keyring=keyring)
    start_employment_many(session, KEEPER, clock, [new_employment(worker_ref=bare, company_ref=employer)])
    assert [ref for ref, _ in without_permit(session, employer)] == [bare]


def test_permits_that_end_soon(session: Session, permit: str) -> None:
    assert [line.ref for line in lines(session, TODAY, ends_by=date(2027, 12, 31))[0]] == [permit]
    assert lines(session, TODAY, ends_by=date(2027, 12, 30))[0] == []


def test_the_badge_lives_with_its_card(session: Session, clock: FixedClock, keyring: KeyRing, permit: str) -> None:
    assert badge_of(session, keyring, permit) is None
    first = print_card(session, KEEPER, clock, keyring, permit)
    found = badge_of(session, keyring, permit)
    assert found is not None
    assert (found.token, found.code, found.card_ref) == (first.token, first.code, first.ref)
    clock.advance(seconds=1)
    second = print_card(session, KEEPER, clock, keyring, permit)
    found = badge_of(session, keyring, permit)
    assert found is not None
    assert found.token == second.token
    report_lost(session, KEEPER, clock, permit)
    assert badge_of(session, keyring, permit) is None
    assert session.scalar(select(func.count()).select_from(CardSecret)) == 0


def test_secrets_lie_encrypted_and_move_to_a_new_key(
    session: Session, clock: FixedClock, keyring: KeyRing, permit: str
) -> None:
    card = print_card(session, KEEPER, clock, keyring, permit)
    row = session.get(CardSecret, card.ref)
    assert row is not None
    assert card.token.encode() not in row.token
    assert card.code.encode() not in row.code
    ring = keyring.with_new_primary("k2")
    assert rotate_table(session, KEEPER, clock, ring, CardSecret.__table__) == card.ref
    assert rotate_table(session, KEEPER, clock, ring, CardSecret.__table__, after=card.ref) is None
    session.expire_all()
    found = badge_of(session, ring, permit)
    assert found is not None
    assert found.token == card.token
    assert not ring.needs_rotation(session.get(CardSecret, card.ref).token)


def test_a_lost_card_is_owed_within_five_working_days(
    session: Session, clock: FixedClock, keyring: KeyRing, permit: str
) -> None:
    load_known(session, KEEPER, clock, 2026)
    print_card(session, KEEPER, clock, keyring, permit)
    assert owed_cards(session, clock.now(), TODAY) == []
    report_lost(session, KEEPER, clock, permit)  # Saturday, 21 November
    (owed,) = owed_cards(session, clock.now(), TODAY)
    assert owed.state is Reissue.DUE
    assert owed.due is not None
    assert owed.due.last_day == date(2026, 11, 27)
    assert owed.due.at == datetime(2026, 11, 27, 16, tzinfo=UTC)
    clock.set(owed.due.at)
    (owed,) = owed_cards(session, clock.now(), shanghai_date(clock.now()))
    assert owed.state is Reissue.OVERDUE
    reissue_card(session, KEEPER, clock, keyring, permit)
    assert owed_cards(session, clock.now(), TODAY) == []


def test_a_loss_waits_for_no_calendar(session: Session, clock: FixedClock, keyring: KeyRing, permit: str) -> None:
    print_card(session, KEEPER, clock, keyring, permit)
    report_lost(session, KEEPER, clock, permit)
    (owed,) = owed_cards(session, clock.now(), TODAY)
    assert (owed.due, owed.state) == (None, Reissue.UNCOUNTED)
    load_known(session, KEEPER, clock, 2026)
    (owed,) = owed_cards(session, clock.now(), TODAY)
    assert owed.state is Reissue.DUE


def test_a_suspended_permit_gets_no_card_but_is_not_forgotten(
    session: Session, clock: FixedClock, keyring: KeyRing, permit: str
) -> None:
    print_card(session, KEEPER, clock, keyring, permit)
    report_lost(session, KEEPER, clock, permit)
    suspend(session, KEEPER, clock, permit, why="x")
    assert [one.state for one in owed_cards(session, clock.now(), TODAY)] == [Reissue.HELD]
    lift(session, KEEPER, clock, permit, why="x")
    assert [one.state for one in owed_cards(session, clock.now(), TODAY)] == [Reissue.UNCOUNTED]


def test_one_permit_whole(session: Session, clock: FixedClock, keyring: KeyRing, permit: str, employer: str) -> None:
    print_card(session, KEEPER, clock, keyring, permit)
    report_lost(session, KEEPER, clock, permit)
    found = file_of(session, keyring, permit, TODAY)
    assert found.number.startswith("YZ")
    assert found.line.shown is PermitState.LOST
    assert [card.state for card in found.cards] == [CardState.LOST]
    assert [ref for ref, _ in found.companies] == [employer]
    with pytest.raises(NotFound):
        file_of(session, keyring, "nothing", TODAY)


@pytest.mark.parametrize("role", [Role.COMPANY_CLERK, Role.COMPANY_SIGNER])
def test_a_company_reports_only_its_own_cards(
    session: Session, clock: FixedClock, keyring: KeyRing, permit: str, employer: str, role: Role
) -> None:
    print_card(session, KEEPER, clock, keyring, permit)
    rival = company(session=session, name="云州市别家")
    with pytest.raises(NotFound):
        report_lost(session, Actor("r", role, "对手", company=rival), clock, permit)
    report_lost(session, Actor("o", role, "自己", company=employer), clock, permit)
