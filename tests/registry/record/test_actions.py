"""Appending: numbers, order, versions, `current`, corrections."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.core.base import new_ref
from registry.core.clock import FixedClock
from registry.core.errors import Conflict, RuleBroken
from registry.record import reading
from registry.record.actions import Publication, correct, publish, rebuild_current
from registry.record.leaf import opened
from registry.record.models import RecordSide
from registry.record.verify import verify
from tests.make.record import Colour, Part, SampleFace, recorded, sample


def test_entries_are_numbered_without_a_gap_and_their_moments_only_rise(session: Session, clock: FixedClock) -> None:
    first = publish(session, clock, [sample(), sample()])
    clock.advance(days=-3)
    second = publish(session, clock, [sample()])
    assert [entry.seq for entry in first + second] == [1, 2, 3]
    moments = [reading.entry_at(session, seq).recorded_at for seq in (1, 2, 3)]
    assert moments[1] - moments[0] == moments[2] - moments[1] == timedelta(microseconds=1)
    assert reading.position(session) == 3


def test_a_face_comes_back_as_it_was_published(session: Session, clock: FixedClock) -> None:
    face = SampleFace(
        "云州", 3, False, date(2020, 2, 29), Colour.BLUE, (Part("甲", None), Part("乙", date(2021, 1, 1)))
    )
    ref = new_ref()
    publish(session, clock, [Publication(SampleFace.KIND, ref, ref, face, date(2026, 1, 1))])
    assert reading.current(session, "sample", ref).face(SampleFace) == face


def test_nothing_takes_effect_after_today_in_shanghai(session: Session, clock: FixedClock) -> None:
    publish(session, clock, [sample(effective_on=date(2026, 11, 21))])
    with pytest.raises(RuleBroken):
        publish(session, clock, [sample(effective_on=date(2026, 11, 22))])


def test_versions_count_per_subject_and_current_is_the_newest_by_day_then_number(
    session: Session, clock: FixedClock
) -> None:
    ref = new_ref()
    publish(session, clock, [sample(ref=ref, name="甲", effective_on=date(2026, 3, 1))])
    publish(session, clock, [sample(ref=ref, name="乙", effective_on=date(2026, 2, 1))])
    assert reading.current(session, "sample", ref).fields["name"] == "甲"
    publish(session, clock, [sample(ref=ref, name="丙", effective_on=date(2026, 3, 1))])
    assert reading.current(session, "sample", ref).fields["name"] == "丙"
    assert [(entry.version, entry.fields["name"]) for entry in reading.history(session, "sample", ref)] == [
        (2, "乙"), (1, "甲"), (3, "丙"),
    ]  # fmt: skip


def test_one_batch_may_hold_several_versions_of_a_subject(session: Session, clock: FixedClock) -> None:
    ref = new_ref()
    publish(session, clock, [sample(ref=ref, name="甲"), sample(ref=ref, name="乙"), sample(ref=ref, name="丙")])
    assert reading.current(session, "sample", ref).version == 3
    assert verify(session).failure is None


def test_an_end_takes_the_subject_out_of_every_reading(session: Session, clock: FixedClock) -> None:
    ref = new_ref()
    publish(session, clock, [sample(ref=ref)])
    publish(session, clock, [Publication(SampleFace.KIND, ref, ref, None, date(2026, 11, 21), "ended")])
    assert reading.current(session, "sample", ref) is None
    assert reading.history(session, "sample", ref) == []
    assert reading.as_of(session, "sample", ref, date(2026, 11, 21), date(2026, 2, 1)) is None
    assert reading.current_of(session, [ref]) == {ref: []}
    with pytest.raises(Conflict):
        publish(session, clock, [Publication(SampleFace.KIND, ref, ref, None, date(2026, 11, 21))])


def test_links_lead_from_a_subject_to_those_that_name_it(session: Session, clock: FixedClock) -> None:
    company, people = new_ref(), [new_ref(), new_ref()]
    publish(session, clock, [sample(ref=ref, other=company) for ref in people])
    assert {entry.ref for entry in reading.linked(session, "sample", company)} == set(people)
    assert reading.newest_linked(session, [company]) == 2
    assert sorted(reading.linked_owners(session, "sample", [company])) == sorted(people)


def test_a_correction_is_repeated_for_each_later_version_that_carried_the_error(
    session: Session, clock: FixedClock
) -> None:
    ref = new_ref()
    publish(
        session,
        clock,
        [
            sample(ref=ref, name="错", number=1, effective_on=date(2026, 1, 1)),
            sample(ref=ref, name="错", number=2, effective_on=date(2026, 2, 1)),
            sample(ref=ref, name="新", number=3, effective_on=date(2026, 3, 1)),
        ],
    )
    made = correct(session, clock, kind=SampleFace.KIND, ref=ref, seq=1, changes={"name": "对"}, basis="笔误")
    assert [reading.entry_at(session, entry.seq).corrects for entry in made] == [1, 2]
    today = date(2026, 11, 21)
    told = [reading.as_of(session, "sample", ref, today, date(2026, month, 15)) for month in (1, 2, 3)]
    assert [(entry.fields["name"], entry.fields["number"]) for entry in told] == [("对", 1), ("对", 2), ("新", 3)]


def test_correcting_what_a_later_version_of_the_same_day_replaced_does_not_bring_it_back(
    session: Session, clock: FixedClock
) -> None:
    ref = new_ref()
    publish(session, clock, [sample(ref=ref, name="错", number=1), sample(ref=ref, name="新", number=2)])
    with pytest.raises(Conflict):
        correct(session, clock, kind=SampleFace.KIND, ref=ref, seq=1, changes={"name": "对"}, basis="笔误")
    assert reading.current(session, "sample", ref).fields["number"] == 2


def test_what_was_known_then_stays_known_then(session: Session, clock: FixedClock) -> None:
    ref = new_ref()
    publish(session, clock, [sample(ref=ref, name="错", effective_on=date(2026, 1, 1))])
    clock.advance(days=5)
    correct(session, clock, kind=SampleFace.KIND, ref=ref, seq=1, changes={"name": "对"}, basis="笔误")
    then, later = date(2026, 11, 21), date(2026, 11, 26)
    assert reading.as_of(session, "sample", ref, then, then).fields["name"] == "错"
    assert reading.as_of(session, "sample", ref, later, then).fields["name"] == "对"


def test_current_can_be_rebuilt_from_the_entries(session: Session, clock: FixedClock) -> None:
    recorded(session, clock, [sample(other=new_ref()) for _ in range(5)])
    assert rebuild_current(session) == 5
    assert verify(session).failure is None


def test_a_first_version_is_recorded_like_any_other(session: Session, clock: FixedClock) -> None:
    promised, asked = sample()._replace(first=True), sample()
    publish(session, clock, [promised, asked, promised._replace(first=False)])
    assert reading.current(session, "sample", promised.ref).version == 2
    assert verify(session).failure is None


def test_a_false_promise_to_be_first_is_refused(session: Session, clock: FixedClock) -> None:
    item = sample()
    publish(session, clock, [item])
    with pytest.raises(IntegrityError):
        publish(session, clock, [item._replace(first=True)])


def test_entries_of_one_batch_that_share_their_values_have_salts_of_their_own(
    session: Session, clock: FixedClock
) -> None:
    item = sample()
    publish(session, clock, [item._replace(ref=new_ref()) for _ in range(150)])
    sides = [opened(document) for (document,) in session.execute(select(RecordSide.document))]
    salts = [salt for side in sides for salt, _ in side.values()]
    assert len(sides) == 150
    assert len(set(salts)) == len(salts)
    assert verify(session).failure is None
