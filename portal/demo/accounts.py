"""One sign-in per role for trying the desks, and some work waiting there. All of it is printed: it protects nothing."""

from dataclasses import dataclass
from datetime import timedelta

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.demo.example_companies import GOOD, name_of
from portal.demo.waiting import add_waiting_work
from registry.accounts import actions, actions_signing
from registry.accounts.models import Account
from registry.accounts.passwords import hashed
from registry.accounts.queries import account_by_email
from registry.accounts.rules import needs_second_factor
from registry.accounts.states import TokenPurpose
from registry.companies.models import Company
from registry.core.actor import COMPANY_ROLES, SYSTEM, Actor, Role
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing
from registry.working_days.actions import load_known

PASSWORD = "yunzhou demo 2026 zhimen"
DOMAIN = "demo.example"
SHOWN = (
    Role.COMPANY_SIGNER, Role.COMPANY_CLERK, Role.CLERK, Role.REVIEWER, Role.DATA_PROTECTION_OFFICER,
    Role.ADMINISTRATOR, Role.REGULATOR, Role.APPLICANT,
)  # fmt: skip
_DISTRICTS = ("990101", "990102")


@dataclass(frozen=True, slots=True)
class SignInNote:
    """Address and role of one account; everybody has PASSWORD."""

    role: Role
    email: str
    second_factor: bool


def email_for(role: Role) -> str:
    """The demo address of a role."""
    return f"{role.value.replace('_', '-')}@{DOMAIN}"


def add_accounts(session: Session, clock: Clock, keyring: KeyRing) -> list[SignInNote]:
    """Make the accounts, with authenticators set up where a role needs one, and put work onto the desks."""
    year = shanghai_date(clock.now()).year
    for one in (year - 1, year):
        load_known(session, SYSTEM, clock, one)
    company = session.scalars(select(Company.ref).where(Company.name == name_of(GOOD))).one()
    password_hash = hashed(PASSWORD)
    people: dict[Role, Actor] = {}
    for role in SHOWN:
        name = f"演示{role.label.zh}"
        ref, token = actions.invite(session, SYSTEM, clock, keyring, name=name, email=email_for(role))
        actions.use_token(
            session, SYSTEM, clock, token=token, purpose=TokenPurpose.INVITATION, password=PASSWORD,
            new_hash=password_hash,
        )  # fmt: skip
        owner = company if role in COMPANY_ROLES else None
        districts = _DISTRICTS if role is Role.REGULATOR else ()
        if role is not Role.APPLICANT:
            actions.give_post(session, SYSTEM, clock, ref, role, company=owner, districts=districts)
        people[role] = Actor(ref, role, name, owner, districts)
        if needs_second_factor(role):
            secret = actions_signing.start_totp(session, people[role], clock, keyring)
            # The code of a moment ago: the first one typed by hand must still be good.
            code = pyotp.TOTP(secret).at(clock.now() - timedelta(seconds=30))
            actions_signing.confirm_totp(session, people[role], clock, keyring, sign_in_ref="", code=code)
    add_waiting_work(session, clock, keyring, people, company)
    return [SignInNote(role, email_for(role), needs_second_factor(role)) for role in SHOWN]


def code_of(session: Session, clock: Clock, keyring: KeyRing, role: Role) -> str | None:
    """The one-time code that a demo account's authenticator would show now; None without one."""
    found: Account | None = account_by_email(session, keyring, email_for(role))
    if found is None or found.totp_secret is None:
        return None
    secret = keyring.decrypt(found.totp_secret, table="account", column="totp_secret", row=found.ref)
    return pyotp.TOTP(secret).at(clock.now())


def as_text(notes: list[SignInNote]) -> str:
    """The sign-ins as plain text, Chinese first."""
    lines = [f"工作台登录 · sign in at /account/sign-in，密码 password: {PASSWORD}"]
    lines += [
        f"  {note.email:<42}{note.role.label.zh} · {note.role.label.en}{' *' if note.second_factor else ''}"
        for note in notes
    ]
    lines.append(
        "  * 验证码 one-time code: .venv/bin/flask --app wsgi demo code "
        + "|".join(note.role.value for note in notes if note.second_factor)
    )
    return "\n".join(lines) + "\n"
