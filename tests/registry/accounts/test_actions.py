"""Accounts: invitation, posts, tokens that work once, and what ends sign-ins."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.accounts import actions, actions_signing
from registry.accounts.models import Account, AccountToken
from registry.accounts.passwords import hashed, outdated, verified
from registry.accounts.queries import account_by_email, members_of, open_memberships, visitor
from registry.accounts.rules import NEEDS_TWO
from registry.accounts.states import AccountState, TokenPurpose
from registry.audit.models import AuditEntry
from registry.core.actor import SYSTEM, Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from tests.make.accounts import ADMINISTRATOR, PASSWORD, account

GOOD = "another fine passphrase"


def test_passwords_are_hashed_and_nobody_costs_the_same() -> None:
    stored = hashed(PASSWORD)
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored
    assert verified(stored, PASSWORD)
    assert not verified(stored, PASSWORD + "x")
    assert not verified(None, PASSWORD)
    assert not outdated(stored)


def test_an_invitation_makes_an_account_that_can_sign_in(session: Session, clock: FixedClock, keyring: KeyRing) -> None:
    ref, token = actions.invite(session, ADMINISTRATOR, clock, keyring, name="李四", email=" Li.Si@Example.test ")
    found = account_by_email(session, keyring, "li.si@example.test")
    assert found is not None
    assert found.ref == ref
    assert found.state == AccountState.INVITED
    assert b"li.si" not in found.email
    actions.use_token(
        session, ADMINISTRATOR, clock, token=token, purpose=TokenPurpose.INVITATION, password=GOOD,
        new_hash=hashed(GOOD),
    )  # fmt: skip
    assert found.state == AccountState.ACTIVE
    assert [row.action for row in session.scalars(select(AuditEntry).order_by(AuditEntry.seq))] == [
        "account.invite",
        "account.make_invitation",
        "account.password_by_invitation",
    ]  # fmt: skip
    assert "li.si@" not in str([row.after for row in session.scalars(select(AuditEntry))])


@pytest.mark.parametrize(("name", "email", "code"), [("", "a@b.test", "name_missing"), ("甲", "a@b", "email_format")])
def test_bad_invitations(
    session: Session, clock: FixedClock, keyring: KeyRing, name: str, email: str, code: str
) -> None:
    with pytest.raises(RuleBroken) as caught:
        actions.invite(session, ADMINISTRATOR, clock, keyring, name=name, email=email)
    assert [finding.code for finding in caught.value.findings] == [code]


def test_one_address_one_account(session: Session, clock: FixedClock, keyring: KeyRing) -> None:
    account(session, clock, keyring, email="one@example.test")
    with pytest.raises(RuleBroken):
        actions.invite(session, ADMINISTRATOR, clock, keyring, name="乙", email="ONE@example.test")


def test_a_token_works_once_in_time_and_for_its_purpose(session: Session, clock: FixedClock, keyring: KeyRing) -> None:
    person = account(session, clock, keyring)

    def use(token: str, purpose: TokenPurpose = TokenPurpose.RESET, password: str = GOOD) -> str:
        return actions.use_token(
            session, ADMINISTRATOR, clock, token=token, purpose=purpose, password=password, new_hash=hashed(password)
        )

    first = actions.make_token(session, ADMINISTRATOR, clock, person.ref, TokenPurpose.RESET)
    second = actions.make_token(session, ADMINISTRATOR, clock, person.ref, TokenPurpose.RESET)
    for spent in (first, "unknown"):
        with pytest.raises(Conflict):
            use(spent)
    with pytest.raises(Conflict):
        use(second, TokenPurpose.INVITATION)
    with pytest.raises(RuleBroken):
        use(second, password="short")
    assert use(second) == person.ref
    with pytest.raises(Conflict):
        use(second)
    late = actions.make_token(session, ADMINISTRATOR, clock, person.ref, TokenPurpose.RESET)
    clock.advance(minutes=20)
    with pytest.raises(Conflict):
        use(late)
    assert all(len(row.token_hash) == 32 for row in session.scalars(select(AccountToken)))


def test_a_new_password_ends_every_sign_in(session: Session, clock: FixedClock, keyring: KeyRing) -> None:
    person = account(session, clock, keyring)
    cookie, _ = actions_signing.sign_in(
        session, person, clock, person.ref, device="x", network="192.0.2.0/24", device_token="d"
    )
    assert visitor(session, cookie, clock.now()) is not None
    token = actions.make_token(session, ADMINISTRATOR, clock, person.ref, TokenPurpose.RESET)
    actions.use_token(
        session, person, clock, token=token, purpose=TokenPurpose.RESET, password=GOOD, new_hash=hashed(GOOD)
    )
    assert visitor(session, cookie, clock.now()) is None


def test_changing_the_password_keeps_only_this_sign_in(session: Session, clock: FixedClock, keyring: KeyRing) -> None:
    person = account(session, clock, keyring)
    here, there = (
        actions_signing.sign_in(session, person, clock, person.ref, device="x", network="n", device_token="d")[0]
        for _ in range(2)
    )
    kept = visitor(session, here, clock.now())
    assert kept is not None
    actions.change_password(session, person, clock, password=GOOD, new_hash=hashed(GOOD), keep_sign_in=kept.sign_in_ref)
    assert visitor(session, here, clock.now()) is not None
    assert visitor(session, there, clock.now()) is None


def test_posts_that_exclude_each_other_are_refused(session: Session, clock: FixedClock, keyring: KeyRing) -> None:
    person = account(session, clock, keyring, role=Role.CLERK)
    actions.give_post(session, SYSTEM, clock, person.ref, Role.COMPLAINT_OFFICER)
    for role, company in ((Role.ADMINISTRATOR, None), (Role.COMPANY_CLERK, "company-1"), (Role.CLERK, None)):
        with pytest.raises(RuleBroken):
            actions.give_post(session, SYSTEM, clock, person.ref, role, company=company)
    with pytest.raises(RuleBroken):
        actions.give_post(session, SYSTEM, clock, person.ref, Role.CLERK, company="company-1")


@pytest.mark.parametrize("role", sorted(NEEDS_TWO))
def test_an_administrator_alone_gives_no_post_of_power(
    session: Session, clock: FixedClock, keyring: KeyRing, role: Role
) -> None:
    person = account(session, clock, keyring, role=Role.COMPANY_CLERK)
    with pytest.raises(NotAllowed):
        actions.give_post(session, ADMINISTRATOR, clock, person.ref, role, districts=("990101",))
    assert [post.role for post in open_memberships(session, person.ref)] == [Role.COMPANY_CLERK]


def test_a_signer_keeps_clerks_of_the_own_company_only(session: Session, clock: FixedClock, keyring: KeyRing) -> None:
    signer = account(session, clock, keyring, role=Role.COMPANY_SIGNER, company="company-1")
    ref, _ = actions.invite(session, signer, clock, keyring, name="经办", email="clerk@example.test")
    post = actions.give_post(session, signer, clock, ref, Role.COMPANY_CLERK, company="company-1")
    with pytest.raises(NotFound):
        actions.give_post(session, signer, clock, ref, Role.COMPANY_CLERK, company="company-2")
    with pytest.raises(NotAllowed):
        actions.give_post(session, signer, clock, ref, Role.COMPANY_SIGNER, company="company-1")
    stranger = Actor("other", Role.COMPANY_SIGNER, "外人", "company-2")
    with pytest.raises(NotFound):
        actions.end_post(session, stranger, clock, post, why="x")
    assert {member.ref for _, member in members_of(session, "company-1")} == {signer.ref, ref}


@pytest.mark.parametrize("role", [Role.CLERK, Role.REVIEWER, Role.REGULATOR, Role.COMPANY_CLERK])
def test_nobody_else_keeps_accounts(session: Session, clock: FixedClock, keyring: KeyRing, role: Role) -> None:
    stranger = Actor("x", role, "某人", "company-1" if role == Role.COMPANY_CLERK else None)
    with pytest.raises(NotAllowed):
        actions.invite(session, stranger, clock, keyring, name="乙", email="b@example.test")
    with pytest.raises(NotAllowed):
        actions.disable(session, stranger, clock, "whoever", why="x")


def test_an_ended_post_and_a_disabled_account_are_out_at_once(
    session: Session, clock: FixedClock, keyring: KeyRing
) -> None:
    person = account(session, clock, keyring)
    open_, _ = actions_signing.sign_in(session, person, clock, person.ref, device="x", network="n", device_token="d")
    actions.end_post(session, ADMINISTRATOR, clock, open_memberships(session, person.ref)[0].ref, why="离岗")
    assert visitor(session, open_, clock.now()) is None
    actions.give_post(session, SYSTEM, clock, person.ref, Role.CLERK)
    again, _ = actions_signing.sign_in(session, person, clock, person.ref, device="x", network="n", device_token="d")
    actions.disable(session, ADMINISTRATOR, clock, person.ref, why="停用")
    assert visitor(session, again, clock.now()) is None
    with pytest.raises(Conflict):
        actions_signing.sign_in(session, person, clock, person.ref, device="x", network="n", device_token="d")
    actions.enable(session, ADMINISTRATOR, clock, person.ref, why="恢复")
    found = session.get(Account, person.ref)
    assert found is not None
    assert found.state == AccountState.ACTIVE
    with pytest.raises(Conflict):
        actions.disable(session, Actor(person.ref, Role.ADMINISTRATOR, "x"), clock, person.ref, why="自己")


def test_a_sign_in_expires(session: Session, clock: FixedClock, keyring: KeyRing) -> None:
    person = account(session, clock, keyring)
    cookie, _ = actions_signing.sign_in(session, person, clock, person.ref, device="x", network="n", device_token="d")
    assert visitor(session, cookie, clock.now() + timedelta(hours=11, minutes=59)) is not None
    assert visitor(session, cookie, clock.now() + timedelta(hours=12)) is None
