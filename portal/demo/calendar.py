"""On which days the association's desk worked through what had come in, from three years ago until today."""

from bisect import bisect_left
from datetime import date, timedelta
from random import Random

YEARS = 3
_DESK_DAYS = (6, 16, 26)


class Calendar:
    """The desk's days in order; the last one is today. Acts are planned by the number of the day (`tick`)."""

    def __init__(self, today: date) -> None:
        first = date(today.year - YEARS, today.month, 1)
        days = []
        year, month = first.year, first.month
        while (year, month) <= (today.year, today.month):
            days += [date(year, month, day) for day in _DESK_DAYS]
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        self.days = [day for day in days if day < today] + [today]
        self.today = today
        self.last = len(self.days) - 1

    def at(self, day: date) -> int:
        """The first tick on which something of a day can be entered; what lies ahead is entered today."""
        return min(bisect_left(self.days, day), self.last)

    def within(self, tick: int, random: Random) -> date:
        """A day after the previous desk day, up to this one: when what is entered now really happened."""
        before = self.days[tick - 1] if tick else self.days[0] - timedelta(days=10)
        return self.days[tick] - timedelta(days=random.randrange((self.days[tick] - before).days))
