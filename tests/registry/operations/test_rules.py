"""What a notice and a review must say."""

from datetime import UTC, date, datetime, timedelta

import pytest

from registry.operations.disclosure import NoticeFace, as_text, showing
from registry.operations.rules import LONGEST_NOTICE, check_notice, check_review

NOW = datetime(2026, 11, 21, 1, 41, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("zh", "en", "begins", "ends", "codes"),
    [
        ("今晚维护", "Maintenance tonight", NOW + HOUR, NOW + 2 * HOUR, []),
        ("今晚维护", "Maintenance tonight", NOW - HOUR, NOW + HOUR, []),
        ("", "x", NOW, NOW + HOUR, ["text"]),
        ("字" * 200, "x" * 200, NOW, NOW + LONGEST_NOTICE, []),
        ("字" * 201, " ", NOW, NOW + HOUR, ["text", "text"]),
        ("今晚", "x", NOW + HOUR, NOW + HOUR, ["ends_early"]),
        ("今晚", "x", NOW, NOW + LONGEST_NOTICE + HOUR, ["too_long"]),
        ("今晚", "x", NOW - 2 * HOUR, NOW - HOUR, ["past"]),
    ],
)
def test_notices(zh: str, en: str, begins: datetime, ends: datetime, codes: list[str]) -> None:
    assert [finding.code for finding in check_notice(zh, en, begins, ends, NOW)] == codes


@pytest.mark.parametrize(
    ("day", "scope", "findings", "codes"),
    [
        (date(2026, 11, 21), "依赖漏洞扫描", "无", []),
        (date(2026, 11, 22), "依赖漏洞扫描", "无", ["future"]),
        (date(2026, 11, 21), "", "无", ["text"]),
        (date(2026, 11, 21), "扫描", " ", ["text"]),
        (date(2026, 11, 21), "扫" * 201, "无" * 4001, ["text", "text"]),
    ],
)
def test_reviews(day: date, scope: str, findings: str, codes: list[str]) -> None:
    assert [finding.code for finding in check_review(day, scope, findings, date(2026, 11, 21))] == codes


def test_a_notice_stands_from_its_first_moment_until_before_its_last() -> None:
    notice = NoticeFace("今晚维护", "Maintenance tonight", as_text(NOW), as_text(NOW + HOUR))
    tick = timedelta(seconds=1)
    shown = [bool(showing([notice], moment)) for moment in (NOW - tick, NOW, NOW + HOUR - tick, NOW + HOUR)]
    assert shown == [False, True, True, False]
    assert NoticeFace.read(notice.fields()) == notice
