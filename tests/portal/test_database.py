"""Reading never writes, writing is one locked unit, and the file is kept as safely as promised."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.database import db, read_session, write_unit
from portal.writerlock import writer_lock
from registry.core.clock import FixedClock
from registry.record import reading
from tests.make.record import recorded, sample


def test_a_reading_session_cannot_write(app: Flask) -> None:
    with app.app_context():
        session = read_session()
        assert reading.position(session) == 0
        with pytest.raises(DBAPIError, match="readonly"):
            session.execute(text("INSERT INTO record_log (id, log_id) VALUES (1, 'x')"))


def test_a_reading_session_keeps_its_snapshot_while_others_write(app: Flask, clock: FixedClock) -> None:
    with app.app_context():
        assert reading.position(read_session()) == 0
        with write_unit() as session:
            recorded(session, clock, [sample()])
        assert reading.position(read_session()) == 0
        db.session.remove()
        assert reading.position(read_session()) == 1


def failing_unit(clock: FixedClock, *, large: bool = False) -> None:
    """A unit that appends and then meets an error."""
    with write_unit(large=large) as session:
        recorded(session, clock, [sample()])
        raise RuntimeError("half way")


def test_a_unit_that_fails_leaves_nothing_and_frees_the_lock(app: Flask, clock: FixedClock) -> None:
    with app.app_context():
        with pytest.raises(RuntimeError, match="half way"):
            failing_unit(clock)
        with write_unit(0.5) as session:
            assert reading.position(session) == 0


def test_a_large_unit_frees_the_lock_before_its_log_moves_to_the_file(app: Flask, clock: FixedClock) -> None:
    moved: list[str] = []

    def note(statement: str) -> None:
        if "wal_checkpoint" in statement:
            with writer_lock(app.extensions["settings"].lock_path, 0.1):
                moved.append(statement)

    with app.app_context():
        with write_unit(large=True) as session:
            recorded(session, clock, [sample()])
            raw = session.connection().connection.dbapi_connection
            assert raw is not None
            raw.set_trace_callback(note)
            assert session.scalar(text("PRAGMA wal_autocheckpoint")) == 0
        raw.set_trace_callback(None)
        assert moved
        with write_unit() as session:
            assert reading.position(session) == 1
            assert session.scalar(text("PRAGMA wal_autocheckpoint")) == 1000
            assert session.scalar(text("PRAGMA cache_size")) == -32000


def test_a_large_unit_that_fails_leaves_nothing(app: Flask, clock: FixedClock) -> None:
    with app.app_context():
        with pytest.raises(RuntimeError, match="half way"):
            failing_unit(clock, large=True)
        with write_unit(0.5, large=True) as session:
            assert reading.position(session) == 0


def test_units_are_never_nested(app: Flask) -> None:
    with app.app_context(), write_unit(), pytest.raises(RuntimeError, match="inside"), write_unit():
        raise AssertionError("a unit inside a unit")


def test_both_engines_keep_the_promised_pragmas(app: Flask) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "trusted_schema": 0}
    with app.app_context():
        for engine in (db.engine, app.extensions["register_writer"]):
            with engine.connect() as connection:
                found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
            assert found == wanted
