"""Passwords, posts that exclude each other, and one-time codes."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.accounts import rules
from registry.core.actor import SIGNED_IN_ROLES, Role

NOW = datetime(2026, 11, 21, 1, 41, 5, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_short"),
        ("x" * 201, "password_long"),
        ("password1234", "password_common"),
        ("111111888888", "password_common"),
        ("ａｂｃ１２３ａｂｃ１２３", "password_common"),
        ("王小明王小明王小明王小明", "password_common"),
        ("正确的马电池订书钉吗", "password_short"),
        ("正确的马电池订书钉吗好的", None),
        ("correct horse battery", None),
    ],
)
def test_passwords(password: str, code: str | None) -> None:
    assert [finding.code for finding in rules.check_password(password, ["王小明"])] == ([code] if code else [])


@pytest.mark.parametrize(
    ("roles", "allowed"),
    [
        ({Role.ADMINISTRATOR}, True),
        ({Role.CLERK, Role.COMPLAINT_OFFICER}, True),
        ({Role.REVIEWER, Role.DATA_PROTECTION_OFFICER}, True),
        ({Role.COMPANY_CLERK, Role.COMPANY_SIGNER}, True),
        ({Role.ADMINISTRATOR, Role.REVIEWER}, False),
        ({Role.REGULATOR, Role.CLERK}, False),
        ({Role.COMPANY_SIGNER, Role.REVIEWER}, False),
        ({Role.ADMINISTRATOR, Role.REGULATOR}, False),
    ],
)
def test_posts_that_exclude_each_other(roles: set[Role], allowed: bool) -> None:
    assert (rules.check_roles(roles) == []) is allowed


def test_only_a_company_clerk_signs_in_with_a_password_alone() -> None:
    assert {role for role in SIGNED_IN_ROLES if not rules.needs_second_factor(role)} == {Role.COMPANY_CLERK}


@given(seconds=st.integers(-90, 90))
def test_a_code_is_good_for_its_step_and_one_either_way(seconds: int) -> None:
    code = pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=seconds))
    here = int(NOW.timestamp()) // 30
    there = int((NOW + timedelta(seconds=seconds)).timestamp()) // 30
    assert (rules.matching_step(SECRET, code, NOW, None) is not None) == (abs(here - there) <= 1)


def test_no_code_works_twice() -> None:
    code = pyotp.TOTP(SECRET).at(NOW)
    step = rules.matching_step(SECRET, f" {code[:3]} {code[3:]}", NOW, None)
    assert step is not None
    assert rules.matching_step(SECRET, code, NOW, step) is None


def test_every_post_has_a_desk() -> None:
    assert {rules.home_of(role) for role in SIGNED_IN_ROLES} == {"company", "office", "regulator"}
