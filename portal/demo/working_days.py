"""The calendar of the demonstration: the known years, and the next one by hand, so that both kinds are seen."""

from datetime import date

from sqlalchemy.orm import Session

from registry.core.actor import SYSTEM
from registry.core.clock import Clock, shanghai_date
from registry.working_days.actions import load_by_hand, load_known
from registry.working_days.known import known_years
from registry.working_days.queries import calendar_of
from registry.working_days.rules import DeclaredDay
from registry.working_days.states import DayKind


def open_calendar(session: Session, clock: Clock) -> None:
    """Load what is known. A next year that is not is provisional and holds New Year's Day only, which the law fixes."""
    for year in known_years():
        load_known(session, SYSTEM, clock, year)
    following = shanghai_date(clock.now()).year + 1
    if following in calendar_of(session).years:
        return
    first = date(following, 1, 1)
    days = [DeclaredDay(first, DayKind.HOLIDAY, "元旦")] if first.weekday() < 5 else []
    load_by_hand(session, SYSTEM, clock, following, days, why="演示：通知发布前先行录入法定的元旦")
