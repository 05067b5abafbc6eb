"""Certificates that can be, and credits that lapse by themselves."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.tables import core_table
from registry.qualifications.rules import (
    CREDITS_FOR_RENEWAL,
    LedgerLine,
    check_certificate,
    check_credits,
    lapses_on,
    level_label,
    renewal_due_on,
    title_of,
    total_on,
)
from registry.qualifications.states import CreditKind, Scheme
from tests.make.qualifications import certificate, credits

TODAY = date(2026, 11, 21)


def test_every_scheme_of_the_table_is_known() -> None:
    assert {row["scheme"] for row in core_table("skill_grades")} == {scheme.value for scheme in Scheme} - {"OTHER"}


def test_a_domestic_worker_has_no_level_one() -> None:
    findings = check_certificate(certificate(scheme=Scheme.DOMESTIC, level="L1"), TODAY)
    assert [finding.code for finding in findings] == ["certificate_level"]
    assert check_certificate(certificate(scheme=Scheme.ELDER, level="L1"), TODAY) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scheme": Scheme.OTHER, "level": None}, "certificate_title"),
        ({"issued_on": date(2026, 11, 22)}, "certificate_ahead"),
        ({"issued_on": date(2026, 1, 2), "valid_until": date(2026, 1, 1)}, "certificate_days"),
    ],
)
def test_what_a_certificate_cannot_be(changes: dict[str, object], code: str) -> None:
    assert [finding.code for finding in check_certificate(certificate(**changes), TODAY)] == [code]


def test_a_title_is_made_where_none_was_given() -> None:
    assert title_of(certificate()) == "家政服务员职业技能等级 四级/中级工"
    assert title_of(certificate(title=" 月嫂证 ")) == "月嫂证"
    assert title_of(certificate(scheme=Scheme.SPECIAL_SKILL, level=None)) == "专项职业能力证书"
    label = level_label(Scheme.DOMESTIC, "L4")
    assert label is not None
    assert label.en == "Level 4 (intermediate)"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"credits": 0}, "credits_positive"),
        ({"credits": -1}, "credits_positive"),
        ({"earned_on": date(2026, 11, 22)}, "credits_ahead"),
        ({"course": " "}, "credits_course"),
    ],
)
def test_what_credits_cannot_be(changes: dict[str, object], code: str) -> None:
    assert [finding.code for finding in check_credits(credits(**changes), TODAY)] == [code]


@pytest.mark.parametrize(
    ("earned", "day", "counts"),
    [
        (date(2024, 11, 21), date(2024, 11, 20), False),
        (date(2024, 11, 21), date(2024, 11, 21), True),
        (date(2024, 11, 21), date(2026, 11, 20), True),
        (date(2024, 11, 21), date(2026, 11, 21), False),
        (date(2024, 2, 29), date(2026, 2, 28), True),
        (date(2024, 2, 29), date(2026, 3, 1), False),
    ],
)
def test_a_credit_counts_for_two_years(earned: date, day: date, counts: bool) -> None:
    assert total_on([LedgerLine(CreditKind.EARN, 5, earned)], day) == (5 if counts else 0)


lines = st.builds(LedgerLine, st.just(CreditKind.EARN), st.integers(1, 30), st.dates(date(2023, 1, 1), TODAY))


@given(st.lists(lines, max_size=8))
def test_renewal_is_due_on_the_first_day_that_counts_too_few(ledger: list[LedgerLine]) -> None:
    due = renewal_due_on(ledger, TODAY)
    assert due >= TODAY
    assert total_on(ledger, due) < CREDITS_FOR_RENEWAL
    if due > TODAY:
        last_good = due - timedelta(days=1)
        assert total_on(ledger, last_good) >= CREDITS_FOR_RENEWAL
        assert total_on(ledger, TODAY) >= CREDITS_FOR_RENEWAL


@given(st.lists(lines, max_size=8), st.integers(-30, -1), st.dates(date(2023, 1, 1), date(2029, 1, 1)))
def test_an_adjustment_counts_and_lapses_with_what_it_adjusts(ledger: list[LedgerLine], by: int, day: date) -> None:
    for line in ledger:
        adjusted = [*ledger, LedgerLine(CreditKind.ADJUST, by, line.earned_on)]
        counts = line.earned_on <= day < lapses_on(line.earned_on)
        assert total_on(adjusted, day) - total_on(ledger, day) == (by if counts else 0)
