"""The catalogue keeps every version, and only the reviewer changes it."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.core.clock import FixedClock
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.training.actions import add_programme, revise_programme, withdraw_programme
from registry.training.queries import programme_of, programmes
from registry.training.states import Topic
from tests.make.training import programme
from tests.registry.training.conftest import Scene

TODAY = date(2026, 11, 21)


def test_a_revision_is_a_new_version_and_the_old_one_is_kept(session: Session, clock: FixedClock, scene: Scene) -> None:
    first = add_programme(session, scene.reviewer, clock, programme())
    clock.advance(days=10)
    second = revise_programme(session, scene.reviewer, clock, programme(title="婴幼儿照护安全（新）"), why="按新标准")
    old, new = programmes(session)
    assert (old.ref, old.version, old.until_on) == (first, 1, date(2026, 12, 1))
    assert (new.ref, new.version, new.from_on, new.until_on) == (second, 2, date(2026, 12, 1), None)
    assert programme_of(session, first).title == "婴幼儿照护安全"
    assert [one.ref for one in programmes(session, date(2026, 11, 30))] == [first]
    assert [one.ref for one in programmes(session, date(2026, 12, 1))] == [second]
    assert [one.action for one in session.scalars(select(AuditEntry)) if one.action.startswith("training.")] == [
        "training.add_programme",
        "training.revise_programme",
    ]


def test_a_code_is_taken_once_and_an_unknown_one_cannot_be_revised(
    session: Session, clock: FixedClock, scene: Scene
) -> None:
    add_programme(session, scene.reviewer, clock, programme())
    with pytest.raises(Conflict):
        add_programme(session, scene.reviewer, clock, programme(title="另一门"))
    with pytest.raises(NotFound):
        revise_programme(session, scene.reviewer, clock, programme(code="XX-9"), why="修订")
    with pytest.raises(RuleBroken):
        add_programme(session, scene.reviewer, clock, programme(code="ZZ-1", credits=99))


def test_a_withdrawn_programme_is_in_force_to_the_end_of_the_day(
    session: Session, clock: FixedClock, scene: Scene
) -> None:
    add_programme(session, scene.reviewer, clock, programme(topics=(Topic.GAS, Topic.MENTAL_HEALTH)))
    withdraw_programme(session, scene.reviewer, clock, "YY-101", why="不再开设")
    (one,) = programmes(session, TODAY)
    assert one.topics == (Topic.GAS, Topic.MENTAL_HEALTH)
    assert programmes(session, date(2026, 11, 22)) == []
    with pytest.raises(NotFound):
        withdraw_programme(session, scene.reviewer, clock, "YY-101", why="再次")


def test_clerks_and_companies_do_not_change_the_catalogue(session: Session, clock: FixedClock, scene: Scene) -> None:
    for somebody in (scene.clerk, scene.company):
        with pytest.raises(NotAllowed):
            add_programme(session, somebody, clock, programme())


def test_impossible_programmes_are_refused_by_the_database(session: Session, clock: FixedClock, scene: Scene) -> None:
    add_programme(session, scene.reviewer, clock, programme())
    for change in ("credits = 9", "category = 'other'", "version = 0", "code = ''"):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(f"UPDATE training_programme SET {change}"))
