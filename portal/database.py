"""Reading and writing the register: one read-only snapshot per request, one write unit per act."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import pysqlite3.dbapi2
from flask import Flask, current_app, g
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.index_key import check
from portal.settings import Settings
from portal.writerlock import BUSY, writer_lock
from registry.core.base import Base
from registry.core.errors import Busy
from registry.record import reading

db = SQLAlchemy(metadata=Base.metadata)

# Releases of SQLite known to be free of the WAL-reset fault (safety 0.2); a newer one is added after it was tried.
GOOD_SQLITE = frozenset({"3.51.3", "3.52.0", "3.53.0", "3.53.1", "3.53.2", "3.53.3", "3.53.4"})
ADVISORY_LOCK = 4_910_001  # PostgreSQL: the one writer's number

# Parameters reach pysqlite3 as the standard library's types; it knows no dates of its own and needs none.
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-32000",
)

# What a roster's unit wrote to the log moves to the file when others may write again.
_SQLITE_LARGE = ("PRAGMA wal_autocheckpoint=0",)
_SQLITE_USUAL = ("PRAGMA wal_checkpoint(PASSIVE)", "PRAGMA wal_autocheckpoint=1000")


def engine_options(url: str) -> dict[str, Any]:
    """Options of `create_engine` for one address. Errors never carry the values of a statement: they end in logs."""
    if url.startswith("sqlite"):
        return {"module": pysqlite3.dbapi2, "connect_args": {"check_same_thread": False}, "hide_parameters": True}
    return {"isolation_level": "REPEATABLE READ", "pool_pre_ping": True, "hide_parameters": True}


def reader_options(url: str) -> dict[str, Any]:
    """Options for reading: whoever reads ends the snapshot, and the pool need not end it again on SQLite."""
    options = engine_options(url)
    return {**options, "pool_reset_on_return": None} if url.startswith("sqlite") else options


def make_reader(url: str) -> Engine:
    """An engine whose every transaction is a read-only snapshot."""
    engine = create_engine(url, **reader_options(url))
    prepare(engine, writes=False)
    return engine


def make_writer(url: str) -> Engine:
    """An engine whose every transaction may write; only `write_unit` and the command line use it."""
    options = engine_options(url)
    options.pop("isolation_level", None)
    engine = create_engine(url, **options)
    prepare(engine, writes=True)
    return engine


def prepare(engine: Engine, *, writes: bool) -> None:
    """Hang the connection settings and the kind of BEGIN onto an engine."""
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _connect(raw: Any, _: Any) -> None:
            raw.isolation_level = None  # transactions begin where we say so, not where the driver guesses
            for pragma in _SQLITE_PRAGMAS:
                raw.execute(pragma)
            if not writes:
                raw.execute("PRAGMA query_only=ON")

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            if writes:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:  # nothing to wait for and nothing to go wrong: past SQLAlchemy, which takes longer than the rest
                driver: Any = connection.connection.driver_connection
                driver.execute("BEGIN")
                try:
                    check(connection)
                except BaseException:
                    driver.execute("ROLLBACK")  # nobody else knows of this transaction, and the pool ends none
                    raise

    elif not writes:

        @event.listens_for(engine, "begin")
        def _begin_snapshot(connection: Connection) -> None:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
            check(connection)


def init_database(app: Flask, settings: Settings) -> None:
    """Give Flask-SQLAlchemy the reading engine and keep the writing one beside it."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = reader_options(settings.database)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine, writes=False)
    app.extensions["register_writer"] = make_writer(settings.database)


def read_session() -> Session:
    """This request's session: one read-only snapshot, closed with the request."""
    return db.session()


def snapshot_position(session: Session) -> int:
    """The newest entry in this request's snapshot, asked once however many parts of a page need it."""
    if "position" not in g:
        g.position = reading.position(session)
    found: int = g.position
    return found


@contextmanager
def write_unit(wait_seconds: float | None = None, *, large: bool = False) -> Iterator[Session]:
    """One write transaction of the current app: locked, committed at the end, rolled back on any error. `large` is for
    many thousand rows, see `large_unit`.

    Raises Busy when another writer holds the register for longer than the settings allow. Never nested.
    """
    settings: Settings = current_app.extensions["settings"]
    if g.get("writing"):
        raise RuntimeError("a write unit inside a write unit")
    g.writing = True
    try:
        engine: Engine = current_app.extensions["register_writer"]
        with (large_unit if large else unit)(engine, settings, wait_seconds) as session:
            yield session
    finally:
        g.writing = False


@contextmanager
def unit(engine: Engine | Connection, settings: Settings, wait_seconds: float | None = None) -> Iterator[Session]:
    """A write transaction on `engine` under the register's lock; what `write_unit` and the worker share.

    Raises Busy, IndexKeyChanged.
    """
    wait = settings.write_wait_seconds if wait_seconds is None else wait_seconds
    locking: AbstractContextManager[None]
    sqlite = engine.dialect.name == "sqlite"
    locking = writer_lock(settings.lock_path, wait) if sqlite else nullcontext()
    with locking, Session(engine, expire_on_commit=False) as session:
        if not sqlite:
            _advisory_lock(session, wait)
        check(session.connection())  # under the lock: nobody changes the key before this is committed
        yield session
        session.commit()


@contextmanager
def large_unit(engine: Engine, settings: Settings, wait_seconds: float | None = None) -> Iterator[Session]:
    """A unit of many thousand rows: the log is emptied after the lock."""
    with engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        sqlite = engine.dialect.name == "sqlite"
        for pragma in _SQLITE_LARGE if sqlite else ():
            raw.execute(pragma).fetchall()
        try:
            with unit(connection, settings, wait_seconds) as session:
                yield session
        finally:
            for pragma in _SQLITE_USUAL if sqlite else ():
                raw.execute(pragma).fetchall()


def _advisory_lock(session: Session, wait_seconds: float) -> None:
    """The one writer's lock on PostgreSQL, held to the end of the transaction. Raises Busy after the wait."""
    session.execute(text(f"SET LOCAL lock_timeout = {int(wait_seconds * 1000)}"))
    try:
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": ADVISORY_LOCK})
    except OperationalError as problem:
        raise Busy(BUSY) from problem


def sqlite_version() -> str:
    """The version of the SQLite library that serves the register, not of the interpreter's own."""
    return str(pysqlite3.dbapi2.sqlite_version)
