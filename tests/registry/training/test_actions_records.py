"""Sessions and results: who may enter whose, what a pass earns, what is taken back."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.core.clock import FixedClock
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.core.sources import Source
from registry.core.taxonomy import ServiceLine
from registry.qualifications.ledger import lines_of
from registry.qualifications.models import CreditEntry
from registry.qualifications.rules import total_on
from registry.training.actions import add_programme, revise_programme
from registry.training.actions_occasions import record_occasion
from registry.training.actions_records import annul_record, confirm_session, enter_records
from registry.training.actions_sessions import evaluate_session, hold_session
from registry.training.queries import (
    attended_on,
    coverage,
    occasions,
    parts_of,
    records_in,
    records_of,
    session_of,
    sessions,
)
from registry.training.rules import closed_lines
from registry.training.states import Category, Result
from tests.make.training import held, occasion, programme, record
from tests.registry.training.conftest import Scene

TODAY = date(2026, 11, 21)


@pytest.fixture
def course(session: Session, clock: FixedClock, scene: Scene) -> str:
    clock.advance(days=-100)
    ref = add_programme(session, scene.reviewer, clock, programme())
    clock.advance(days=100)
    return ref


def credits_of(session: Session, person: str) -> int:
    return total_on(lines_of(session, [person]).get(person, []), TODAY)


def closed(session: Session, person: str) -> set[ServiceLine]:
    return set(closed_lines(one.outcome for one in records_of(session, [person]).get(person, [])))


def test_a_pass_in_the_associations_session_earns_the_programmes_credits_once(
    session: Session, clock: FixedClock, scene: Scene, course: str
) -> None:
    first = hold_session(session, scene.clerk, clock, held(programme_ref=course, held_on=date(2026, 10, 1)))
    enter_records(session, scene.clerk, clock, first, [record(worker_ref=scene.person, score=91)])
    assert credits_of(session, scene.person) == 8
    again = hold_session(session, scene.clerk, clock, held(programme_ref=course))
    enter_records(session, scene.clerk, clock, again, [record(worker_ref=scene.person)])
    assert credits_of(session, scene.person) == 8
    assert attended_on(session, [scene.person, scene.stranger]) == {scene.person: date(2026, 11, 20)}
    (entry,) = session.scalars(select(CreditEntry))
    assert (entry.course, entry.source, entry.earned_on) == (
        "婴幼儿照护安全（第 1 版）",
        Source.ASSOCIATION,
        date(2026, 10, 1),
    )


def test_a_companys_pass_waits_for_the_association(
    session: Session, clock: FixedClock, scene: Scene, course: str
) -> None:
    own = hold_session(session, scene.company, clock, held(programme_ref=course, company_ref=scene.ours))
    enter_records(session, scene.company, clock, own, [record(worker_ref=scene.person)])
    assert (credits_of(session, scene.person), session_of(session, own).confirmed) == (0, False)
    assert [one.ref for one in sessions(session, unconfirmed=True)] == [own]
    assert confirm_session(session, scene.clerk, clock, own) == [scene.person]
    assert credits_of(session, scene.person) == 8
    assert sessions(session, unconfirmed=True) == []
    with pytest.raises(Conflict):
        confirm_session(session, scene.clerk, clock, own)
    with pytest.raises(Conflict):
        enter_records(session, scene.company, clock, own, [record(worker_ref=scene.person)])


def test_a_company_reaches_neither_others_people_nor_others_sessions(
    session: Session, clock: FixedClock, scene: Scene, course: str
) -> None:
    for company_ref in (scene.theirs, None):
        with pytest.raises(NotFound):
            hold_session(session, scene.company, clock, held(programme_ref=course, company_ref=company_ref))
    own = hold_session(session, scene.company, clock, held(programme_ref=course, company_ref=scene.ours))
    with pytest.raises(NotFound):
        enter_records(session, scene.company, clock, own, [record(worker_ref=scene.stranger)])
    public = hold_session(session, scene.clerk, clock, held(programme_ref=course))
    with pytest.raises(NotFound):
        enter_records(session, scene.company, clock, public, [record(worker_ref=scene.person)])
    with pytest.raises(NotFound):
        evaluate_session(session, scene.company, clock, public, 90)
    with pytest.raises(NotAllowed):
        confirm_session(session, scene.company, clock, own)
    with pytest.raises(NotFound):
        enter_records(session, scene.clerk, clock, public, [record(worker_ref="nobody")])


def test_failing_closes_the_line_until_a_confirmed_pass(
    session: Session, clock: FixedClock, scene: Scene, course: str
) -> None:
    own = hold_session(
        session, scene.company, clock, held(programme_ref=course, company_ref=scene.ours, held_on=date(2026, 10, 1))
    )
    enter_records(session, scene.company, clock, own, [record(worker_ref=scene.person, passed=False, score=40)])
    assert closed(session, scene.person) == {ServiceLine.CHILD_CARE}
    retry = hold_session(session, scene.company, clock, held(programme_ref=course, company_ref=scene.ours))
    enter_records(session, scene.company, clock, retry, [record(worker_ref=scene.person)])
    assert closed(session, scene.person) == {ServiceLine.CHILD_CARE}
    confirm_session(session, scene.clerk, clock, retry)
    assert closed(session, scene.person) == set()


def test_a_record_struck_out_counts_no_more_and_takes_its_credits_back(
    session: Session, clock: FixedClock, scene: Scene, course: str
) -> None:
    ref = hold_session(session, scene.clerk, clock, held(programme_ref=course))
    (entered,) = enter_records(session, scene.clerk, clock, ref, [record(worker_ref=scene.person)])
    with pytest.raises(NotAllowed):
        annul_record(session, scene.clerk, clock, entered, why="录错")
    with pytest.raises(RuleBroken):
        annul_record(session, scene.reviewer, clock, entered, why=" ")
    assert annul_record(session, scene.reviewer, clock, entered, why="录错人") == scene.person
    assert credits_of(session, scene.person) == 0
    assert sorted(session.scalars(select(CreditEntry.credits))) == [-8, 8]
    assert records_in(session, ref) == []
    with pytest.raises(NotFound):
        annul_record(session, scene.reviewer, clock, entered, why="录错人")
    enter_records(session, scene.clerk, clock, ref, [record(worker_ref=scene.person, passed=False)])
    (only,) = records_in(session, ref)
    assert only.result is Result.FAILED


def test_one_person_is_entered_once(session: Session, clock: FixedClock, scene: Scene, course: str) -> None:
    ref = hold_session(session, scene.clerk, clock, held(programme_ref=course))
    with pytest.raises(Conflict):
        enter_records(session, scene.clerk, clock, ref, [record(worker_ref=scene.person)] * 2)
    enter_records(session, scene.clerk, clock, ref, [record(worker_ref=scene.person)])
    with pytest.raises(Conflict):
        enter_records(session, scene.clerk, clock, ref, [record(worker_ref=scene.person)])


def test_a_session_is_held_by_the_version_of_its_day(
    session: Session, clock: FixedClock, scene: Scene, course: str
) -> None:
    revise_programme(session, scene.reviewer, clock, programme(), why="修订")
    clock.advance(days=3)
    hold_session(session, scene.clerk, clock, held(programme_ref=course, held_on=TODAY))
    for day in (date(2026, 11, 22), date(2026, 1, 1)):
        with pytest.raises(RuleBroken):
            hold_session(session, scene.clerk, clock, held(programme_ref=course, held_on=day))


def test_sessions_are_judged_and_categories_counted(
    session: Session, clock: FixedClock, scene: Scene, course: str
) -> None:
    ref = hold_session(session, scene.clerk, clock, held(programme_ref=course))
    evaluate_session(session, scene.clerk, clock, ref, 93, note="实操讲得细")
    assert session_of(session, ref).evaluation_score == 93
    with pytest.raises(RuleBroken):
        evaluate_session(session, scene.clerk, clock, ref, 101)
    people = [record(worker_ref=scene.person, passed=False), record(worker_ref=scene.stranger, passed=None)]
    enter_records(session, scene.clerk, clock, ref, people)
    counted = coverage(session, date(2026, 10, 1), date(2026, 12, 31))
    safety = counted[Category.SAFETY]
    assert (safety.enrolled, safety.attended, safety.examined, safety.passed) == (2, 2, 1, 0)
    assert counted[Category.PRIVACY].enrolled == 0
    assert coverage(session, date(2026, 7, 1), date(2026, 9, 30))[Category.SAFETY].enrolled == 0
    assert coverage(session, date(2026, 10, 1), TODAY, company_ref=scene.ours)[Category.SAFETY].enrolled == 0


def test_contests_are_kept_with_their_awards(session: Session, clock: FixedClock, scene: Scene) -> None:
    record_occasion(session, scene.clerk, clock, occasion(people=[(scene.person, "二等奖"), (scene.stranger, "")]))
    (part,) = parts_of(session, scene.person)
    assert (part.award, part.organiser) == ("二等奖", "云州市总工会")
    assert [one[4] for one in occasions(session)] == [2]
    with pytest.raises(NotAllowed):
        record_occasion(session, scene.company, clock, occasion())


def test_impossible_records_are_refused_by_the_database(
    session: Session, clock: FixedClock, scene: Scene, course: str
) -> None:
    ref = hold_session(session, scene.clerk, clock, held(programme_ref=course))
    enter_records(session, scene.clerk, clock, ref, [record(worker_ref=scene.person)])
    for change in ("passed = NULL", "examiner = ''", "score = 101", "excused = 'x'", "annulled_why = 'x'"):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(f"UPDATE training_record SET {change}"))
    for change in ("source = 'company'", "trainer = ''", "evaluation_score = 5", "confirmed_by = 'x'"):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(f"UPDATE training_session SET {change}"))
