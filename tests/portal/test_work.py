"""The worker: quick, resuming wherever it was killed, and thorough about what has to leave the disk."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.database import make_reader, make_writer
from portal.indexing import index_lock
from portal.settings import Settings
from portal.work import COMPACT_EVERY, Worker
from registry.companies.disclosure import CompanyFace
from registry.core.base import new_ref
from registry.core.clock import FixedClock
from registry.record import redaction
from registry.record.actions import Publication
from registry.record.redaction import RedactionTarget
from search.engines import open_engine
from search.indexer import Indexer
from search.protocol import Engine as SearchEngine
from search.protocol import IndexUnavailable, Query
from search.query import Words, read
from search.tokens import PREFIX_LIMIT
from tests import postgresql
from tests.make.companies import company_face, register_company
from tests.make.record import recorded

ROOT = Path(__file__).parents[2]
CANARY = "金丝雀鸣于百灵谷口canary4711"


@pytest.fixture(params=["whoosh", "tantivy"])
def disk(request: pytest.FixtureRequest, register: Path) -> Settings:
    """Settings of this test's register with an index on disk, for each engine that has one."""
    return Settings(data_dir=register.parent, search_url=f"{request.param}:{register.parent / 'index'}")


@pytest.fixture
def worker(disk: Settings, engine: Engine, clock: FixedClock) -> Iterator[Worker]:
    """A worker on this test's register."""
    search = open_engine(disk.search)
    made = Worker(disk, engine, search, clock)
    yield made
    made.close()
    search.close()


def found(search: SearchEngine, text: str) -> int:
    """How many subjects answer; -1 while there is no index."""
    words = read(text)
    assert isinstance(words, Words)
    try:
        return search.search(Query(plan=words.plan), date(2026, 11, 21)).total
    except IndexUnavailable:
        return -1


def until(true: Callable[[], bool], seconds: float) -> float:
    """Seconds until a condition holds; fails after the limit."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds, "waited in vain"
        time.sleep(0.02)
    return time.monotonic() - begun


@contextmanager
def working(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker process, told to stop at the end."""
    env = {**os.environ, "DATA_DIR": str(settings.data_dir), "SEARCH_URL": settings.search, "DEMO": "0"}
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "work"], cwd=ROOT, env=env, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        assert process.wait(20) in (0, -signal.SIGKILL)


def publish_canary(session: Session, clock: FixedClock) -> int:
    """A company whose brand is the canary; returns the entry's number."""
    ref = new_ref()
    item = Publication(CompanyFace.KIND, ref, ref, company_face(brand=CANARY), date(2026, 1, 1))
    (entry,) = recorded(session, clock, [item])
    session.commit()
    return entry.seq


def redact_brand(session: Session, clock: FixedClock, seq: int) -> None:
    target = RedactionTarget(seq, ("brand",))
    redaction.redact(session, clock, targets=[target], rule="PIPL 47", asked_by="data subject")
    session.commit()


def files_with(folder: Path, text: str) -> set[str]:
    """Files under a folder that hold the text, whatever they are."""
    wanted = [text.encode(), text.encode("utf-16-le"), text.encode("unicode_escape")]
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)) for path in paths if any(each in path.read_bytes() for each in wanted)}


def owed(settings: Settings) -> list[int]:
    reader = make_reader(settings.database)
    with Session(reader) as session:
        pending = redaction.owed(session)
    reader.dispose()
    return pending


def test_a_new_entry_is_searchable_within_two_seconds(disk: Settings, session: Session, clock: FixedClock) -> None:
    search = open_engine(disk.search)
    register_company(session, clock, name="云州市先到家政服务有限公司")
    session.commit()
    with working(disk):
        until(lambda: found(search, "先到") == 1, 30)
        for name in ("新来甲", "新来乙", "新来丙"):
            register_company(session, clock, name=f"云州市{name}家政服务有限公司")
            session.commit()
            assert until(lambda name=name: found(search, name) == 1, 20) < 2
    search.close()


