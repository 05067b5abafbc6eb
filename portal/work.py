"""The worker process: the only index writer, the one that takes erased bytes off the disk and works on the queue."""

import logging
import signal
import threading
from datetime import date, datetime, timedelta
from types import FrameType

from flask import Blueprint, current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.backup.ledger import Ledger
from portal.backup.unfinished import refuse_unfinished
from portal.database import make_reader, unit
from portal.indexing import Told, bar, index_lock
from portal.jobs import Jobs
from portal.settings import Settings
from portal.wiring import wiring
from portal.writerlock import writer_lock
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import Busy
from registry.record import redaction
from search.indexer import Indexer
from search.protocol import Engine as SearchEngine

blueprint = Blueprint("work", __name__, cli_group=None)
log = logging.getLogger("portal.work")

PAUSE_SECONDS = 0.5  # a new entry must be searchable within two seconds
AFTER_FAILURE_SECONDS = 5.0
JOIN_SECONDS = 5.0  # what is at work then is cut off
COMPACT_EVERY = timedelta(minutes=10)  # erased bytes must have left the index within the hour
_TURN_SECONDS = 1.0  # how long a round waits for the index commands to finish

# Where values of public faces have lain; a plain VACUUM would leave the dead rows in their files.
_POSTGRESQL_TABLES = ("record_side", "record_current", "record_key", "photo")


@blueprint.cli.command("work")
def work_command() -> None:
    """Keep the index up to the record, take erased bytes off the disk, work on the queue, until told to stop."""
    refuse_unfinished(wiring().settings)
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    at = wiring()
    writer = current_app.extensions["register_writer"]
    jobs = Jobs(at.settings, writer, at.clock, at.keyring)
    # Beside the index: a mail server that does not answer must not make search late. A job cut off here is
    # leased again, or doubtful when it had begun.
    beside = threading.Thread(target=jobs.run, args=(stopping,), name="jobs", daemon=True)
    beside.start()
    with bar("重建索引 · building the index") as told:
        worker = Worker(at.settings, writer, at.search, at.clock, told)
        begun = False
        while not stopping.is_set():
            try:
                begun = begun or worker.begin()
                busy = worker.round()
            except Exception:
                # One failure must not end the worker: the next round starts again from its own position.
                log.exception("a round of work failed")
                stopping.wait(AFTER_FAILURE_SECONDS)
                continue
            if not busy:
                stopping.wait(PAUSE_SECONDS)
    beside.join(JOIN_SECONDS)


class Worker:
    """What one worker process does, round by round."""

    def __init__(
        self, settings: Settings, writer: Engine, search: SearchEngine, clock: Clock, told: Told | None = None
    ) -> None:
        self._settings = settings
        self._writer = writer
        self._reader = make_reader(settings.database)
        self._search = search
        self._clock = clock
        self._indexer = Indexer(search, clock, told)
        self._ledger = Ledger(settings.ledger_path)
        self._refreshed_on: date | None = None
        self._compacted_at: datetime | None = None
        self._compacted_to = 0

    def begin(self) -> bool:
        """Compare the index with its checksums and with the record, and build it anew where they differ."""
        with index_lock(self._settings, _TURN_SECONDS), Session(self._reader) as session:
            self._indexer.check(session)
        return True

    def round(self) -> int:
        """Bring the index up to the record, then pay what redactions owe; returns the entries applied.

        Does nothing while an index command is at work.
        """
        try:
            with index_lock(self._settings, _TURN_SECONDS):
                applied = self._follow()
                self._keep_ledger()
                self._erase()
        except Busy:
            return 0
        return applied

    def close(self) -> None:
        """Let go of the register."""
        self._reader.dispose()

    def _follow(self) -> int:
        with Session(self._reader) as session:
            applied = self._indexer.run_once(session).entries
        today = shanghai_date(self._clock.now())
        if self._refreshed_on != today:
            with Session(self._reader) as session:
                while self._indexer.refresh(session):
                    pass
            self._refreshed_on = today
        return applied

    def _keep_ledger(self) -> None:
        """What is erased is in the ledger before it is reported gone: a restored backup must be able to repeat it."""
        with Session(self._reader) as session:
            self._ledger.follow(session)

    def _erase(self) -> None:
        """Take the bytes of pending redactions off the disk and report them done.

        SQLite overwrites what it frees (secure_delete); the write-ahead log still holds older pages until it is
        truncated, under the register's lock so that no writer adds to it meanwhile. The index is compacted so that
        no segment keeps replaced documents. A redaction that the index has not applied yet waits for the next round.
        """
        cursor = self._search.cursor()
        with Session(self._reader) as session:
            pending = [seq for seq in redaction.owed(session) if cursor and seq <= cursor.position]
        if not pending:
            return
        if pending[-1] > self._compacted_to:
            now = self._clock.now()
            if self._compacted_at is not None and now - self._compacted_at < COMPACT_EVERY:
                return
            self._indexer.compact()
            self._compacted_at, self._compacted_to = now, pending[-1]
        if not self._clear_register():
            return
        with unit(self._writer, self._settings) as session:
            redaction.report_done(session, pending, self._clock.now())

    def _clear_register(self) -> bool:
        """Whether no file of the database holds replaced rows; False when a reader still needs some of them."""
        raw = self._writer.raw_connection()
        try:
            if self._writer.dialect.name != "sqlite":
                raw.driver_connection.autocommit = True
                for table in _POSTGRESQL_TABLES:
                    raw.driver_connection.execute(f"VACUUM (FULL, FREEZE) {table}")
                return True
            with writer_lock(self._settings.lock_path, self._settings.write_wait_seconds):
                busy, _, _ = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
        finally:
            raw.close()
