"""Signing in, the second factor, devices, and the post acted in."""

import pyotp
import pytest
from sqlalchemy.orm import Session

from registry.accounts import actions, actions_signing
from registry.accounts.models import Account
from registry.accounts.queries import open_memberships, open_sign_ins, visitor
from registry.core.actor import SYSTEM, Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotFound, RuleBroken
from tests.make.accounts import ADMINISTRATOR, account


def signed_in(session: Session, clock: FixedClock, person: Actor, device: str = "d") -> tuple[str, str, bool]:
    """(cookie token, sign-in ref, whether the device is new)."""
    token, new = actions_signing.sign_in(
        session, person, clock, person.ref, device="Firefox", network="192.0.2.0/24", device_token=device
    )
    found = visitor(session, token, clock.now())
    assert found is not None
    return token, found.sign_in_ref, new


def test_only_the_first_sign_in_of_a_device_is_new(session: Session, clock: FixedClock, keyring: KeyRing) -> None:
    person = account(session, clock, keyring)
    assert [signed_in(session, clock, person, device)[2] for device in ("a", "a", "b")] == [True, False, True]


def test_the_token_is_stored_as_a_hash_only(session: Session, clock: FixedClock, keyring: KeyRing) -> None:
    person = account(session, clock, keyring)
    token, _, _ = signed_in(session, clock, person)
    assert token.encode() not in open_sign_ins(session, person.ref, clock.now())[0].token_hash


def test_totp_from_enrolment_to_use(session: Session, clock: FixedClock, keyring: KeyRing) -> None:
    person = account(session, clock, keyring, role=Role.REVIEWER)
    token, here, _ = signed_in(session, clock, person)
    before = visitor(session, token, clock.now())
    assert before is not None
    assert before.owes_second_factor
    assert not before.has_totp
    secret = actions_signing.start_totp(session, person, clock, keyring)
    assert actions_signing.start_totp(session, person, clock, keyring) == secret  # a reload shows the same
    row = session.get(Account, person.ref)
    assert row is not None
    assert row.totp_secret is not None
    assert secret.encode() not in row.totp_secret
    with pytest.raises(RuleBroken):
        actions_signing.confirm_totp(session, person, clock, keyring, sign_in_ref=here, code="000000")
    code = pyotp.TOTP(secret).at(clock.now())
    codes = actions_signing.confirm_totp(session, person, clock, keyring, sign_in_ref=here, code=code)
    assert len(set(codes)) == 10
    after = visitor(session, token, clock.now())
    assert after is not None
    assert not after.owes_second_factor
    _, there, _ = signed_in(session, clock, person)
    with pytest.raises(RuleBroken):  # used at the enrolment
        actions_signing.give_second_factor(session, person, clock, keyring, sign_in_ref=there, code=code)
    clock.advance(seconds=30)
    fresh = pyotp.TOTP(secret).at(clock.now())
    actions_signing.give_second_factor(session, person, clock, keyring, sign_in_ref=there, code=fresh)


def test_a_recovery_code_stands_in_once(session: Session, clock: FixedClock, keyring: KeyRing) -> None:
    person = account(session, clock, keyring, role=Role.REVIEWER)
    _, here, _ = signed_in(session, clock, person)
    secret = actions_signing.start_totp(session, person, clock, keyring)
    codes = actions_signing.confirm_totp(
        session, person, clock, keyring, sign_in_ref=here, code=pyotp.TOTP(secret).at(clock.now())
    )
    token, there, _ = signed_in(session, clock, person)
    actions_signing.give_second_factor(session, person, clock, keyring, sign_in_ref=there, code=codes[0].lower())
    found = visitor(session, token, clock.now())
    assert found is not None
    assert not found.owes_second_factor
    with pytest.raises(RuleBroken):
        actions_signing.give_second_factor(session, person, clock, keyring, sign_in_ref=there, code=codes[0])
    fresh = actions_signing.new_recovery_codes(session, person, clock)
    with pytest.raises(RuleBroken):
        actions_signing.give_second_factor(session, person, clock, keyring, sign_in_ref=there, code=codes[1])
    actions_signing.give_second_factor(session, person, clock, keyring, sign_in_ref=there, code=fresh[1])


def test_one_authenticator_at_a_time(session: Session, clock: FixedClock, keyring: KeyRing) -> None:
    person = account(session, clock, keyring, role=Role.REVIEWER)
    _, here, _ = signed_in(session, clock, person)
    with pytest.raises(Conflict):
        actions_signing.give_second_factor(session, person, clock, keyring, sign_in_ref=here, code="123456")
    with pytest.raises(Conflict):
        actions_signing.confirm_totp(session, person, clock, keyring, sign_in_ref=here, code="123456")
    secret = actions_signing.start_totp(session, person, clock, keyring)
    code = pyotp.TOTP(secret).at(clock.now())
    actions_signing.confirm_totp(session, person, clock, keyring, sign_in_ref=here, code=code)
    with pytest.raises(Conflict):
        actions_signing.start_totp(session, person, clock, keyring)


def test_signing_out_here_and_everywhere(session: Session, clock: FixedClock, keyring: KeyRing) -> None:
    person, stranger = (account(session, clock, keyring, name=name) for name in ("甲甲", "乙乙"))
    tokens = [signed_in(session, clock, person) for _ in range(3)]
    with pytest.raises(NotFound):
        actions_signing.sign_out(session, stranger, clock, tokens[0][1])
    actions_signing.sign_out(session, person, clock, tokens[0][1])
    assert [visitor(session, each[0], clock.now()) is None for each in tokens] == [True, False, False]
    actions_signing.sign_out_everywhere(session, person, clock)
    assert open_sign_ins(session, person.ref, clock.now()) == []


def test_a_person_acts_in_own_posts_only(session: Session, clock: FixedClock, keyring: KeyRing) -> None:
    person, other = (account(session, clock, keyring, name=name) for name in ("甲甲", "乙乙"))
    token, here, _ = signed_in(session, clock, person)
    second = actions.give_post(session, SYSTEM, clock, person.ref, Role.REVIEWER)
    actions_signing.act_in(session, person, clock, sign_in_ref=here, membership_ref=second)
    found = visitor(session, token, clock.now())
    assert found is not None
    assert found.actor.role == Role.REVIEWER
    foreign = open_memberships(session, other.ref)[0].ref
    actions.end_post(session, ADMINISTRATOR, clock, open_memberships(session, person.ref)[0].ref, why="x")
    for ref in (foreign, "unknown"):
        with pytest.raises(NotFound):
            actions_signing.act_in(session, person, clock, sign_in_ref=here, membership_ref=ref)
