"""One training in every quarter (R005): who has done it, who owes it, who is late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from registry.training.states import Duty

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year, 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter a day lies in."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def begins_on(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def ends_on(self) -> date:
        """Its last day."""
        return self.next.begins_on - _DAY

    @property
    def next(self) -> "Quarter":
        """The quarter after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self) -> "Quarter":
        """The quarter before it."""
        return Quarter.of(self.begins_on - _DAY)


@dataclass(frozen=True, slots=True)
class DutyNow:
    """How a person stands: the state, the last training, and the day by which the next is owed (passed if overdue)."""

    state: Duty
    last_on: date | None
    due_on: date


def duty_now(bound_from: date, trained_on: Iterable[date], today: date) -> DutyNow:
    """How a person stands on a day who is bound to train from a day on.

    The first whole quarter after `bound_from` is the first that is owed; an earlier training counts when it was done.
    A quarter missed is made good by the next training: only the newest complete quarter makes somebody overdue.
    """
    days = [day for day in trained_on if day <= today]
    last = max(days, default=None)
    this = Quarter.of(today)
    start = Quarter.of(bound_from)
    first = start if bound_from == start.begins_on else start.next
    if last is not None and Quarter.of(last) == this:
        return DutyNow(Duty.DONE, last, this.next.ends_on)
    if this < first:
        return DutyNow(Duty.NOT_YET, last, first.ends_on)
    if first <= this.before and (last is None or Quarter.of(last) < this.before):
        return DutyNow(Duty.OVERDUE, last, this.before.ends_on)
    return DutyNow(Duty.DUE, last, this.ends_on)
