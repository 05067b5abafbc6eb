"""One sign-in per role for trying the desks, and some work waiting there. All of it is printed: it protects nothing."""

from dataclasses import dataclass
from datetime import timedelta

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.demo.example_companies import GOOD, name_of
from registry.accounts import actions, actions_signing
from registry.accounts.models import Account
from registry.accounts.passwords import hashed
from registry.accounts.queries import account_by_email
from registry.accounts.rules import needs_second_factor
from registry.accounts.states import TokenPurpose
from registry.companies import actions_applications as applications
from registry.companies.actions_filing import file_change
from registry.companies.models import Company
from registry.companies.queries import load
from registry.companies.rules_applications import answers_of
from registry.companies.states import ApplicationSection
from registry.core.actor import COMPANY_ROLES, SYSTEM, Actor, Role
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.identifiers import credit_check_digit, organisation_check_digit
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
    _waiting_work(session, clock, people, company)
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


def _waiting_work(session: Session, clock: Clock, people: dict[Role, Actor], company: str) -> None:
    """An application to review and a declared change."""
    inner = "90000007"
    first = f"91990101{inner}{organisation_check_digit(inner)}"
    answers = {
        "name": "云州市示范新芽家政服务有限公司", "uscc": first + credit_check_digit(first), "mode": "employed",
        "established_on": "2025-03-02", "legal_representative": "示范人", "address": "云州市东塘区示范路9号",
        "district": "990101", "service_areas": ["990101"], "services": ["HC01", "HC02"], "hotline": "010-00002999",
        "complaint_phone": "010-00002998", "department": "质量部", "quality": "示范甲", "complaint": "示范乙",
        "safety": "示范丙", "data_protection": "示范丁", "insurance_title": "家政服务雇主责任险",
        "insurance_valid_until": f"{shanghai_date(clock.now()).year + 1}-06-30", "insurance_limit": "500000",
        "insured_count": "30", "protective_equipment": "手套、口罩、防滑鞋",
    }  # fmt: skip
    applicant = people[Role.APPLICANT]
    ref = applications.begin(session, applicant, clock)
    for section in ApplicationSection:
        applications.save_section(session, applicant, clock, ref, section, answers)
    applications.submit(session, applicant, clock, ref)
    current = answers_of(load(session, [company])[company])
    file_change(
        session, people[Role.COMPANY_SIGNER], clock, company, {**current, "address": "云州市东塘区示范路28号"},
        happened_on=shanghai_date(clock.now()),
    )  # fmt: skip
