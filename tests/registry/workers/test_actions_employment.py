"""Spells: the record follows the person, one current spell per company, leaving is an act of its own."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.core.actor import Actor
from registry.core.clock import FixedClock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.core.sources import Source
from registry.core.taxonomy import ServiceLine
from registry.record import reading
from registry.workers.actions_employment import (
    EmploymentChange,
    change_employment_many,
    end_employment,
    move,
    start_employment,
    start_employment_many,
)
from registry.workers.disclosure import EmploymentFace, OfferedService
from registry.workers.queries import current_spells, staff_of
from tests.make.workers import CLEANING, company, new_employment, registered

COOKING = OfferedService(None, ServiceLine.COOKING)
TODAY = date(2026, 11, 21)


@pytest.fixture
def person(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> str:
    return registered(session=session, actor=actor, clock=clock, keyring=keyring)


def faces(session: Session, person: str) -> list[EmploymentFace]:
    return [entry.face(EmploymentFace) for entry in reading.current_of(session, [person], ["employment"])[person]]


def test_a_spell_is_published_as_from_its_first_day_and_linked_to_its_company(
    session: Session, actor: Actor, clock: FixedClock, person: str
) -> None:
    firm = company(session=session)
    ref = start_employment(session, actor, clock, new_employment(worker_ref=person, company_ref=firm))
    (entry,) = reading.linked(session, "employment", firm)
    assert (entry.ref, entry.owner, entry.effective_on, entry.listed) == (ref, person, date(2024, 3, 1), False)
    assert entry.face(EmploymentFace) == EmploymentFace(firm, date(2024, 3, 1), None, (CLEANING,), Source.COMPANY)


def test_a_spell_without_first_day_holds_from_today(
    session: Session, actor: Actor, clock: FixedClock, person: str
) -> None:
    spell = new_employment(worker_ref=person, company_ref=company(session=session), since_on=None)
    ref = start_employment(session, actor, clock, spell)
    entry = reading.current(session, "employment", ref)
    assert entry is not None
    assert (entry.effective_on, entry.face(EmploymentFace).since_on) == (TODAY, None)


def test_two_companies_at_once_but_each_only_once(
    session: Session, actor: Actor, clock: FixedClock, person: str
) -> None:
    one, two = company(session=session), company(session=session)
    first = new_employment(worker_ref=person, company_ref=one)
    start_employment_many(session, actor, clock, [first, new_employment(worker_ref=person, company_ref=two)])
    assert {spell.company_ref for spell in current_spells(session, [person])[person]} == {one, two}
    with pytest.raises(Conflict):
        start_employment(session, actor, clock, first)


def test_leaving_keeps_the_spell_and_allows_to_come_back(
    session: Session, actor: Actor, clock: FixedClock, person: str
) -> None:
    firm = company(session=session)
    start_employment(session, actor, clock, new_employment(worker_ref=person, company_ref=firm))
    end_employment(session, actor, clock, worker_ref=person, company_ref=firm, until_on=date(2026, 10, 31), why="离职")
    assert [face.until_on for face in faces(session, person)] == [date(2026, 10, 31)]
    assert staff_of(session, [firm]) == {}
    spell = new_employment(worker_ref=person, company_ref=firm, since_on=date(2026, 11, 10))
    start_employment(session, actor, clock, spell)
    assert sorted(str(face.until_on) for face in faces(session, person)) == ["2026-10-31", "None"]
    with pytest.raises(NotFound):
        end_employment(session, actor, clock, worker_ref=person, company_ref=company(session=session))


@pytest.mark.parametrize("days_ago", [0, 1, 200, 900])
def test_a_leaving_reported_late_is_not_overshadowed_by_an_earlier_change(
    session: Session, actor: Actor, clock: FixedClock, person: str, days_ago: int
) -> None:
    firm = company(session=session)
    ref = start_employment(session, actor, clock, new_employment(worker_ref=person, company_ref=firm))
    change_employment_many(session, actor, clock, [EmploymentChange(ref, services=(COOKING,))])
    clock.advance(days=1)
    last = shanghai_date(clock.now()) - timedelta(days=days_ago)
    end_employment(session, actor, clock, worker_ref=person, company_ref=firm, until_on=last)
    entry = reading.current(session, "employment", ref)
    assert entry is not None
    face = entry.face(EmploymentFace)
    assert (face.until_on, face.services) == (last, (COOKING,))


def test_a_leaving_ahead_is_published_now_with_its_day_inside(
    session: Session, actor: Actor, clock: FixedClock, person: str
) -> None:
    firm = company(session=session)
    ref = start_employment(session, actor, clock, new_employment(worker_ref=person, company_ref=firm))
    end_employment(session, actor, clock, worker_ref=person, company_ref=firm, until_on=date(2026, 12, 31))
    entry = reading.current(session, "employment", ref)
    assert entry is not None
    assert (entry.effective_on, entry.face(EmploymentFace).until_on) == (TODAY, date(2026, 12, 31))


def test_moving_ends_one_spell_and_begins_the_next_with_the_same_services(
    session: Session, actor: Actor, clock: FixedClock, person: str
) -> None:
    old, new = company(session=session), company(session=session)
    start_employment(session, actor, clock, new_employment(worker_ref=person, company_ref=old, services=(COOKING,)))
    move(session, actor, clock, worker_ref=person, from_company=old, to_company=new, why="转会")
    assert {(face.company, face.since_on, face.until_on, face.services) for face in faces(session, person)} == {
        (old, date(2024, 3, 1), date(2026, 11, 20), (COOKING,)),
        (new, TODAY, None, (COOKING,)),
    }


@pytest.mark.parametrize(("since_on", "until_on"), [(date(2026, 11, 22), None), (date(2026, 5, 1), date(2026, 4, 30))])
def test_impossible_days_are_refused(
    session: Session, actor: Actor, clock: FixedClock, person: str, since_on: date, until_on: date | None
) -> None:
    firm = company(session=session)
    spell = new_employment(worker_ref=person, company_ref=firm, since_on=since_on, until_on=until_on)
    with pytest.raises(RuleBroken):
        start_employment(session, actor, clock, spell)


def test_nobody_leaves_before_they_came(session: Session, actor: Actor, clock: FixedClock, person: str) -> None:
    firm = company(session=session)
    start_employment(session, actor, clock, new_employment(worker_ref=person, company_ref=firm))
    with pytest.raises(RuleBroken):
        end_employment(session, actor, clock, worker_ref=person, company_ref=firm, until_on=date(2024, 2, 29))


def test_who_is_called_a_newcomer_and_is_none_gets_no_second_spell(
    session: Session, actor: Actor, clock: FixedClock, person: str
) -> None:
    spell = new_employment(worker_ref=person, company_ref=company(session=session))
    start_employment_many(session, actor, clock, [spell], newcomers=[person])
    with pytest.raises(IntegrityError):
        start_employment_many(session, actor, clock, [spell], newcomers=[person])
