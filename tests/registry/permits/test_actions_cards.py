"""Cards: secrets of their own, dead the moment they are reported, the permit lives on."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing, Purpose
from registry.core.errors import Conflict, NotFound
from registry.core.permit_numbers import looks_like_card_code, looks_like_card_token
from registry.permits.actions import revoke, suspend
from registry.permits.actions_cards import CODE_KEYS, TOKEN_KEYS, PrintedCard, print_card, reissue_card, report_lost
from registry.permits.disclosure import CardFace, PermitFace
from registry.permits.states import CardState, PermitState
from registry.record import keys, reading
from registry.record.models import RecordKey, RecordSide
from tests.make.permits import issued


@pytest.fixture
def permit(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> str:
    return issued(session=session, actor=actor, clock=clock, keyring=keyring)[1]


def at_the_door(session: Session, keyring: KeyRing, card: PrintedCard) -> list[CardState | None]:
    """What token and code of a card answer."""
    states = []
    for namespace, purpose, secret in (
        (TOKEN_KEYS, Purpose.CARD_TOKEN, card.token),
        (CODE_KEYS, Purpose.CARD_CODE, card.code),
    ):
        target = keys.resolve(session, namespace, keyring.blind_index(purpose, secret))
        assert target is not None
        assert target.ref == card.ref
        entry = reading.current(session, "card", target.ref)
        states.append(entry and entry.face(CardFace).state)
    return states


def permit_state(session: Session, permit: str) -> PermitState | None:
    entry = reading.current(session, "permit", permit)
    assert entry is not None
    return entry.face(PermitFace).state


def test_a_card_answers_by_token_and_by_code_and_neither_is_stored(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, permit: str
) -> None:
    card = print_card(session, actor, clock, keyring, permit)
    assert looks_like_card_token(card.token)
    assert looks_like_card_code(card.code)
    assert at_the_door(session, keyring, card) == [CardState.ACTIVE] * 2
    stored = "".join(session.scalars(select(RecordSide.document))) + "".join(session.scalars(select(RecordKey.key)))
    stored += "".join(str(row) for row in session.execute(select(AuditEntry.after, AuditEntry.why)))
    assert card.token not in stored
    assert card.code not in stored


def test_a_lost_card_is_dead_at_once_and_the_permit_lives_on(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, permit: str
) -> None:
    lost = print_card(session, actor, clock, keyring, permit)
    report_lost(session, actor, clock, permit, why="电话挂失")
    assert at_the_door(session, keyring, lost) == [CardState.LOST] * 2
    assert permit_state(session, permit) is PermitState.ACTIVE
    new = reissue_card(session, actor, clock, keyring, permit)
    assert {new.token, new.code}.isdisjoint({lost.token, lost.code})
    assert at_the_door(session, keyring, new) == [CardState.ACTIVE] * 2
    assert at_the_door(session, keyring, lost) == [CardState.LOST] * 2


def test_only_a_lost_card_is_reissued_and_only_an_active_one_reported(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, permit: str
) -> None:
    with pytest.raises(Conflict):
        report_lost(session, actor, clock, permit)
    with pytest.raises(Conflict):
        reissue_card(session, actor, clock, keyring, permit)
    print_card(session, actor, clock, keyring, permit)
    with pytest.raises(Conflict):
        reissue_card(session, actor, clock, keyring, permit)
    with pytest.raises(NotFound):
        print_card(session, actor, clock, keyring, "none")


def test_a_second_print_kills_the_first(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, permit: str
) -> None:
    first = print_card(session, actor, clock, keyring, permit)
    clock.advance(seconds=1)
    second = print_card(session, actor, clock, keyring, permit)
    assert at_the_door(session, keyring, first) == [CardState.REPLACED] * 2
    assert at_the_door(session, keyring, second) == [CardState.ACTIVE] * 2


def test_the_first_card_hands_out_an_issued_permit(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing
) -> None:
    _, permit = issued(session=session, actor=actor, clock=clock, keyring=keyring, state=PermitState.ISSUED)
    assert permit_state(session, permit) is PermitState.ISSUED
    print_card(session, actor, clock, keyring, permit)
    assert permit_state(session, permit) is PermitState.ACTIVE


def test_no_card_for_a_suspended_or_revoked_permit(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, permit: str
) -> None:
    suspend(session, actor, clock, permit, why="核查中")
    with pytest.raises(Conflict):
        print_card(session, actor, clock, keyring, permit)
    revoke(session, actor, clock, permit, why="决定", final=True)
    with pytest.raises(Conflict):
        print_card(session, actor, clock, keyring, permit)


def test_two_active_cards_are_out_of_reach_of_raw_sql(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, permit: str
) -> None:
    print_card(session, actor, clock, keyring, permit)
    clock.advance(seconds=1)
    print_card(session, actor, clock, keyring, permit)
    for change in ("state = 'active'", "state = 'lost'"):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(f"UPDATE card SET {change}"))
