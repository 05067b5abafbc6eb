"""Signing in and out, the second factor, and which post a person acts in."""

import hashlib
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry.accounts.access import PERMISSIONS
from registry.accounts.models import Account, KnownDevice, Membership, RecoveryCode, SignIn
from registry.accounts.queries import open_memberships, token_hash
from registry.accounts.rules import RECOVERY_CODES, SIGN_IN_LASTS, matching_step
from registry.accounts.states import AccountState, SignInEnd
from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.base import new_ref
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND, require

WRONG_CODE = Finding(
    "code_wrong",
    Label("验证码不对，或者已经用过", "The code is wrong or has been used"),
    "code",
)
NO_ACCOUNT = Label("账号不能登录", "This account cannot sign in")


def sign_in(
    session: Session, actor: Actor, clock: Clock, account_ref: str, *, device: str, network: str, device_token: str
) -> tuple[str, bool]:
    """Open a sign-in after the password was verified; returns its cookie token and whether the device is new.

    It acts in the person's first open post. `device` is a short description, `network` as counted by the limits,
    `device_token` the long-lived cookie of the browser. Raises Conflict for an account that is not active.
    """
    now = clock.now()
    found = session.get(Account, account_ref)
    if found is None or found.state != AccountState.ACTIVE:
        raise Conflict(NO_ACCOUNT)
    posts = open_memberships(session, account_ref)
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=token_hash(token),
            ref=new_ref(),
            account_ref=account_ref,
            membership_ref=posts[0].ref if posts else None,
            opened_at=now,
            expires_at=now + SIGN_IN_LASTS,
            second_factor_at=None,
            device=device[:120],
            network=network,
        )
    )
    known = session.get(KnownDevice, (account_ref, token_hash(device_token)))
    if known is None:
        session.add(KnownDevice(account_ref=account_ref, token_hash=token_hash(device_token), first_seen_at=now))
    session.flush()
    as_owner = Actor(account_ref, posts[0].role if posts else actor.role, found.name)
    _trace(session, as_owner, clock, "account.sign_in", account_ref, {"network": network, "device": device[:120]})
    return token, known is None


def give_second_factor(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, *, sign_in_ref: str, code: str
) -> None:
    """Prove the second factor with a one-time code or a recovery code. Raises RuleBroken for a wrong or used one."""
    require(actor, PERMISSIONS["accounts.own"])
    found = _own(session, actor.ref)
    now = clock.now()
    if found.totp_confirmed_at is None or found.totp_secret is None:
        raise Conflict(Label("还没有设置验证器", "No authenticator has been set up"))
    step = matching_step(_secret(keyring, found), code, now, found.totp_step)
    if step is not None:
        found.totp_step = step
        how = "totp"
    elif _use_recovery_code(session, actor.ref, code, now):
        how = "recovery_code"
    else:
        raise RuleBroken([WRONG_CODE])
    session.execute(
        update(SignIn)
        .where(SignIn.ref == sign_in_ref, SignIn.account_ref == actor.ref, SignIn.ended_at.is_(None))
        .values(second_factor_at=now)
    )
    session.flush()
    _trace(session, actor, clock, "account.second_factor", actor.ref, {"how": how})


def start_totp(session: Session, actor: Actor, clock: Clock, keyring: KeyRing) -> str:
    """Give the account a new TOTP secret, not in force before it is confirmed; returns it in base32.

    Raises Conflict when one is in force: it is given up first, with a code.
    """
    require(actor, PERMISSIONS["accounts.own"])
    found = _own(session, actor.ref)
    if found.totp_confirmed_at is not None:
        raise Conflict(Label("验证器已经设置", "An authenticator is set up already"))
    if found.totp_secret is not None:
        return _secret(keyring, found)
    secret = pyotp.random_base32()
    found.totp_secret = keyring.encrypt(secret, table="account", column="totp_secret", row=found.ref)
    found.totp_step = None
    session.flush()
    _trace(session, actor, clock, "account.start_totp", actor.ref)
    return secret


