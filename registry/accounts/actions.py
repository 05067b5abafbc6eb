"""Keeping accounts: invite a person, give and end posts, disable, change the password."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.accounts.access import PERMISSIONS
from registry.accounts.models import BY_KEEPER, Account, AccountToken, Membership, SignIn
from registry.accounts.queries import POST_TAKEN, account_by_email, check_post, token_hash
from registry.accounts.rules import INVITATION_LASTS, NEEDS_TWO, RESET_LASTS, check_password
from registry.accounts.states import AccountState, SignInEnd, TokenPurpose
from registry.audit.actions import Trace, write
from registry.core.actor import KEEPER, Actor, Role
from registry.core.base import new_ref
from registry.core.clock import Clock
from registry.core.contact_numbers import check_email, normalise_email
from registry.core.crypto import KeyRing, Purpose
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.masking import mask_email
from registry.core.permissions import NOT_FOUND, require, require_company

EMAIL_TAKEN = Finding("email_taken", Label("这个邮箱已有账号", "There is an account for this address"), "email")
NAME_MISSING = Finding("name_missing", Label("请填写姓名", "Give the name"), "name")
TWO_PEOPLE = Label("这个岗位须由另一人决定", "Another person decides about this post")
TOKEN_SPENT = Label(
    "链接已失效：只能用一次，并且有时限。请重新申请。",
    "This link no longer works: it is good once and for a limited time. Please ask for a new one.",
)
_LASTS = {TokenPurpose.INVITATION: INVITATION_LASTS, TokenPurpose.RESET: RESET_LASTS}


def invite(session: Session, actor: Actor, clock: Clock, keyring: KeyRing, *, name: str, email: str) -> tuple[str, str]:
    """Make an account that has no password yet; returns its ref and the token of the invitation.

    Raises RuleBroken for a missing name, a broken or taken address; NotAllowed.
    """
    require(actor, PERMISSIONS["accounts.company_clerks" if actor.role == Role.COMPANY_SIGNER else "accounts.manage"])
    findings = check_email(email)
    if not name.strip():
        findings.append(NAME_MISSING)
    if not findings and account_by_email(session, keyring, email) is not None:
        findings.append(EMAIL_TAKEN)
    if findings:
        raise RuleBroken(findings)
    ref, plain = new_ref(), normalise_email(email)
    session.add(
        Account(
            ref=ref,
            name=name.strip(),
            email=keyring.encrypt(plain, table="account", column="email", row=ref),
            email_index=keyring.blind_index(Purpose.EMAIL, plain),
            state=AccountState.INVITED,
            created_at=clock.now(),
        )
    )
    session.flush()
    _trace(session, actor, clock, "account.invite", ref, after={"name": name.strip(), "email": mask_email(plain)})
    return ref, make_token(session, actor, clock, ref, TokenPurpose.INVITATION)


def make_token(session: Session, actor: Actor, clock: Clock, account_ref: str, purpose: TokenPurpose) -> str:
    """A one-use token of 128 random bits; earlier ones of the same purpose stop working."""
    now = clock.now()
    session.execute(
        update(AccountToken)
        .where(AccountToken.account_ref == account_ref, AccountToken.purpose == purpose, AccountToken.used_at.is_(None))
        .values(used_at=now)
    )
    token = secrets.token_urlsafe(16)
    session.add(
        AccountToken(
            token_hash=token_hash(token),
            account_ref=account_ref,
            purpose=purpose,
            made_at=now,
            expires_at=now + _LASTS[purpose],
        )
    )
    session.flush()
    _trace(session, actor, clock, f"account.make_{purpose}", account_ref)
    return token


def give_post(
    session: Session,
    actor: Actor,
    clock: Clock,
    account_ref: str,
    role: Role,
    *,
    company: str | None = None,
    districts: Sequence[str] = (),
) -> str:
    """Give a person a post and return its ref. A company signer gives clerk posts of the own company only; a post of
    the association or of a regulator takes two people (`posts.actions`) but from the command line.

    Raises RuleBroken when the posts exclude each other or a company or district is missing; NotFound; NotAllowed.
    """
    if actor.role == Role.COMPANY_SIGNER and role == Role.COMPANY_CLERK:
        require(actor, PERMISSIONS["accounts.company_clerks"])
        require_company(actor, company)
    else:
        require(actor, PERMISSIONS["accounts.manage"])
    if role in NEEDS_TWO and actor.role not in KEEPER:
        raise NotAllowed(TWO_PEOPLE)
    decided_in = BY_KEEPER if actor.role in KEEPER else None
    return _give(session, actor, clock, account_ref, role, company, districts, decided_in)


def give_decided_post(
    session: Session,
    actor: Actor,
    clock: Clock,
    account_ref: str,
    role: Role,
    *,
    districts: Sequence[str],
    decided_in: str,
) -> str:
    """Give the post that two people decided on in a case, once; returns its ref. Raises RuleBroken, NotFound."""
    return _give(session, actor, clock, account_ref, role, None, districts, decided_in)


def _give(
    session: Session,
    actor: Actor,
    clock: Clock,
    account_ref: str,
    role: Role,
    company: str | None,
    districts: Sequence[str],
    decided_in: str | None,
) -> str:
    findings = check_post(session, account_ref, role, company=company, districts=districts)
    if findings:
        raise RuleBroken(findings)
    ref = new_ref()
    session.add(
        Membership(
            ref=ref,
            account_ref=account_ref,
            role=role,
            company_ref=company,
            districts=sorted(districts),
            from_at=clock.now(),
            added_by=actor.ref,
            decided_in=decided_in,
        )
    )
    try:
        session.flush()
    except IntegrityError as problem:
        raise RuleBroken([POST_TAKEN]) from problem
    after = {"role": role.value, "company": company, "districts": sorted(districts)}
    _trace(session, actor, clock, "account.give_post", account_ref, after=after)
    return ref


def end_post(session: Session, actor: Actor, clock: Clock, membership_ref: str, *, why: str) -> None:
    """End a post; who acts in it is out at the next request. Raises NotFound, NotAllowed, Conflict when ended."""
    post = session.get(Membership, membership_ref)
    if post is None:
        raise NotFound(NOT_FOUND)
    if actor.role == Role.COMPANY_SIGNER and post.role == Role.COMPANY_CLERK:
        require_company(actor, post.company_ref)
    else:
        require(actor, PERMISSIONS["accounts.manage"])
    if post.until_at is not None:
        raise Conflict(Label("这个岗位已经结束", "This post has ended already"))
    post.until_at = clock.now()
    _end_sign_ins(session, clock.now(), SignInEnd.MEMBERSHIP, SignIn.membership_ref == membership_ref)
    before = {"role": post.role, "company": post.company_ref}
    _trace(session, actor, clock, "account.end_post", post.account_ref, before=before, why=why)
    session.flush()


def disable(session: Session, actor: Actor, clock: Clock, account_ref: str, *, why: str) -> None:
    """Shut an account and end all its sign-ins. Raises NotFound, NotAllowed, Conflict for oneself."""
    require(actor, PERMISSIONS["accounts.manage"])
    if account_ref == actor.ref:
        raise Conflict(Label("不能停用自己的账号", "You cannot disable your own account"))
    found = _loaded(session, account_ref)
    before = found.state
    found.state = AccountState.DISABLED
    _end_sign_ins(session, clock.now(), SignInEnd.DISABLED, SignIn.account_ref == account_ref)
    _trace(session, actor, clock, "account.disable", account_ref, before={"state": before}, why=why)
    session.flush()


def enable(session: Session, actor: Actor, clock: Clock, account_ref: str, *, why: str) -> None:
    """Open a disabled account again. Raises NotFound, NotAllowed, Conflict when it is not disabled."""
    require(actor, PERMISSIONS["accounts.manage"])
    found = _loaded(session, account_ref)
    if found.state != AccountState.DISABLED:
        raise Conflict(Label("这个账号没有停用", "This account is not disabled"))
    found.state = AccountState.ACTIVE if found.password_hash else AccountState.INVITED
    _trace(session, actor, clock, "account.enable", account_ref, after={"state": found.state}, why=why)
    session.flush()


def use_token(
    session: Session, actor: Actor, clock: Clock, *, token: str, purpose: TokenPurpose, password: str, new_hash: str
) -> str:
    """Set the password with a one-use token; every sign-in of the account ends. Returns the account's ref.

    `new_hash` is `passwords.hashed(password)`, made before the write unit. Raises Conflict when the token is spent,
    unknown or late (T18), RuleBroken for a weak password, NotAllowed for a disabled account.
    """
    now = clock.now()
    row = session.get(AccountToken, token_hash(token), with_for_update=True)
    if row is None or row.purpose != purpose or row.used_at is not None or row.expires_at <= now:
        raise Conflict(TOKEN_SPENT)
    found = _loaded(session, row.account_ref)
    if found.state == AccountState.DISABLED:
        raise Conflict(TOKEN_SPENT)
    findings = check_password(password, [found.name])
    if findings:
        raise RuleBroken(findings)
    row.used_at = now
    _set_password(session, found, new_hash, now)
    as_owner = Actor(found.ref, actor.role, found.name)
    _trace(session, as_owner, clock, f"account.password_by_{purpose}", found.ref)
    return found.ref


def change_password(
    session: Session, actor: Actor, clock: Clock, *, password: str, new_hash: str, keep_sign_in: str
) -> None:
    """Change the own password (the old one was verified before); all other sign-ins end. Raises RuleBroken."""
    require(actor, PERMISSIONS["accounts.own"])
    found = _loaded(session, actor.ref)
    findings = check_password(password, [found.name])
    if findings:
        raise RuleBroken(findings)
    _set_password(session, found, new_hash, clock.now(), keep_sign_in)
    _trace(session, actor, clock, "account.change_password", actor.ref)


def _set_password(session: Session, found: Account, new_hash: str, now: datetime, keep_sign_in: str = "") -> None:
    found.password_hash = new_hash
    found.password_set_at = now
    if found.state == AccountState.INVITED:
        found.state = AccountState.ACTIVE
    _end_sign_ins(session, now, SignInEnd.PASSWORD, SignIn.account_ref == found.ref, SignIn.ref != keep_sign_in)
    session.flush()


def _end_sign_ins(session: Session, now: datetime, why: SignInEnd, *which: ColumnElement[bool]) -> None:
    session.execute(update(SignIn).where(SignIn.ended_at.is_(None), *which).values(ended_at=now, ended_why=why))


def _loaded(session: Session, account_ref: str) -> Account:
    found = session.scalar(select(Account).where(Account.ref == account_ref))
    if found is None:
        raise NotFound(NOT_FOUND)
    return found


def _trace(
    session: Session,
    actor: Actor,
    clock: Clock,
    action: str,
    ref: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    why: str = "",
) -> None:
    write(session, clock, actor, [Trace(action, "account", ref, before, after, why)])
