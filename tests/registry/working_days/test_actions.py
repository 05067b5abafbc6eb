"""Loading and changing the calendar: never twice, never by halves, never without a reason or a trace."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.core.actor import SYSTEM, Actor, Role
from registry.core.clock import FixedClock
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.working_days.actions import confirm_year, load_by_hand, load_known, put_day, remove_day
from registry.working_days.known import days_known
from registry.working_days.queries import calendar_of, days_of, years
from registry.working_days.rules import DeclaredDay, YearNotLoaded
from registry.working_days.states import DayKind

ADMIN = Actor("admin-1", Role.ADMINISTRATOR, "管理员")
NEW_YEAR = DeclaredDay(date(2027, 1, 1), DayKind.HOLIDAY, "元旦")


def traces(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def test_a_known_year_is_loaded_once(session: Session, clock: FixedClock) -> None:
    assert load_known(session, SYSTEM, clock, 2026)
    assert not load_known(session, SYSTEM, clock, 2026)
    assert traces(session) == ["working_days.load"]
    calendar = calendar_of(session)
    assert calendar.years == {2026: False}
    assert calendar.days == days_known(2026)
    (year,) = years(session)
    assert year.source.startswith("chinesecalendar ")
    assert (year.loaded_by, year.loaded_at) == ("system", clock.now())


def test_what_was_changed_by_hand_is_not_loaded_over(session: Session, clock: FixedClock) -> None:
    load_known(session, SYSTEM, clock, 2026)
    remove_day(session, ADMIN, clock, date(2026, 10, 10), why="通知更正")
    assert not load_known(session, SYSTEM, clock, 2026)
    assert date(2026, 10, 10) not in calendar_of(session).days


def test_an_unknown_year_is_refused(session: Session, clock: FixedClock) -> None:
    with pytest.raises(RuleBroken) as refused:
        load_known(session, SYSTEM, clock, 2027)
    assert refused.value.findings[0].code == "year_unknown"
    assert years(session) == []


def test_a_year_by_hand_is_provisional_until_somebody_confirms_it(session: Session, clock: FixedClock) -> None:
    load_by_hand(session, ADMIN, clock, 2027, [NEW_YEAR], why="先行录入")
    assert calendar_of(session).years == {2027: True}
    with pytest.raises(Conflict):
        load_by_hand(session, ADMIN, clock, 2027, [], why="再来")
    confirm_year(session, ADMIN, clock, 2027, why="国办发明电〔2026〕7 号")
    assert calendar_of(session).years == {2027: False}
    with pytest.raises(Conflict):
        confirm_year(session, ADMIN, clock, 2027, why="再来")
    with pytest.raises(NotFound):
        confirm_year(session, ADMIN, clock, 2030, why="x")
    assert traces(session) == ["working_days.load", "working_days.confirm"]


def test_the_package_takes_the_place_of_provisional_days(session: Session, clock: FixedClock) -> None:
    wrong = DeclaredDay(date(2026, 3, 3), DayKind.HOLIDAY, "误录")
    load_by_hand(session, ADMIN, clock, 2026, [wrong], why="先行录入")
    assert load_known(session, SYSTEM, clock, 2026)
    assert calendar_of(session).days == days_known(2026)
    assert calendar_of(session).years == {2026: False}


def test_a_day_is_declared_changed_and_taken_back(session: Session, clock: FixedClock) -> None:
    load_known(session, SYSTEM, clock, 2026)
    day = date(2026, 11, 23)
    put_day(session, ADMIN, clock, DeclaredDay(day, DayKind.HOLIDAY, "临时放假"), why="市政府通知")
    put_day(session, ADMIN, clock, DeclaredDay(day, DayKind.HOLIDAY, "临时放假一天"), why="名称更正")
    assert not calendar_of(session).is_working(day)
    assert [row.name for row in days_of(session, 2026) if row.day == day] == ["临时放假一天"]
    remove_day(session, ADMIN, clock, day, why="通知撤回")
    assert calendar_of(session).is_working(day)
    with pytest.raises(NotFound):
        remove_day(session, ADMIN, clock, day, why="再来")
    told = session.execute(select(AuditEntry.before, AuditEntry.after, AuditEntry.why).order_by(AuditEntry.seq)).all()
    assert [row.why for row in told[1:]] == ["市政府通知", "名称更正", "通知撤回"]
    assert told[2].before["name"] == "临时放假"
    assert told[3].after is None


REFUSED = [
    lambda s, a, c, why: load_known(s, a, c, 2026),
    lambda s, a, c, why: load_by_hand(s, a, c, 2027, [], why=why),
    lambda s, a, c, why: confirm_year(s, a, c, 2026, why=why),
    lambda s, a, c, why: put_day(s, a, c, NEW_YEAR, why=why),
    lambda s, a, c, why: remove_day(s, a, c, date(2026, 1, 1), why=why),
]


@pytest.mark.parametrize("verb", REFUSED, ids=["load_known", "load_by_hand", "confirm", "put", "remove"])
@pytest.mark.parametrize("role", [Role.CLERK, Role.COMPANY_SIGNER, Role.REGULATOR, Role.PUBLIC, Role.WORKER])
def test_only_some_may_change_what_limits_are_counted_by(
    session: Session, clock: FixedClock, verb: object, role: Role
) -> None:
    with pytest.raises(NotAllowed):
        verb(session, Actor("x", role, "x"), clock, "为了")
    assert traces(session) == []


@pytest.mark.parametrize("verb", REFUSED[1:], ids=["load_by_hand", "confirm", "put", "remove"])
def test_no_change_by_hand_without_a_reason(session: Session, clock: FixedClock, verb: object) -> None:
    load_known(session, SYSTEM, clock, 2026)
    with pytest.raises(RuleBroken) as refused:
        verb(session, ADMIN, clock, "  ")
    assert "why" in {finding.code for finding in refused.value.findings}
    assert traces(session) == ["working_days.load"]


def test_a_day_of_a_year_nobody_loaded_is_refused(session: Session, clock: FixedClock) -> None:
    with pytest.raises(YearNotLoaded):
        put_day(session, ADMIN, clock, NEW_YEAR, why="先行录入")


@pytest.mark.parametrize("year", [1999, 2300])
def test_years_out_of_all_reason_are_refused(session: Session, clock: FixedClock, year: int) -> None:
    with pytest.raises(RuleBroken):
        load_by_hand(session, ADMIN, clock, year, [], why="x")
