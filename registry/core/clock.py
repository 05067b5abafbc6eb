"""Time as an argument: moments are aware UTC, days are those of Shanghai."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Whoever knows what time it is."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class FixedClock:
    """A clock moved by hand, for tests and for filling a register with its past."""

    def __init__(self, moment: datetime) -> None:
        self.set(moment)

    def now(self) -> datetime:
        return self._moment

    def set(self, moment: datetime) -> None:
        """Jump to an aware moment. Raises ValueError for a naive one."""
        if moment.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        self._moment = moment.astimezone(UTC)

    def advance(self, **by: float) -> None:
        """Move on by `timedelta(**by)`."""
        self._moment += timedelta(**by)


def shanghai_date(moment: datetime) -> date:
    """The calendar day in Shanghai at an aware moment."""
    return moment.astimezone(SHANGHAI).date()


@lru_cache(maxsize=4096)
def day_start(day: date) -> datetime:
    """The UTC moment at which `day` begins in Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)


def day_end(day: date) -> datetime:
    """The first UTC moment after `day` in Shanghai: what is valid until `day` holds before it."""
    return day_start(day + timedelta(days=1))
