"""The queue's worker: jobs done once, failures kept apart, a killed process losing nothing and repeating nothing."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from portal.clocks import SystemClock
from portal.database import unit
from portal.jobs import RUNNERS, SETTLING, Bench, Jobs, Runner
from portal.settings import Settings
from portal.wiring import keyring as make_keyring
from registry.core.actor import SYSTEM
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.operations.queries import newest_verification
from registry.record import reading
from registry.tasks import queue
from registry.tasks.actions import enqueue, send_mail
from registry.tasks.models import Job
from registry.tasks.queue import Leased
from registry.tasks.rules import ATTEMPTS
from registry.tasks.states import JobState
from tests.mailserver import Behaviour, serving
from tests.make.record import recorded, sample

ROOT = Path(__file__).parents[2]
CANARY = "fang.canary@example.org"


@pytest.fixture
def server() -> Iterator[Behaviour]:
    with serving() as behaviour:
        yield behaviour


@contextmanager
def working(
    settings: Settings, engine: Engine, clock: FixedClock, runners: dict[str, Runner] | None = None
) -> Iterator[Jobs]:
    """A worker on this register, without the day's own jobs unless they are asked for."""
    chosen = {"mail": RUNNERS["mail"]} if runners is None else runners
    jobs = Jobs(settings, engine, clock, make_keyring(settings), chosen)
    yield jobs
    jobs.close()


def write(settings: Settings, engine: Engine, clock: FixedClock, **more: object) -> str:
    with unit(engine, settings) as session:
        words = {"to": CANARY, "subject": "请补正", "body": "金丝雀正文", **more}
        return send_mail(session, SYSTEM, clock, make_keyring(settings), **words)


def ask(settings: Settings, engine: Engine, clock: FixedClock, kind: str, **more: object) -> str:
    with unit(engine, settings) as session:
        return enqueue(session, SYSTEM, clock, kind=kind, payload={}, **more)


def states(engine: Engine) -> dict[str, str]:
    with Session(engine) as session:
        return dict(session.execute(select(Job.ref, Job.state)).all())


def errors(engine: Engine) -> set[str | None]:
    with Session(engine) as session:
        return set(session.scalars(select(Job.last_error)))


def test_without_a_server_mail_stays_in_the_development_mailbox(
    settings: Settings, engine: Engine, clock: FixedClock, keyring: KeyRing
) -> None:
    ref = write(settings, engine, clock)
    with working(settings, engine, clock) as jobs:
        assert jobs.turn()
        assert not jobs.turn()
    assert set(states(engine).values()) == {JobState.DONE}
    with Session(engine) as session:
        assert queue.message(session, keyring, ref).to == CANARY


def test_in_production_mail_without_a_server_fails_where_it_is_seen(
    settings: Settings, engine: Engine, clock: FixedClock
) -> None:
    write(settings, engine, clock)
    with working(replace(settings, production=True), engine, clock) as jobs:
        jobs.turn()
    assert errors(engine) == {"SMTP_URL is not set"}


def test_a_sent_message_is_let_go(
    settings: Settings, engine: Engine, clock: FixedClock, keyring: KeyRing, server: Behaviour
) -> None:
    ref = write(settings, engine, clock)
    with working(replace(settings, smtp_url=server.url), engine, clock) as jobs:
        while jobs.turn():
            pass
    assert [mail["To"] for mail in server.received] == [CANARY]
    with Session(engine) as session:
        assert queue.message(session, keyring, ref) is None


