"""What a request needs, and when data has been kept long enough."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.cases.states import CaseKind
from registry.rights.rules import LIMITS, check_request, contact_due_at, leaver_due_on


@pytest.mark.parametrize(
    ("kind", "fields", "missing"),
    [
        (CaseKind.RIGHTS_ACCESS, {"worker": "w"}, []),
        (CaseKind.RIGHTS_ACCESS, {"company": "c"}, ["person"]),
        (CaseKind.OBJECTION, {"company": "c", "item": 7}, []),
        (CaseKind.OBJECTION, {"company": "c"}, ["item"]),
        (CaseKind.OBJECTION, {"item": 7}, ["person"]),
        (CaseKind.PRIVACY_COMPLAINT, {}, []),
        (CaseKind.PRIVACY_COMPLAINT, {"words": " "}, ["words"]),
        (CaseKind.COMPANY_CHANGE, {}, ["kind"]),
    ],
)
def test_what_a_request_needs(kind: CaseKind, fields: dict[str, object], missing: list[str]) -> None:
    given_ = {"worker": None, "company": None, "item": None, "words": "请求", **fields}
    assert [finding.field for finding in check_request(kind, **given_)] == missing


def test_an_objection_is_decided_within_seven_working_days() -> None:
    assert LIMITS[CaseKind.OBJECTION] == 7
    assert max(LIMITS.values()) <= 20


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_leaver_is_kept_two_years_and_no_day_less(left_on: date) -> None:
    due = leaver_due_on(left_on)
    assert timedelta(days=730) <= due - left_on <= timedelta(days=732)
    assert due.year == left_on.year + 2


def test_contact_goes_after_ninety_days() -> None:
    closed = datetime(2026, 11, 21, tzinfo=UTC)
    assert contact_due_at(closed) == datetime(2027, 2, 19, tzinfo=UTC)
