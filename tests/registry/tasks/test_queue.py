"""The queue against its promises: nothing lost, nothing twice that it can know of, nothing blocking others."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.database import make_writer
from registry.core.actor import SYSTEM
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.tasks import queue
from registry.tasks.actions import enqueue, send_mail
from registry.tasks.models import Job
from registry.tasks.queue import Leased
from registry.tasks.rules import ATTEMPTS, KEPT_AFTER_SENDING, LEASE, LONGEST_WAIT
from registry.tasks.states import UNFINISHED, JobState
from tests.conftest import NOW, build_schema

KINDS = {"x"}


def ask(session: Session, clock: FixedClock, kind: str = "x", **more: object) -> str:
    return enqueue(session, SYSTEM, clock, kind=kind, payload={}, **more)


def state(session: Session, ref: str) -> str:
    session.expire_all()
    return session.get(Job, ref).state


def test_the_longest_due_goes_first_and_the_future_waits(session: Session, clock: FixedClock) -> None:
    later = ask(session, clock, run_at=clock.now() + timedelta(hours=1))
    second = ask(session, clock)
    first = ask(session, clock, run_at=clock.now() - timedelta(minutes=5))
    assert queue.due(session, clock.now())
    assert [queue.lease(session, clock, "w", kinds=KINDS).ref for _ in range(2)] == [first, second]
    assert queue.lease(session, clock, "w", kinds=KINDS) is None
    assert not queue.due(session, clock.now())
    clock.advance(hours=1)
    assert queue.due(session, clock.now())
    assert first, second
    assert later in {queue.lease(session, clock, "w", kinds=KINDS).ref for _ in range(3)}


def test_a_kind_nobody_knows_stays_where_it_is(session: Session, clock: FixedClock) -> None:
    ref = ask(session, clock, kind="from the future")
    assert queue.lease(session, clock, "w", kinds=KINDS) is None
    assert state(session, ref) == JobState.QUEUED


def test_a_dead_workers_job_is_handed_out_again(session: Session, clock: FixedClock) -> None:
    ask(session, clock)
    lost = queue.lease(session, clock, "w1", kinds=KINDS)
    clock.advance(seconds=LEASE.total_seconds() - 1)
    assert queue.lease(session, clock, "w2", kinds=KINDS) is None
    clock.advance(seconds=1)
    again = queue.lease(session, clock, "w2", kinds=KINDS)
    assert (again.ref, again.attempts) == (lost.ref, 2)
    # The first worker was only slow: whatever it says now counts no more.
    assert not queue.begin(session, clock, lost, "w1")
    assert not queue.done(session, clock, lost, "w1")
    assert not queue.failed(session, clock, lost, "w1", error="x")
    assert not queue.doubtful(session, lost, "w1", error="x")
    assert queue.done(session, clock, again, "w2")


def test_the_same_holder_does_not_speak_for_an_earlier_lease(session: Session, clock: FixedClock) -> None:
    ask(session, clock)
    lost = queue.lease(session, clock, "w", kinds=KINDS)
    clock.advance(minutes=10)
    again = queue.lease(session, clock, "w", kinds=KINDS)
    assert not queue.done(session, clock, lost, "w")
    assert queue.done(session, clock, again, "w")


def test_long_work_keeps_its_lease(session: Session, clock: FixedClock) -> None:
    ask(session, clock)
    leased = queue.lease(session, clock, "w1", kinds=KINDS)
    for _ in range(5):
        clock.advance(seconds=LEASE.total_seconds() - 1)
        assert queue.keep(session, clock, leased, "w1")
        assert queue.lease(session, clock, "w2", kinds=KINDS) is None
    assert queue.done(session, clock, leased, "w1")


def test_what_had_begun_is_doubtful_and_never_repeated_by_machine(session: Session, clock: FixedClock) -> None:
    ref = ask(session, clock)
    leased = queue.lease(session, clock, "w1", kinds=KINDS)
    assert queue.begin(session, clock, leased, "w1")
    clock.advance(days=3)
    assert queue.lease(session, clock, "w2", kinds=KINDS) is None
    assert state(session, ref) == JobState.DOUBTFUL
    clock.advance(days=300)
    assert queue.lease(session, clock, "w2", kinds=KINDS) is None


def test_failures_rest_longer_and_end_after_five(session: Session, clock: FixedClock) -> None:
    ref = ask(session, clock)
    rests = []
    for attempt in range(1, ATTEMPTS + 1):
        leased = queue.lease(session, clock, "w", kinds=KINDS)
        assert leased.attempts == attempt
        assert queue.failed(session, clock, leased, "w", error="SMTPConnectError 421")
        rests.append((session.get(Job, ref).run_at - clock.now()).total_seconds())
        assert queue.lease(session, clock, "w", kinds=KINDS) is None
        clock.advance(seconds=rests[-1])
    assert rests[:4] == [30, 120, 480, 1920]
    assert state(session, ref) == JobState.DEAD
    assert session.get(Job, ref).last_error == "SMTPConnectError 421"
    clock.advance(days=30)
    assert queue.lease(session, clock, "w", kinds=KINDS) is None


def test_a_job_that_kills_its_workers_is_given_up(session: Session, clock: FixedClock) -> None:
    ref, other = ask(session, clock), ask(session, clock)
    taken = Counter()
    for _ in range(40):
        leased = queue.lease(session, clock, "w", kinds=KINDS)
        if leased is not None:
            taken[leased.ref] += 1
            if leased.ref == other:
                assert queue.done(session, clock, leased, "w")
        clock.advance(minutes=5)
    assert taken == {ref: ATTEMPTS, other: 1}
    assert state(session, ref) == JobState.DEAD


def test_sent_words_are_let_go_after_their_time(session: Session, clock: FixedClock) -> None:
    keys = KeyRing.generate()
    sent, waiting = (send_mail(session, SYSTEM, clock, keys, to="a@b", subject="s", body="t") for _ in range(2))
    leased = queue.lease(session, clock, "w", kinds={"mail"})
    queue.done(session, clock, leased, "w")
    first = leased.payload["mail"]
    clock.advance(seconds=KEPT_AFTER_SENDING.total_seconds())
    assert queue.let_go_old(session, clock) == 0
    clock.advance(seconds=1)
    assert queue.let_go_old(session, clock) == 1
    assert queue.let_go_old(session, clock) == 0
    readable = {ref: queue.message(session, keys, ref) is not None for ref in (sent, waiting)}
    assert readable == {ref: ref != first for ref in (sent, waiting)}


class Queue(RuleBasedStateMachine):
    """Workers that die, dawdle, fail and finish in any order."""

    leases = Bundle("leases")

    @initialize()
    def start(self) -> None:
        self.engine = make_writer("sqlite://")
        build_schema(self.engine)
        self.session = Session(self.engine, expire_on_commit=False)
        self.clock = FixedClock(NOW)
        self.asked: set[str] = set()
        self.finished: Counter[str] = Counter()

    @rule()
    def ask(self) -> None:
        self.asked.add(ask(self.session, self.clock))

    @rule(target=leases)
    def lease(self) -> object:
        leased = queue.lease(self.session, self.clock, "w", kinds=KINDS)
        return multiple() if leased is None else leased

    @rule(leased=leases)
    def begin(self, leased: Leased) -> None:
        queue.begin(self.session, self.clock, leased, "w")

    @rule(leased=consumes(leases))
    def done(self, leased: Leased) -> None:
        if queue.done(self.session, self.clock, leased, "w"):
            self.finished[leased.ref] += 1

    @rule(leased=consumes(leases))
    def fail(self, leased: Leased) -> None:
        queue.failed(self.session, self.clock, leased, "w", error="x")

    @rule()
    def time_passes(self) -> None:
        self.clock.advance(seconds=LONGEST_WAIT.total_seconds())

    @rule()
    def a_moment_passes(self) -> None:
        self.clock.advance(seconds=40)

    @invariant()
    def nothing_is_lost_and_nothing_finishes_twice(self) -> None:
        if not hasattr(self, "session"):
            return
        rows = dict(self.session.execute(select(Job.ref, Job.state)).all())
        assert set(rows) == self.asked
        assert all(count == 1 for count in self.finished.values())
        assert {ref for ref, state in rows.items() if state == JobState.DONE} == set(self.finished)
        assert all(state in UNFINISHED for ref, state in rows.items() if ref not in self.finished)

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.close()
            self.engine.dispose()


Queue.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestQueue = pytest.mark.slow(Queue.TestCase)
