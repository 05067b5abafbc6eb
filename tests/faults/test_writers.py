"""Eight writers at once, and writers killed at any moment: nothing acknowledged is lost, nothing is half there."""

import json
import multiprocessing
import os
import random
import signal
import time
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from portal.database import make_reader
from portal.settings import Settings
from registry.audit.verify import verify_chain, verify_links
from registry.record import reading
from registry.record.verify import verify
from tests import postgresql
from tests.faults.writers import Tally, write_and_acknowledge, write_for

pytestmark = [pytest.mark.faults, pytest.mark.slow]

FORK = multiprocessing.get_context("fork")
SECONDS = {"sqlite": 60, "postgresql": 20}
WRITERS = 8
KILLS = 100


@pytest.fixture(params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest) -> Settings:
    """Settings of an empty register of each kind, for processes to share."""
    register: Path = request.getfixturevalue("register")
    if request.param == "sqlite":
        return Settings(data_dir=register.parent)
    server = request.getfixturevalue("postgresql_server")
    name = f"register_{os.urandom(4).hex()}"
    return Settings(data_dir=register.parent, database_url=postgresql.fresh_database(server, name, "register_template"))


def sound(settings: Settings) -> int:
    """The record and the trace verify, both ways; returns the number of entries."""
    engine = make_reader(settings.database)
    with Session(engine) as session:
        outcome = verify(session)
        assert outcome.failure is None
        assert verify_chain(session).failure is None
        assert verify_links(session) is None
        assert reading.position(session) == outcome.entries
    engine.dispose()
    return outcome.entries


def _writer(settings: Settings, seconds: float, results: "multiprocessing.Queue[Tally]") -> None:
    results.put(write_for(settings, seconds))


def test_eight_writers_at_once_leave_a_gapless_record_and_see_no_error(shared: Settings) -> None:
    seconds = SECONDS[shared.database.partition(":")[0].partition("+")[0]]
    results = FORK.Queue()
    processes = [FORK.Process(target=_writer, args=(shared, seconds, results)) for _ in range(WRITERS)]
    for process in processes:
        process.start()
    tallies = [results.get(timeout=seconds + 60) for _ in processes]
    for process in processes:
        process.join()
    acknowledged = sorted(seq for tally in tallies for seq in tally.acknowledged)
    waits = sorted(wait for tally in tallies for wait in tally.waits)
    middle, late, longest = (round(waits[int(len(waits) * share)] * 1000) for share in (0.5, 0.99, 0.99999))
    print(f"{len(waits)} writes; waits p50 {middle} ms, p99 {late} ms, longest {longest} ms")
    assert sum(tally.refused for tally in tallies) == 0
    assert acknowledged == list(range(1, len(acknowledged) + 1))
    assert sound(shared) == len(acknowledged)
    shares = [len(tally.acknowledged) for tally in tallies]
    assert min(shares) > max(shares) / 4, json.dumps(shares)


def test_writers_killed_at_random_moments_lose_nothing_that_was_acknowledged(shared: Settings) -> None:
    chance = random.Random(20261121)
    acknowledged: set[int] = set()
    for _ in range(KILLS):
        read_end, write_end = os.pipe()
        process = FORK.Process(target=write_and_acknowledge, args=(shared, write_end))
        process.start()
        os.close(write_end)
        time.sleep(chance.uniform(0.03, 0.16))
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        with os.fdopen(read_end, "rb") as told:
            lines = told.read().split(b"\n")[:-1]
        acknowledged |= {int(seq) for line in lines for seq in line.split()}
    count = sound(shared)
    assert acknowledged, "no writer came far enough to prove anything"
    assert acknowledged <= set(range(1, count + 1))
    # Each write unit appends two entries; one of them alone would be half a unit.
    assert count % 2 == 0
    assert count - len(acknowledged) <= 2 * KILLS