@pytest.mark.faults
@pytest.mark.slow
def test_a_killed_worker_goes_on_where_the_index_is(
    disk: Settings, session: Session, clock: FixedClock, worker: Worker
) -> None:
    chance = random.Random("kill the worker")
    search = open_engine(disk.search)
    for at in range(6):
        for number in range(40):
            register_company(session, clock, name=f"云州市第{at}批{number}家政服务有限公司")
        session.commit()
        with working(disk) as process:
            time.sleep(chance.uniform(0.8, 2.5))
            process.kill()
            process.wait()
    while worker.round():
        pass
    assert found(search, "") == 240
    reader = make_reader(disk.database)
    with Session(reader) as read_only:
        assert Indexer(search, clock).check(read_only)
    reader.dispose()
    search.close()


@pytest.mark.faults
def test_erased_bytes_are_in_no_file_once_it_says_so(
    disk: Settings, session: Session, clock: FixedClock, worker: Worker
) -> None:
    for _ in range(20):
        register_company(session, clock)
    seq = publish_canary(session, clock)
    for _ in range(20):
        register_company(session, clock)
    session.commit()
    worker.round()
    before = files_with(disk.data_dir, CANARY[:PREFIX_LIMIT])
    assert any(name.startswith("register.db") for name in before)
    assert any(name.startswith("index/") for name in before)
    redact_brand(session, clock, seq)
    assert owed(disk)
    worker.round()
    assert owed(disk) == []
    assert files_with(disk.data_dir, CANARY) == set()
    # Not even the beginnings that a search by prefix needs; what an engine compresses lies in the same files.
    assert files_with(disk.data_dir, CANARY[:PREFIX_LIMIT]) == set()
    assert files_with(disk.data_dir, CANARY[:6]) == set()


@pytest.mark.slow
def test_a_reader_of_the_old_state_is_waited_for(
    disk: Settings, session: Session, clock: FixedClock, worker: Worker
) -> None:
    seq = publish_canary(session, clock)
    worker.round()
    reader = make_reader(disk.database)
    with Session(reader) as old:
        redaction.owed(old)  # a snapshot from before
        redact_brand(session, clock, seq)
        worker.round()
        assert owed(disk)
    worker.round()
    assert owed(disk) == []
    assert files_with(disk.data_dir, CANARY) == set()
    reader.dispose()


def test_the_index_is_not_rewritten_for_every_single_withdrawal(
    disk: Settings, session: Session, clock: FixedClock, worker: Worker
) -> None:
    first, second = publish_canary(session, clock), publish_canary(session, clock)
    redact_brand(session, clock, first)
    worker.round()
    assert owed(disk) == []
    redact_brand(session, clock, second)
    worker.round()
    assert len(owed(disk)) == 1
    clock.advance(seconds=COMPACT_EVERY.total_seconds())
    worker.round()
    assert owed(disk) == []
    assert timedelta(hours=1) > COMPACT_EVERY


def test_a_redaction_that_the_index_has_not_seen_waits(
    disk: Settings, session: Session, clock: FixedClock, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    seq = publish_canary(session, clock)
    worker.round()
    redact_brand(session, clock, seq)
    monkeypatch.setattr("search.indexer.BATCH", 0)  # this round reads nothing new
    worker.round()
    assert owed(disk)


def test_an_index_command_at_work_is_left_alone(
    disk: Settings, session: Session, clock: FixedClock, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.work._TURN_SECONDS", 0.05)
    register_company(session, clock)
    session.commit()
    with index_lock(disk, 1):
        assert worker.round() == 0
    assert worker.round() > 0


def test_the_first_round_of_a_day_makes_due_documents_anew(
    disk: Settings, session: Session, clock: FixedClock, worker: Worker
) -> None:
    register_company(session, clock)
    session.commit()
    worker.round()
    search = open_engine(disk.search)
    clock.set(clock.now().replace(year=2029))
    today = date(2029, 11, 21)
    assert search.due(today, 10)
    worker.round()
    assert search.due(today, 10) == []
    search.close()


@pytest.mark.slow
def test_postgresql_is_cleared_too(postgresql_server: str, tmp_path: Path, clock: FixedClock) -> None:
    address = postgresql.fresh_database(postgresql_server, "register_work", "register_template")
    settings = Settings(data_dir=tmp_path, database_url=address, search_url="memory:")
    writer = make_writer(address)
    worker = Worker(settings, writer, open_engine("memory:"), clock)
    with Session(writer) as session:
        seq = publish_canary(session, clock)
        worker.round()
        redact_brand(session, clock, seq)
        worker.round()
    reader = make_reader(address)
    with Session(reader) as session:
        assert redaction.owed(session) == []
    reader.dispose()
    worker.close()
    writer.dispose()
