"""The machine's clock, as the domain wants it."""

from datetime import UTC, datetime, timedelta

from portal.clocks import SystemClock


def test_the_present_is_now_and_in_utc() -> None:
    now = SystemClock().now()
    assert now.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - now) < timedelta(minutes=1)
