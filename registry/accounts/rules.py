"""What a password must be, which posts exclude each other, how long things last, and one-time codes."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta

import pyotp

from registry.core.actor import COMPANY_ROLES, OFFICERS, SIGNED_IN_ROLES, STAFF_ROLES, Role
from registry.core.findings import Finding
from registry.core.labels import Label

SIGN_IN_LASTS = timedelta(hours=12)
IDLE_LASTS = timedelta(minutes=60)
RESET_LASTS = timedelta(minutes=20)
INVITATION_LASTS = timedelta(days=7)
RECOVERY_CODES = 10
STEP_SECONDS = 30
_DRIFT_STEPS = 1

# Staff, regulators and company signers prove themselves twice; a company clerk only fills in.
TWO_FACTOR_ROLES = SIGNED_IN_ROLES - {Role.COMPANY_CLERK}

PASSWORD_MIN, PASSWORD_MAX = 12, 200
_COMMON = ("password", "123456", "qwerty", "abc123", "iloveyou", "admin", "woaini", "111111", "888888", "jiazheng")


def check_password(password: str, about: Iterable[str] = ()) -> list[Finding]:
    """What is wrong with a new password (ASVS 6.2): length 12 to 200, none of the usual, nothing of one's own name."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    if len(plain) < PASSWORD_MIN:
        return [_wrong("password_short", f"密码至少 {PASSWORD_MIN} 个字符", f"At least {PASSWORD_MIN} characters")]
    if len(plain) > PASSWORD_MAX:
        return [_wrong("password_long", f"密码最多 {PASSWORD_MAX} 个字符", f"At most {PASSWORD_MAX} characters")]
    own = [part for part in (word.casefold() for word in about) if len(part) >= 2]
    rest = plain
    for word in (*_COMMON, *own):
        rest = rest.replace(word, "")
    if len(set(rest)) < 5:
        return [_wrong("password_common", "密码太容易猜到，请换一个", "This password is too easy to guess")]
    return []


def _wrong(code: str, zh: str, en: str) -> Finding:
    return Finding(code, Label(zh, en), "password")


# Posts from which others' data are read or cases decided: one person alone gives none of them.
NEEDS_TWO = STAFF_ROLES | {Role.REGULATOR}


def check_roles(roles: Iterable[Role]) -> list[Finding]:
    """Posts that one person may not hold together: keeping accounts, deciding cases, supervising, being supervised."""
    held = set(roles)
    sides = [
        held & {Role.ADMINISTRATOR},
        held & OFFICERS,
        held & {Role.REGULATOR},
        held & COMPANY_ROLES,
    ]
    if sum(bool(side) for side in sides) > 1:
        return [
            Finding(
                "roles_conflict",
                Label(
                    "系统管理、办案、监管、企业四类岗位不能由同一人兼任",
                    "Administration, casework, supervision and company posts cannot be held by one person",
                ),
                "role",
            )
        ]
    return []


def needs_second_factor(role: str) -> bool:
    """Whether this post is only open to somebody who gave a one-time code at sign-in."""
    return role in TWO_FACTOR_ROLES


def matching_step(secret: str, code: str, at: datetime, last_step: int | None) -> int | None:
    """The 30-second step whose code this is, one step of drift either way and never a used one; None if none fits.

    RFC 6238 with SHA-1 and six digits, which every authenticator app understands.
    """
    digits = unicodedata.normalize("NFKC", code).replace(" ", "")
    now = int(at.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    found = None
    for step in range(now - _DRIFT_STEPS, now + _DRIFT_STEPS + 1):
        fits = pyotp.utils.strings_equal(totp.at(step * STEP_SECONDS), digits)
        if fits and (last_step is None or step > last_step):
            found = step
    return found


def home_of(role: str) -> str:
    """Which of the desks a post works at: company, regulator, office, or own for an applicant."""
    if role == Role.APPLICANT:
        return "own"
    if role in COMPANY_ROLES:
        return "company"
    return "office" if role in STAFF_ROLES else "regulator"