def test_a_refused_message_rests_and_others_pass_it(
    settings: Settings, engine: Engine, clock: FixedClock, server: Behaviour, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers = {"RCPT": f"451 {CANARY} is busy"}
    write(settings, engine, clock)
    with working(replace(settings, smtp_url=server.url), engine, clock) as jobs, caplog.at_level(logging.DEBUG):
        assert jobs.turn()
        server.answers = {}
        write(settings, engine, clock, to="b@example.org")
        assert jobs.turn()
        assert not jobs.turn()
        assert [mail["To"] for mail in server.received] == ["b@example.org"]
        clock.advance(seconds=30)
        assert jobs.turn()
    assert [mail["To"] for mail in server.received] == ["b@example.org", CANARY]
    assert "canary" not in caplog.text
    assert set(states(engine).values()) == {JobState.DONE}


def test_a_doubtful_message_waits_for_a_person(
    settings: Settings, engine: Engine, clock: FixedClock, server: Behaviour
) -> None:
    server.hang_up_after_data = True
    write(settings, engine, clock)
    with working(replace(settings, smtp_url=server.url), engine, clock) as jobs:
        for _ in range(20):
            jobs.turn()
            clock.advance(hours=7)
    assert len(server.received) == 1
    assert set(states(engine).values()) == {JobState.DOUBTFUL}


@pytest.mark.faults
def test_a_poison_job_never_holds_up_the_others(settings: Settings, engine: Engine, clock: FixedClock) -> None:
    done = []

    def poison(_: Bench, __: Leased) -> None:
        raise ValueError(CANARY)

    runners = {"poison": Runner(poison), "good": Runner(lambda _, leased: done.append(leased.ref))}
    bad = [ask(settings, engine, clock, "poison") for _ in range(3)]
    with working(settings, engine, clock, runners) as jobs:
        for _ in range(60):
            good = ask(settings, engine, clock, "good")
            while jobs.turn():
                pass
            assert done[-1] == good  # within the same round, however many failed before it
            clock.advance(minutes=40)
    found = states(engine)
    assert {found[ref] for ref in bad} == {JobState.DEAD}
    assert len(done) == 60
    assert errors(engine) == {None, "ValueError"}


def test_a_job_that_fails_for_ever_is_tried_so_often(settings: Settings, engine: Engine, clock: FixedClock) -> None:
    tries = []

    def poison(_: Bench, leased: Leased) -> None:
        tries.append(leased.attempts)
        raise RuntimeError

    with working(settings, engine, clock, {"poison": Runner(poison)}) as jobs:
        ask(settings, engine, clock, "poison")
        for _ in range(50):
            jobs.turn()
            clock.advance(hours=7)
    assert tries == list(range(1, ATTEMPTS + 1))


def test_the_days_own_jobs_are_asked_for_once_a_day(settings: Settings, engine: Engine, clock: FixedClock) -> None:
    with Session(engine) as session:
        recorded(session, clock, [sample()])
        session.commit()
    done = []
    runners = {
        "night": Runner(lambda _, leased: done.append("night"), daily_at=(3, 30)),
        "evening": Runner(lambda _, leased: done.append("evening"), daily_at=(20, 0)),
        "sunday": Runner(lambda _, leased: done.append("sunday"), daily_at=(4, 0), weekday=6),
        "never": Runner(lambda _, leased: done.append("never"), daily_at=(4, 0), when=lambda _: False),
    }
    for _ in range(2):  # a second worker asks for nothing twice
        with working(settings, engine, clock, runners) as jobs:
            assert not jobs.turn()
    clock.advance(seconds=SETTLING.total_seconds())
    with working(settings, engine, clock, runners) as jobs:
        while jobs.turn():
            pass
        assert done == ["night"]  # its hour had passed: what is owed is done late, not never
        clock.advance(hours=11)
        while jobs.turn():
            pass
        assert done == ["night", "evening"]
        clock.advance(hours=12)  # Sunday morning
        assert not jobs.turn()
        clock.advance(minutes=1)
        while jobs.turn():
            pass
    assert sorted(done[2:]) == ["night", "sunday"]


def test_the_register_is_verified_and_its_trace_told_to_the_record(
    settings: Settings, engine: Engine, clock: FixedClock
) -> None:
    with Session(engine) as session:
        recorded(session, clock, [sample(), sample()])
        session.commit()
    clock.advance(days=1)
    with working(settings, engine, clock, dict(RUNNERS)) as jobs:
        for _ in range(10):
            jobs.turn()
            clock.advance(minutes=2)
    with Session(engine) as session:
        assert reading.count_of_kind(session, "trace_head") == 1
        newest = newest_verification(session)
        assert newest.failed_at is None
        assert newest.entries >= 2
        session.connection().exec_driver_sql("DROP TRIGGER record_entry_no_update")
        session.connection().exec_driver_sql("UPDATE record_entry SET owner = 'x' WHERE seq = 1")
        session.commit()
    clock.advance(days=1)
    with working(settings, engine, clock, dict(RUNNERS)) as jobs:
        for _ in range(10):
            jobs.turn()
            clock.advance(minutes=2)
    with Session(engine) as session:
        assert newest_verification(session).failed_at == 1


def test_it_goes_on_when_the_register_cannot_be_reached(
    settings: Settings, engine: Engine, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopping = threading.Event()
    turns = []

    def turn(_: Jobs) -> bool:
        turns.append(1)
        if len(turns) == 3:
            stopping.set()
        raise OSError("gone")

    monkeypatch.setattr(Jobs, "turn", turn)
    monkeypatch.setattr("portal.jobs.AFTER_FAILURE_SECONDS", 0.0)
    with working(settings, engine, clock) as jobs:
        jobs.run(stopping)
    assert len(turns) == 3


KILLED = """
import sys, threading
from pathlib import Path
from portal.clocks import SystemClock
from portal.database import make_writer
from portal.jobs import Jobs, RUNNERS
from portal.settings import Settings
from portal.wiring import keyring
settings = Settings(data_dir=Path(sys.argv[1]), smtp_url=sys.argv[2])
jobs = Jobs(settings, make_writer(settings.database), SystemClock(), keyring(settings), {"mail": RUNNERS["mail"]})
print("ready", flush=True)
jobs.run(threading.Event())
"""


@pytest.mark.faults
@pytest.mark.slow
def test_killed_workers_lose_no_message_and_send_none_twice(
    settings: Settings, engine: Engine, server: Behaviour
) -> None:
    """Forty messages, workers killed with signal 9 in the middle; the clock then jumps past every lease."""
    clock = FixedClock(SystemClock().now())
    wanted = [f"p{number}@example.org" for number in range(40)]
    for to in wanted:
        write(settings, engine, clock, to=to)
    for at in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(settings.data_dir), server.url],
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout.readline() == b"ready\n"
        time.sleep(0.02 + 0.011 * at)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
    clock.set(SystemClock().now() + timedelta(days=1))
    with working(replace(settings, smtp_url=server.url), engine, clock) as jobs:
        for _ in range(100):
            jobs.turn()
    received = [mail["To"] for mail in server.received]
    assert len(received) == len(set(received))
    found = states(engine)
    assert set(found.values()) <= {JobState.DONE, JobState.DOUBTFUL}
    doubtful = sum(state == JobState.DOUBTFUL for state in found.values())
    assert len(set(wanted) - set(received)) <= doubtful
    assert len(found) == 40


@pytest.mark.slow
def test_the_worker_process_sends_mail_beside_the_index(settings: Settings, engine: Engine, server: Behaviour) -> None:
    clock = FixedClock(SystemClock().now())
    write(settings, engine, clock)
    env = {
        **os.environ, "DATA_DIR": str(settings.data_dir), "SEARCH_URL": f"whoosh:{settings.data_dir / 'index'}",
        "SMTP_URL": server.url, "DEMO": "0",
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "work"], cwd=ROOT, env=env, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 30
        while not server.received and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.5)
    finally:
        process.terminate()
        assert process.wait(20) == 0
    assert [mail["To"] for mail in server.received] == [CANARY]
    assert JobState.DONE in states(engine).values()
