"""Damage, kills and cuts: an index may be stale or absent, never wrong, and it heals by itself (faults F9 to F12)."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from registry.core.clock import FixedClock, shanghai_date
from search.engines import open_engine
from search.indexer import Indexer
from search.protocol import Engine, IndexAbsent, IndexDamaged, IndexUnavailable, Query
from tests.make.companies import register_company
from tests.make.search import TODAY, company
from tests.search.conftest import START, begin

DAMAGES: dict[str, Callable[[Path, random.Random], None]] = {
    "flip": lambda path, chance: _flip(path, chance),
    "truncate": lambda path, chance: os.truncate(path, chance.randrange(path.stat().st_size)),
    "zero": lambda path, chance: path.write_bytes(bytes(path.stat().st_size)),
    "remove": lambda path, chance: path.unlink(),
}


def _flip(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def data_files(folder: Path) -> list[Path]:
    """The files whose content answers depend on; locks and managed lists are not among them."""
    return sorted(
        path
        for path in folder.glob("g*/*")
        if path.is_file()
        and not path.name.startswith((".", "manifest"))
        and "LOCK" not in path.name
        and path.stat().st_size
    )


def answers(engine: Engine) -> tuple[int, tuple[str, ...]]:
    answer = engine.search(Query(filters={"district": ("990101",)}), TODAY)
    return answer.total, tuple(sorted(hit.ref for hit in answer.hits))


@pytest.mark.faults
class TestDamage:
    @pytest.mark.parametrize("damage", DAMAGES)
    def test_is_noticed_and_never_answered_from(self, address: str, tmp_path: Path, damage: str) -> None:
        chance = random.Random(damage)
        silent = 0
        for trial in range(12):
            engine = begin(open_engine(address))
            engine.apply([company(f"c{number}") for number in range(15)], (), START)
            right = answers(engine)
            engine.close()
            DAMAGES[damage](chance.choice(data_files(tmp_path / "index")), chance)
            fresh = open_engine(address)
            try:
                fresh.verify()
                assert answers(fresh) == right, trial
                silent += 1
            except IndexUnavailable:
                pass
            fresh.close()
            fresh.destroy()
        assert silent <= 2  # a flipped bit may lie where nothing is read from

    def test_heals_at_the_next_start(self, address: str, tmp_path: Path, session: Session, clock: FixedClock) -> None:
        engine = open_engine(address)
        refs = {register_company(session, clock) for _ in range(4)}
        Indexer(engine, clock).catch_up(session)
        engine.close()
        for path in data_files(tmp_path / "index"):
            path.write_bytes(bytes(path.stat().st_size))
        fresh = open_engine(address)
        with pytest.raises(IndexUnavailable):
            fresh.search(Query(), shanghai_date(clock.now()))
        assert Indexer(fresh, clock).run_once(session).rebuilt
        assert {hit.ref for hit in fresh.search(Query(), shanghai_date(clock.now())).hits} == refs
        assert len(list((tmp_path / "index").glob("g*"))) == 1
        fresh.close()

    def test_a_power_cut_leaves_an_older_index_that_catches_up(
        self, address: str, tmp_path: Path, session: Session, clock: FixedClock
    ) -> None:
        engine = open_engine(address)
        refs = {register_company(session, clock)}
        Indexer(engine, clock).catch_up(session)
        engine.close()
        shutil.copytree(tmp_path / "index", tmp_path / "before")
        refs |= {register_company(session, clock) for _ in range(3)}
        after = open_engine(address)
        Indexer(after, clock).catch_up(session)
        after.close()
        # Commits are not synced to the disk: what was acknowledged last may be gone, as if it had never been written.
        shutil.rmtree(tmp_path / "index")
        (tmp_path / "before").rename(tmp_path / "index")
        fresh = open_engine(address)
        applied = Indexer(fresh, clock).catch_up(session)
        assert (applied.rebuilt, applied.documents) == (False, 3)
        assert {hit.ref for hit in fresh.search(Query(), shanghai_date(clock.now())).hits} == refs
        fresh.close()

    def test_word_of_a_reader_makes_the_writer_look(
        self, address: str, tmp_path: Path, session: Session, clock: FixedClock
    ) -> None:
        engine, reader = open_engine(address), open_engine(address)
        register_company(session, clock)
        indexer = Indexer(engine, clock)
        indexer.catch_up(session)
        for path in data_files(tmp_path / "index"):
            if path.suffix != ".toc" and path.name != "meta.json":
                path.write_bytes(bytes(path.stat().st_size))
        reader.suspect()
        assert indexer.run_once(session).rebuilt
        assert not reader.suspected()
        assert indexer.run_once(session).entries == 0
        for each in (engine, reader):
            each.close()

    def test_a_directory_that_vanishes_while_serving_is_an_absent_index(self, address: str) -> None:
        engine = begin(open_engine(address))
        engine.apply([company("a")], (), START)
        assert answers(engine)[0] == 1
        open_engine(address).destroy()
        with pytest.raises((IndexAbsent, IndexDamaged)):
            answers(engine)
        engine.close()


KILLED = """
import sys
from search.engines import open_engine
from search.protocol import Cursor
from tests.make.search import company
engine = open_engine(sys.argv[1])
at = engine.cursor().position
while True:
    at += 1
    engine.apply([company(f"c{at}")], [f"company/c{at - 5}"] if at > 5 else [], Cursor("log", at, str(at)))
    print(at, flush=True)
"""


HALF = """
import os, signal, sys
from search.engines import open_engine
from tests.make.search import company
rebuild = open_engine(sys.argv[1]).rebuild()
rebuild.add([company("new")])
rebuild.progress(1, 2)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.faults
@pytest.mark.slow
def test_a_killed_writer_leaves_documents_and_cursor_in_step(address: str) -> None:
    chance = random.Random(7)
    begin(open_engine(address)).close()
    for _ in range(12):
        child = subprocess.Popen(
            [sys.executable, "-c", KILLED, address], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
        )
        assert child.stdout is not None
        acknowledged = int(child.stdout.readline() or 0)
        time.sleep(chance.uniform(0.0, 0.15))
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read().split()
        acknowledged = max([acknowledged, *(int(line) for line in rest)])
        child.wait()
        child.stdout.close()
        engine = open_engine(address)
        engine.verify()
        cursor = engine.cursor()
        assert cursor is not None
        at = cursor.position
        assert at >= acknowledged
        expected = {f"company/c{number}" for number in range(max(1, at - 4), at + 1)}
        assert set(engine.keys()) == expected
        assert engine.doc_count() == len(expected)
        engine.close()


@pytest.mark.faults
def test_an_interrupted_rebuild_leaves_the_old_index_and_is_swept(address: str, tmp_path: Path) -> None:
    engine = begin(open_engine(address))
    engine.apply([company("old")], (), START)
    engine.close()
    child = subprocess.run([sys.executable, "-c", HALF, address], cwd=Path(__file__).parents[2], check=False)
    assert child.returncode == -signal.SIGKILL
    fresh = open_engine(address)
    assert answers(fresh)[1] == ("old",)
    assert len(list((tmp_path / "index").glob("g*"))) == 2
    fresh.rebuild().finish(START)
    assert len(list((tmp_path / "index").glob("g*"))) == 1
    assert fresh.rebuilding() is None
    fresh.close()