def confirm_totp(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, *, sign_in_ref: str, code: str
) -> list[str]:
    """Put the secret in force with a first code; returns ten recovery codes, shown once.

    Raises RuleBroken for a wrong code, Conflict when nothing waits to be confirmed.
    """
    require(actor, PERMISSIONS["accounts.own"])
    found = _own(session, actor.ref)
    if found.totp_secret is None or found.totp_confirmed_at is not None:
        raise Conflict(Label("没有待确认的验证器", "No authenticator waits to be confirmed"))
    now = clock.now()
    step = matching_step(_secret(keyring, found), code, now, found.totp_step)
    if step is None:
        raise RuleBroken([WRONG_CODE])
    found.totp_step, found.totp_confirmed_at = step, now
    session.execute(update(SignIn).where(SignIn.ref == sign_in_ref).values(second_factor_at=now))
    codes = _new_recovery_codes(session, actor.ref)
    _trace(session, actor, clock, "account.confirm_totp", actor.ref)
    return codes


def new_recovery_codes(session: Session, actor: Actor, clock: Clock) -> list[str]:
    """Ten new recovery codes in place of all earlier ones, shown once."""
    require(actor, PERMISSIONS["accounts.own"])
    codes = _new_recovery_codes(session, actor.ref)
    _trace(session, actor, clock, "account.new_recovery_codes", actor.ref)
    return codes


def sign_out(session: Session, actor: Actor, clock: Clock, sign_in_ref: str) -> None:
    """End one of the own sign-ins. Raises NotFound for anybody else's."""
    found = session.scalar(select(SignIn).where(SignIn.ref == sign_in_ref, SignIn.account_ref == actor.ref))
    if found is None:
        raise NotFound(NOT_FOUND)
    if found.ended_at is None:
        found.ended_at, found.ended_why = clock.now(), SignInEnd.SIGNED_OUT
        session.flush()
        _trace(session, actor, clock, "account.sign_out", actor.ref)


def sign_out_everywhere(session: Session, actor: Actor, clock: Clock) -> None:
    """End all of the own sign-ins, this one too."""
    session.execute(
        update(SignIn)
        .where(SignIn.account_ref == actor.ref, SignIn.ended_at.is_(None))
        .values(ended_at=clock.now(), ended_why=SignInEnd.EVERYWHERE)
    )
    _trace(session, actor, clock, "account.sign_out_everywhere", actor.ref)


def act_in(session: Session, actor: Actor, clock: Clock, *, sign_in_ref: str, membership_ref: str) -> Membership:
    """Act in another of the own posts from now on. Raises NotFound for anybody else's or an ended one."""
    post = session.get(Membership, membership_ref)
    if post is None or post.account_ref != actor.ref or post.until_at is not None:
        raise NotFound(NOT_FOUND)
    session.execute(
        update(SignIn)
        .where(SignIn.ref == sign_in_ref, SignIn.account_ref == actor.ref)
        .values(membership_ref=membership_ref)
    )
    _trace(session, actor, clock, "account.act_in", actor.ref, {"role": post.role})
    return post


def _own(session: Session, ref: str) -> Account:
    found = session.get(Account, ref)
    if found is None:
        raise NotFound(NOT_FOUND)
    return found


def _secret(keyring: KeyRing, found: Account) -> str:
    assert found.totp_secret is not None
    return keyring.decrypt(found.totp_secret, table="account", column="totp_secret", row=found.ref)


def _code_hash(account_ref: str, code: str) -> bytes:
    plain = code.replace("-", "").replace(" ", "").upper()
    return hashlib.sha256(f"{account_ref}:{plain}".encode()).digest()


def _new_recovery_codes(session: Session, account_ref: str) -> list[str]:
    for old in session.scalars(select(RecoveryCode).where(RecoveryCode.account_ref == account_ref)):
        session.delete(old)
    session.flush()
    raw = [new_ref()[:16].upper() for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(account_ref=account_ref, code_hash=_code_hash(account_ref, code)) for code in raw)
    session.flush()
    return ["-".join(code[at : at + 4] for at in range(0, 16, 4)) for code in raw]


def _use_recovery_code(session: Session, account_ref: str, code: str, now: datetime) -> bool:
    found = session.get(RecoveryCode, (account_ref, _code_hash(account_ref, code)), with_for_update=True)
    if found is None or found.used_at is not None:
        return False
    found.used_at = now
    session.flush()
    return True


def _trace(
    session: Session, actor: Actor, clock: Clock, action: str, ref: str, after: dict[str, object] | None = None
) -> None:
    write(session, clock, actor, [Trace(action, "account", ref, None, after)])
