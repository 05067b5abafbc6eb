"""Nothing is shown before the look at it stands; thirty a day; more only by two people, for a time."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.database import make_reader
from registry.audit.models import AuditEntry
from registry.cases import actions as cases
from registry.cases.states import CaseKind, Outcome
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.looks import actions, queries
from registry.looks.models import Look
from registry.looks.seeing import see
from registry.looks.states import GrantKind, Purpose, Seen
from tests.make.cases import ADMIN, CLERK, DPO, OTHER_REVIEWER, REVIEWER
from tests.make.looks import case_number, granted
from tests.make.workers import new_worker, registered

KEYS = KeyRing.generate()
REGULATOR = Actor("regulator-1", Role.REGULATOR, "主管", districts=("990101",))


@pytest.fixture
def person(session: Session, actor: Actor, clock: FixedClock) -> str:
    return registered(
        session=session, actor=actor, clock=clock, keyring=KEYS, worker=new_worker(id="11010519491231002X")
    )


def ask(session: Session, clock: FixedClock, person: str, *, by: Actor = REVIEWER, case: str, limit: int = 30) -> str:
    return actions.ask_to_see(
        session, by, clock, person, seen=Seen.ID_NUMBER, purpose=Purpose.CASE, case_number=case, limit=limit
    )


def test_a_number_is_shown_only_after_the_look_was_committed(
    session: Session, clock: FixedClock, person: str, register: Path
) -> None:
    number = case_number(session=session, clock=clock)
    session.commit()
    look = ask(session, clock, person, case=number)
    reader = make_reader(f"sqlite:///{register}")
    with Session(reader) as elsewhere, pytest.raises(NotFound):
        see(elsewhere, REVIEWER, KEYS, look, clock.now())
    session.commit()
    with Session(reader) as elsewhere:
        assert see(elsewhere, REVIEWER, KEYS, look, clock.now()) == "11010519491231002X"
        for other in (DPO, OTHER_REVIEWER):
            with pytest.raises(NotFound):
                see(elsewhere, other, KEYS, look, clock.now())
        with pytest.raises(NotFound):
            see(elsewhere, REVIEWER, KEYS, look, clock.now() + timedelta(minutes=6))
    reader.dispose()


def test_when_the_trace_cannot_be_written_nothing_can_be_seen(session: Session, clock: FixedClock, person: str) -> None:
    number = case_number(session=session, clock=clock)
    session.commit()
    session.connection().exec_driver_sql(
        "CREATE TRIGGER stuck BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    )
    with pytest.raises(Exception, match="disk full"):
        ask(session, clock, person, case=number)
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Look)) == 0


def test_the_thirty_first_look_of_a_day_is_refused_and_tomorrow_begins_anew(
    session: Session, clock: FixedClock, person: str
) -> None:
    number = case_number(session=session, clock=clock)
    for _ in range(30):
        ask(session, clock, person, case=number)
    with pytest.raises(NotAllowed):
        ask(session, clock, person, case=number)
    ask(session, clock, person, by=OTHER_REVIEWER, case=number)
    assert queries.unmasked_today(session, REVIEWER.ref, clock.now()) == 30
    clock.advance(days=1)
    ask(session, clock, person, case=number)
    looks = session.scalar(select(func.count()).select_from(Look))
    traces = session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "look.note"))
    assert looks == traces == 32


def test_an_approval_of_two_people_lifts_the_limit_for_its_number_and_time(
    session: Session, clock: FixedClock, person: str
) -> None:
    number = case_number(session=session, clock=clock)
    granted(session=session, clock=clock, to=REVIEWER, count=2, days=3)
    for _ in range(3):
        ask(session, clock, person, case=number, limit=1)
    with pytest.raises(NotAllowed):
        ask(session, clock, person, case=number, limit=1)
    assert [grant.used for grant in queries.grants_of(session, REVIEWER.ref)] == [2]
    granted(session=session, clock=clock, to=REVIEWER, count=5, days=1)
    clock.advance(hours=25)
    with pytest.raises(NotAllowed):
        ask(session, clock, person, case=number, limit=0)


def test_an_approval_is_opened_once_by_whoever_asked(session: Session, clock: FixedClock) -> None:
    ref = actions.request_grant(
        session, REVIEWER, clock, kind=GrantKind.EXPORT, purpose=Purpose.INSPECTION, count=10, days=2, why="检查"
    )
    with pytest.raises(NotFound):
        actions.open_grant(session, REVIEWER, clock, ref)
    cases.propose(session, CLERK, clock, ref, outcome=Outcome.APPROVED, why="可以")
    cases.decide(session, DPO, clock, ref, outcome=Outcome.APPROVED, why="同意")
    with pytest.raises(NotFound):
        actions.open_grant(session, CLERK, clock, ref)
    actions.open_grant(session, REVIEWER, clock, ref)
    with pytest.raises(Conflict):
        actions.open_grant(session, REVIEWER, clock, ref)


def test_who_may_not_see_whole_numbers(session: Session, clock: FixedClock, person: str) -> None:
    number = case_number(session=session, clock=clock)
    for nobody in (CLERK, ADMIN, Actor("c", Role.COMPANY_SIGNER, "企业", company="company-1")):
        with pytest.raises(NotAllowed):
            ask(session, clock, person, by=nobody, case=number)
    for elsewhere in (REGULATOR,):
        with pytest.raises(NotFound):
            actions.ask_to_see(
                session, elsewhere, clock, person, seen=Seen.PHONE, purpose=Purpose.INSPECTION, why="检查"
            )
    with pytest.raises(NotFound):
        ask(session, clock, "nobody", case=number)
    hidden = case_number(session=session, clock=clock, kind=CaseKind.PRIVACY_COMPLAINT)
    with pytest.raises(RuleBroken):
        ask(session, clock, person, case=hidden)


def test_the_person_and_the_officer_see_who_looked(session: Session, clock: FixedClock, person: str) -> None:
    actions.note_looks(session, CLERK, clock, [person], seen=Seen.LIST, purpose=Purpose.VERIFY, why="核对名单")
    clock.advance(minutes=1)
    ask(session, clock, person, case=case_number(session=session, clock=clock))
    assert [row.seen for row in queries.looks_of(session, person)] == [Seen.ID_NUMBER, Seen.LIST]
    rows, onward = queries.looks(session, limit=1)
    assert [row.seen for row in rows] == [Seen.ID_NUMBER]
    more, end = queries.looks(session, limit=1, after=onward)
    assert [row.why for row in more] == ["核对名单"]
    assert end == ""
    assert queries.looks(session, actor=CLERK.ref, purpose=Purpose.VERIFY)[0] == more
    assert queries.looks(session, worker="other")[0] == []


def test_a_file_stays_open_for_some_hours_for_whoever_opened_it(
    session: Session, clock: FixedClock, person: str
) -> None:
    actions.note_looks(session, CLERK, clock, [person], seen=Seen.FILE, purpose=Purpose.INQUIRY)
    assert queries.has_open_file(session, CLERK.ref, person, clock.now())
    assert not queries.has_open_file(session, REVIEWER.ref, person, clock.now())
    assert not queries.has_open_file(session, CLERK.ref, person, clock.now() + timedelta(hours=9))
    with pytest.raises(RuleBroken):
        actions.note_looks(session, CLERK, clock, [person], seen=Seen.FILE, purpose="")
