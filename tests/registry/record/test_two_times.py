"""Property: the two-time order of design point 4 against a model that keeps every version in a list."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from registry.core.base import new_ref
from registry.core.clock import FixedClock, shanghai_date
from registry.record import reading
from registry.record.actions import publish
from tests.make.record import sample

START = datetime(2026, 3, 1, 15, 59, 30, tzinfo=UTC)  # half a minute before midnight in Shanghai
DAY = date(2026, 3, 1)

steps = st.lists(
    st.tuples(
        st.integers(0, 3 * 86_400),  # seconds that pass before the entry
        st.integers(0, 6),  # how many days back it takes effect
    ),
    min_size=1,
    max_size=8,
)


@dataclass(frozen=True)
class Version:
    seq: int
    recorded_at: datetime
    effective_on: date


def told(versions: list[Version], known_on: date, effective_on: date) -> int | None:
    known = [v for v in versions if shanghai_date(v.recorded_at) <= known_on and v.effective_on <= effective_on]
    return max(known, key=lambda v: (v.effective_on, v.seq)).seq if known else None


@given(steps=steps)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_as_of_and_current_follow_one_order(engine: Engine, steps: list[tuple[int, int]]) -> None:
    clock = FixedClock(START)
    ref = new_ref()
    versions: list[Version] = []
    with Session(engine) as session:
        for seconds, back in steps:
            clock.advance(seconds=seconds)
            effective_on = shanghai_date(clock.now()) - timedelta(days=back)
            (entry,) = publish(session, clock, [sample(ref=ref, effective_on=effective_on)])
            stored = reading.entry_at(session, entry.seq)
            versions.append(Version(entry.seq, stored.recorded_at, effective_on))
            last = shanghai_date(stored.recorded_at)
        newest = max(versions, key=lambda v: (v.effective_on, v.seq))
        assert reading.current(session, "sample", ref).seq == newest.seq
        for known in range(-7, 26, 4):
            for effective in range(-7, 26, 4):
                known_on, effective_on = DAY + timedelta(days=known), DAY + timedelta(days=effective)
                found = reading.as_of(session, "sample", ref, known_on, effective_on)
                assert (found.seq if found else None) == told(versions, known_on, effective_on)
        assert reading.as_of(session, "sample", ref, last, last).seq == newest.seq
        session.rollback()


@given(steps=steps)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_told_about_a_day_never_changes_for_the_same_day_of_knowledge(
    engine: Engine, steps: list[tuple[int, int]]
) -> None:
    clock = FixedClock(START)
    ref = new_ref()
    remembered: dict[tuple[date, date], int | None] = {}
    with Session(engine) as session:
        for seconds, back in steps:
            clock.advance(seconds=seconds)
            today = shanghai_date(clock.now())
            for known_on, effective_on in list(remembered):
                found = reading.as_of(session, "sample", ref, known_on, effective_on)
                assert (found.seq if found else None) == remembered[known_on, effective_on]
            publish(session, clock, [sample(ref=ref, effective_on=today - timedelta(days=back))])
            # Knowledge of a day is final once the day is over.
            for effective in range(4):
                day = today - timedelta(days=1)
                found = reading.as_of(session, "sample", ref, day, day - timedelta(days=effective))
                remembered[day, day - timedelta(days=effective)] = found.seq if found else None
        session.rollback()
