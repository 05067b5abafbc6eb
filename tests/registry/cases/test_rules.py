"""Words, numbers and bands of cases, and the table of kinds."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.cases.kinds import KINDS, TWO_PEOPLE, kinds_of_unit, kinds_read_by
from registry.cases.rules import band_of, band_starts, check_outcome, check_reason, check_words, parse_number
from registry.cases.states import Band, CaseKind, Outcome
from registry.core.actor import COMPANY_ROLES, Role
from registry.core.clock import SHANGHAI

MOMENTS = st.integers(1_704_067_200, 1_893_456_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@pytest.mark.parametrize(
    "words",
    [
        "身份证11010519491231002X与本人不符",
        "电话 138 0013 8000 打不通",
        "电话138-0013-8000",
        "１３８００１３８０００",
        "旧证 110105491231002",
    ],
)
def test_no_personal_number_is_written_on_a_case(words: str) -> None:
    assert [finding.code for finding in check_words(words)] == ["words_personal"]


@pytest.mark.parametrize("words", ["", "尾号 002X 与档案不符", "受理号 2026-000123", "统一代码 91110000600037341L"])
def test_other_words_are_taken(words: str) -> None:
    assert check_words(words) == []


def test_a_reason_is_not_empty() -> None:
    assert [finding.code for finding in check_reason(" \n")] == ["reason_missing"]
    assert check_reason("材料齐全") == []
    assert [finding.code for finding in check_reason("字" * 2001)] == ["words_long"]


@pytest.mark.parametrize(
    ("typed", "number"),
    [("2026-000123", (2026, 123)), ("２０２６－１２３", (2026, 123)), (" 2026000123 ", (2026, 123)), ("123", None)],
)
def test_a_number_is_read_as_people_type_it(typed: str, number: tuple[int, int] | None) -> None:
    assert parse_number(typed) == number


def test_the_bands_of_a_day() -> None:
    now = datetime(2026, 11, 19, 10, 0, tzinfo=SHANGHAI)  # a Thursday
    midnight = datetime(2026, 11, 20, tzinfo=SHANGHAI)
    expected = {
        now: Band.OVERDUE,
        now + timedelta(minutes=1): Band.TODAY,
        midnight: Band.TODAY,  # a limit is exclusive
        midnight + timedelta(days=1): Band.WEEK,
        midnight + timedelta(days=3): Band.WEEK,
        midnight + timedelta(days=4): Band.LATER,
    }
    assert {moment: band_of(moment, now) for moment in expected} == expected


@given(now=MOMENTS, due=MOMENTS)
def test_every_limit_falls_into_exactly_one_band(now: datetime, due: datetime) -> None:
    fits = [
        band
        for band, (start, before) in band_starts(now).items()
        if (start is None or due >= start) and (before is None or due < before)
    ]
    assert fits == [band_of(due, now)]
    assert (fits == [Band.OVERDUE]) == (due <= now)


def test_what_the_issue_names_takes_two_people() -> None:
    named = {
        CaseKind.COMPANY_APPLICATION, CaseKind.CHECK_ADVERSE, CaseKind.PERMIT_REVOCATION, CaseKind.REDACTION,
        CaseKind.UNMASK_BULK, CaseKind.PERSONS_JOIN, CaseKind.PERSONS_SPLIT, CaseKind.IDENTITY_CORRECTION,
        CaseKind.RIGHTS_ERASURE,
    }  # fmt: skip
    assert named <= set(TWO_PEOPLE)
    assert CaseKind.RIGHTS_WITHDRAWAL not in TWO_PEOPLE


def test_every_kind_has_its_row_and_someone_to_decide_it() -> None:
    assert set(KINDS) == set(CaseKind)
    for row in KINDS.values():
        officers = {role for role in row.decides if role not in {Role.SYSTEM, Role.ASSOCIATION}}
        assert officers
        assert Role.ADMINISTRATOR not in row.decides
        assert not row.decides & (COMPANY_ROLES | {Role.REGULATOR})
        assert len(row.outcomes) >= 2


def test_an_outcome_belongs_to_its_kind() -> None:
    assert check_outcome(CaseKind.OBJECTION, Outcome.UPHELD) == []
    assert check_outcome(CaseKind.OBJECTION, Outcome.APPROVED)
    assert check_outcome(CaseKind.COMPANY_CHANGE, "whatever")


def test_whatever_takes_two_people_lies_on_the_desk_of_each_who_may_be_the_second() -> None:
    for row in KINDS.values():
        for role in row.decides if row.two_people else ():
            assert row.kind in kinds_of_unit(role), (row.kind, role)


def test_a_privacy_complaint_goes_to_the_data_protection_officer_alone() -> None:
    assert CaseKind.PRIVACY_COMPLAINT in kinds_of_unit(Role.DATA_PROTECTION_OFFICER)
    assert CaseKind.PRIVACY_COMPLAINT not in kinds_read_by(Role.REVIEWER)
    assert CaseKind.PRIVACY_COMPLAINT not in kinds_read_by(Role.CLERK)
    assert set(kinds_of_unit(Role.CLERK)) < set(kinds_read_by(Role.CLERK))
