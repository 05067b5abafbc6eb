"""The only place that reads the machine's clock."""

from datetime import UTC, datetime


class SystemClock:
    """The present moment, from the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)
