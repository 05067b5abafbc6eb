"""Reads for signing in and for keeping accounts."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from registry.accounts.models import Account, Membership, SignIn
from registry.accounts.rules import check_roles, needs_second_factor
from registry.accounts.states import AccountState
from registry.core.actor import COMPANY_ROLES, Actor, Role
from registry.core.crypto import KeyRing, Purpose
from registry.core.errors import NotFound
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND

POST_TAKEN = Finding("post_taken", Label("此人已有这个岗位", "The person holds this post already"), "role")


def token_hash(token: str) -> bytes:
    """What is stored of a token of 256 random bits; a plain hash is enough for what nobody can guess."""
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who signed in, and in which post the person acts now; without an open post, as an applicant."""

    sign_in_ref: str
    account_ref: str
    name: str
    role: str
    company: str | None
    districts: tuple[str, ...]
    second_factor: bool
    has_totp: bool
    opened_at: datetime

    @property
    def actor(self) -> Actor:
        """The actor of this person's verbs."""
        return Actor(self.account_ref, self.role, self.name, self.company, self.districts)

    @property
    def owes_second_factor(self) -> bool:
        """Whether the post is closed until a one-time code is given."""
        return needs_second_factor(self.role) and not self.second_factor


def visitor(session: Session, token: str, now: datetime) -> Visitor | None:
    """The person behind a sign-in's token; None when it ended, expired, or the account was disabled."""
    row = session.execute(
        select(SignIn, Account, Membership)
        .join(Account, Account.ref == SignIn.account_ref)
        .outerjoin(
            Membership,
            Membership.until_at.is_(None)
            & (
                (Membership.ref == SignIn.membership_ref)
                # Somebody who signed in without a post is in it as soon as there is one.
                | (SignIn.membership_ref.is_(None) & (Membership.account_ref == SignIn.account_ref))
            ),
        )
        .where(SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .order_by(Membership.from_at, Membership.ref)
        .limit(1)
    ).first()
    if row is None or row.Account.state != AccountState.ACTIVE:
        return None
    post: Membership | None = row.Membership
    return Visitor(
        sign_in_ref=row.SignIn.ref,
        account_ref=row.Account.ref,
        name=row.Account.name,
        role=post.role if post else Role.APPLICANT,
        company=post.company_ref if post else None,
        districts=tuple(post.districts) if post else (),
        second_factor=row.SignIn.second_factor_at is not None,
        has_totp=row.Account.totp_confirmed_at is not None,
        opened_at=row.SignIn.opened_at,
    )


def account_by_email(session: Session, keyring: KeyRing, email: str) -> Account | None:
    """The account of a mail address, in whatever state."""
    index = keyring.blind_index(Purpose.EMAIL, email)
    return session.scalar(select(Account).where(Account.email_index == index))


def account(session: Session, ref: str) -> Account | None:
    """One account."""
    return session.get(Account, ref)


def email_of(keyring: KeyRing, of: Account) -> str:
    """The mail address of an account, decrypted."""
    return keyring.decrypt(of.email, table="account", column="email", row=of.ref)


def open_memberships(session: Session, account_ref: str) -> Sequence[Membership]:
    """The posts a person holds now, oldest first."""
    return session.scalars(
        select(Membership)
        .where(Membership.account_ref == account_ref, Membership.until_at.is_(None))
        .order_by(Membership.from_at, Membership.ref)
    ).all()


def open_sign_ins(session: Session, account_ref: str, now: datetime) -> Sequence[SignIn]:
    """Where a person is signed in now, newest first."""
    return session.scalars(
        select(SignIn)
        .where(SignIn.account_ref == account_ref, SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .order_by(SignIn.opened_at.desc())
    ).all()


def members_of(session: Session, company_ref: str) -> Sequence[tuple[Membership, Account]]:
    """Who holds a post with a company now."""
    return [
        (row.Membership, row.Account)
        for row in session.execute(
            select(Membership, Account)
            .join(Account, Account.ref == Membership.account_ref)
            .where(Membership.company_ref == company_ref, Membership.until_at.is_(None))
            .order_by(Membership.from_at, Membership.ref)
        )
    ]


def pending_secret(session: Session, keyring: KeyRing, account_ref: str) -> str | None:
    """The TOTP secret that waits for its first code, in base32; None when none was started or one is in force."""
    found = session.get(Account, account_ref)
    if found is None or found.totp_secret is None or found.totp_confirmed_at is not None:
        return None
    return keyring.decrypt(found.totp_secret, table="account", column="totp_secret", row=found.ref)


def accounts_page(session: Session, *, after: str, limit: int) -> tuple[Sequence[tuple[Account, list[str]]], str]:
    """(accounts with the roles they hold now, by name from `after` on; where the next page begins or "").

    `after` is "name ref" of the last row seen, as this function returned it.
    """
    query = select(Account).order_by(Account.name, Account.ref).limit(limit + 1)
    if after:
        name, _, ref = after.rpartition(" ")
        query = query.where(tuple_(Account.name, Account.ref) > (name, ref))
    found = session.scalars(query).all()
    shown = found[:limit]
    posts = session.execute(
        select(Membership.account_ref, Membership.role)
        .where(Membership.account_ref.in_([one.ref for one in shown]), Membership.until_at.is_(None))
        .order_by(Membership.role)
    ).all()
    rows = [(one, [post.role for post in posts if post.account_ref == one.ref]) for one in shown]
    onward = f"{shown[-1].name} {shown[-1].ref}" if len(found) > limit else ""
    return rows, onward


def memberships_of(session: Session, account_ref: str) -> Sequence[Membership]:
    """Every post a person holds or held, newest first."""
    return session.scalars(
        select(Membership)
        .where(Membership.account_ref == account_ref)
        .order_by(Membership.from_at.desc(), Membership.ref)
    ).all()


def check_post(
    session: Session, account_ref: str, role: Role, *, company: str | None = None, districts: Sequence[str] = ()
) -> list[Finding]:
    """What stands against the person's having this post now. Raises NotFound."""
    if account(session, account_ref) is None:
        raise NotFound(NOT_FOUND)
    held = open_memberships(session, account_ref)
    findings = check_roles([*(post.acting_role for post in held), role])
    if (role in COMPANY_ROLES) != (company is not None):
        words = Label("企业岗位须指明企业，其他岗位不属于企业", "A company post needs a company, others have none")
        findings.append(Finding("post_company", words, "uscc"))
    if role == Role.REGULATOR and not districts:
        findings.append(Finding("post_districts", Label("请指明辖区", "Give the districts"), "districts"))
    if any(post.role == role and post.company_ref == company for post in held):
        findings.append(POST_TAKEN)
    return findings
