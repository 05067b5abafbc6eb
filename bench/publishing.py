"""Appending to the record in batches against the bare driver, and a whole roster through the importer."""

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median

import orjson
import pysqlite3.dbapi2 as sqlite
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bench import make_roster
from bench.plan import Effort
from bench.table import Table
from portal.database import make_writer, unit
from portal.schema import upgrade
from portal.settings import Settings
from portal.wiring import keyring
from registry.areas.actions import load
from registry.background_checks.disclosure import ChecksFace, PublicCheck
from registry.background_checks.states import PublicOutcome
from registry.core.actor import SYSTEM
from registry.core.base import new_ref
from registry.core.clock import Clock, FixedClock
from registry.core.sources import Source
from registry.core.taxonomy import ServiceLine
from registry.permits.disclosure import PermitFace
from registry.permits.states import PermitState
from registry.record.actions import Publication, publish
from registry.record.kinds import Face
from registry.rosters.actions import apply_workers
from registry.rosters.actions_companies import apply_companies
from registry.rosters.preparing import prepare_workers
from registry.rosters.preparing_companies import prepare_companies
from registry.rosters.staging import Staging
from registry.rosters.worker_rows import FileTerms
from registry.workers.disclosure import EmploymentFace, OfferedService

BATCH = 1000
LEAST = 1 / 30
_NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
_TODAY = date(2026, 11, 21)


def publishing(effort: Effort) -> Table:
    """Batches of 1,000 entries: publish and commit, `current` included, against executemany of the same payloads."""
    table = Table(
        "Publishing in batches of 1,000",
        ("measure", "entries/s", "driver rows/s", "ratio (lowest to highest)", "ratio of CPU", "target"),
    )
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), demo=False)
        engine = make_writer(settings.database)
        upgrade(engine, settings)
        clock = FixedClock(_NOW)
        peer = _plain(Path(folder) / "plain.db")
        random = Random(1)
        ours: list[tuple[float, float]] = []
        driver: list[tuple[float, float]] = []
        for turn in range(2 + 4 * effort.pairs):
            items = [_publication(random) for _ in range(BATCH)]
            faces = [item.face for item in items]
            rows: list[tuple[object, ...]] = [
                (turn * BATCH + at, item.kind.name, item.ref, item.owner, "2026-11-21", orjson.dumps(_plainly(face)))
                for at, (item, face) in enumerate(zip(items, faces, strict=True))
            ]

            both = [(partial(_publish, engine, settings, clock, items), ours), (partial(_insert, peer, rows), driver)]
            for act, kept in both if turn % 2 == 0 else reversed(both):
                kept.append(_timed(act))
        peer.close()
        engine.dispose()
    ours, driver = ours[2:], driver[2:]  # the first batches warm caches
    walls = [theirs[0] / mine[0] for mine, theirs in zip(ours, driver, strict=True)]
    cpus = [theirs[1] / mine[1] for mine, theirs in zip(ours, driver, strict=True)]
    ratio = median(walls)
    rate, peer_rate = (BATCH / median(wall for wall, _ in kept) for kept in (ours, driver))
    table.add(
        "record.publish and commit", f"{rate:,.0f}", f"{peer_rate:,.0f}",
        f"**1/{1 / ratio:.1f}** (1/{1 / min(walls):.1f} to 1/{1 / max(walls):.1f})", f"1/{1 / median(cpus):.1f}",
        f"≥ 1/30: {'met' if ratio >= LEAST else 'MISSED'}, aim 1/12: {'met' if ratio >= 1 / 12 else 'missed'}",
    )  # fmt: skip
    return table


def importing(effort: Effort) -> Table:
    """A roster of people from its file: read and check, then apply."""
    headings = ("measure", "rows", "read and check rows/s", "apply rows/s", "whole rows/s")
    table = Table("The importer", headings)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(data_dir=folder, demo=False)
        engine = make_writer(settings.database)
        upgrade(engine, settings)
        clock = FixedClock(_NOW)
        ring = keyring(settings)
        make_roster.make(folder, max(20, effort.rows // 50), effort.rows)
        terms = FileTerms(Source.ASSOCIATION)
        with Session(engine) as session, Staging(settings.staging_dir) as staging:
            load(session, SYSTEM, clock)
            apply_companies(
                session, SYSTEM, clock, prepare_companies(session, clock, staging, folder / "companies.xlsx", terms)
            )
            session.commit()
        with Session(engine) as session, Staging(settings.staging_dir) as staging:
            begun = time.perf_counter()
            plan = prepare_workers(session, clock, ring, staging, folder / "workers.xlsx", terms)
            session.rollback()
            read = time.perf_counter() - begun
            begun = time.perf_counter()
            done = apply_workers(session, SYSTEM, clock, ring, plan, beside=True)
            session.commit()
            applied = time.perf_counter() - begun
        assert done.new == effort.rows, f"{done.new} of {effort.rows} rows were applied"
        engine.dispose()
    rows = effort.rows
    table.add(
        "workers.xlsx", f"{rows:,}", f"{rows / read:,.0f}", f"{rows / applied:,.0f}", f"{rows / (read + applied):,.0f}"
    )
    return table


def _publish(engine: Engine, settings: Settings, clock: Clock, items: list[Publication]) -> None:
    with unit(engine, settings) as session:
        publish(session, clock, items)


def _insert(peer: sqlite.Connection, rows: list[tuple[object, ...]]) -> None:
    peer.execute("BEGIN IMMEDIATE")
    peer.executemany("INSERT INTO plain VALUES (?, ?, ?, ?, ?, ?)", rows)
    peer.execute("COMMIT")


def _timed(act: Callable[[], None]) -> tuple[float, float]:
    """Wall seconds and processor seconds of this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - wall, time.process_time() - cpu


def _plain(path: Path) -> sqlite.Connection:
    """The driver's own file: one table, the register's journal settings, nothing else."""
    connection = sqlite.connect(str(path), isolation_level=None)
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",
        "temp_store=MEMORY",
        "cache_size=-32000",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(
        "CREATE TABLE plain (seq INTEGER PRIMARY KEY, kind TEXT, ref TEXT, owner TEXT, effective_on TEXT, payload BLOB)"
    )
    return connection


def _publication(random: Random) -> Publication:
    """An entry like those a roster makes: a permit, a spell, or the checks of somebody new."""
    face: Face
    day = _TODAY - timedelta(days=random.randrange(1000))
    chance = random.randrange(3)
    if chance == 0:
        until = day + timedelta(days=730)
        face = PermitFace(PermitState.ACTIVE, day, until, "云州市家政服务行业协会", Source.ASSOCIATION, False)
    elif chance == 1:
        services = (OfferedService("HC01", ServiceLine.CLEANING), OfferedService("MI01", ServiceLine.CHILD_CARE))
        face = EmploymentFace(new_ref(), day, None, services, Source.ASSOCIATION)
    else:
        check = PublicCheck(PublicOutcome.CLEAR, Source.ASSOCIATION, day, day + timedelta(days=365))
        face = ChecksFace(BC1=check, BC2=check, BC3=check, BC4=check, BC9=check)
    return Publication(face.KIND, new_ref(), new_ref(), face, _TODAY)


def _plainly(face: object) -> dict[str, object]:
    assert isinstance(face, Face)
    return face.fields()
