"""Builders of accounts: a person with a password and a post, ready to sign in."""

from sqlalchemy.orm import Session

from registry.accounts import actions
from registry.accounts.passwords import hashed
from registry.accounts.states import TokenPurpose
from registry.core.actor import COMPANY_ROLES, SYSTEM, Actor, Role
from registry.core.clock import Clock
from registry.core.crypto import KeyRing

ADMINISTRATOR = Actor("admin-1", Role.ADMINISTRATOR, "测试管理员")
PASSWORD = "长城脚下-试用密码-2026"
_HASH = hashed(PASSWORD)


def account(
    session: Session,
    clock: Clock,
    keyring: KeyRing,
    *,
    role: Role = Role.CLERK,
    name: str = "测试甲",
    email: str = "",
    company: str | None = None,
    districts: tuple[str, ...] = (),
) -> Actor:
    """An account with the password PASSWORD and one post; returns the actor it acts as."""
    if role in COMPANY_ROLES and company is None:
        company = "company-0"
    if role == Role.REGULATOR and not districts:
        districts = ("990101",)
    address = email or f"{role}-{name}@example.test"
    ref, token = actions.invite(session, ADMINISTRATOR, clock, keyring, name=name, email=address)
    actions.use_token(
        session, ADMINISTRATOR, clock, token=token, purpose=TokenPurpose.INVITATION, password=PASSWORD, new_hash=_HASH
    )
    actions.give_post(session, SYSTEM, clock, ref, role, company=company, districts=districts)
    return Actor(ref, role, name, company, districts)
