"""What a renewal takes: the threshold of the day, and credits counted back from it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.qualifications.renewal import (
    DEFAULT,
    Threshold,
    check_renewal,
    check_threshold,
    credits_within,
    threshold_on,
)
from registry.qualifications.rules import LedgerLine
from registry.qualifications.states import CreditKind, Scheme

TODAY = date(2026, 11, 21)
ASSOC = Scheme.ASSOCIATION
OLD = Threshold(ASSOC, date(2025, 1, 1), 16, 2)
NEW = Threshold(ASSOC, date(2026, 11, 21), 30, 3)
AHEAD = Threshold(ASSOC, date(2027, 1, 1), 40, 2)
OTHER = Threshold(Scheme.INFANT, date(2020, 1, 1), 5, 1)


def line(credits: int, earned_on: date, kind: CreditKind = CreditKind.EARN) -> LedgerLine:
    return LedgerLine(kind, credits, earned_on)


@pytest.mark.parametrize(
    ("rules", "day", "found"),
    [
        ([], TODAY, DEFAULT),
        ([OTHER], TODAY, DEFAULT),
        ([AHEAD], TODAY, DEFAULT),
        ([OLD, NEW, AHEAD, OTHER], TODAY, NEW),
        ([AHEAD, NEW, OLD], date(2026, 11, 20), OLD),
        ([OLD, NEW, AHEAD], date(2027, 1, 1), AHEAD),
    ],
)
def test_the_newest_rule_that_has_begun_is_in_force(rules: list[Threshold], day: date, found: Threshold) -> None:
    assert threshold_on(rules, ASSOC, day) == found


def test_credits_count_back_from_the_day() -> None:
    lines = [
        line(8, date(2024, 11, 21)),  # two years ago to the day: lapsed
        line(8, date(2024, 11, 22)),
        line(8, TODAY),
        line(-3, TODAY, CreditKind.ADJUST),
        line(99, date(2026, 11, 22)),
    ]
    assert credits_within(lines, TODAY, 2) == 13
    assert credits_within([line(8, date(2024, 3, 1))], date(2026, 2, 28), 2) == 8
    assert credits_within([line(8, date(2022, 2, 28))], date(2024, 2, 29), 2) == 0


@pytest.mark.parametrize(
    ("credits", "ends_on", "until", "codes"),
    [
        (24, date(2026, 12, 31), date(2028, 12, 31), []),
        (24, date(2026, 1, 1), date(2028, 1, 1), []),
        (23, date(2026, 12, 31), date(2028, 12, 31), ["renewal_credits"]),
        (24, date(2026, 12, 31), TODAY, ["renewal_end"]),
        (24, date(2026, 12, 31), date(2026, 12, 31), ["renewal_later"]),
        # What never ends needs no renewal.
        (24, None, date(2028, 1, 1), ["renewal_later"]),
    ],
)
def test_renewals(credits: int, ends_on: date | None, until: date, codes: list[str]) -> None:
    found = check_renewal([line(credits, TODAY)], DEFAULT, until, ends_on, TODAY)
    assert [finding.code for finding in found] == codes


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 1500)), max_size=12), st.integers(0, 40))
def test_nobody_renews_below_the_threshold(earned: list[tuple[int, int]], asked: int) -> None:
    lines = [line(credits, TODAY - timedelta(days=days)) for credits, days in earned]
    rule = Threshold(ASSOC, date(2020, 1, 1), asked, 2)
    have = sum(credits for credits, days in earned if TODAY - timedelta(days=days) > date(2024, 11, 21))
    refused = check_renewal(lines, rule, date(2029, 1, 1), date(2026, 1, 1), TODAY)
    assert bool(refused) is (have < asked)


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        (NEW, []),
        (AHEAD, []),
        (OLD, ["threshold_past"]),
        (Threshold(ASSOC, TODAY, -1, 2), ["threshold_numbers"]),
        (Threshold(ASSOC, TODAY, 24, 0), ["threshold_numbers"]),
    ],
)
def test_thresholds_do_not_reach_back(rule: Threshold, codes: list[str]) -> None:
    assert [finding.code for finding in check_threshold(rule, TODAY)] == codes
