"""When each sign-in was last seen, in a SQLite file of its own, so that looking at a page never writes to the register.

The file is disposable: without it a sign-in lasts its twelve hours instead of ending after an idle one.
"""

import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite

from registry.core.base import to_micros
from registry.core.clock import Clock

_SCHEMA = "CREATE TABLE IF NOT EXISTS seen (ref TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID"
_SECOND = 1_000_000
_WRITE_EVERY_SECONDS = 60
_FORGET_AFTER_SECONDS = 86_400


class Seen:
    """Counts idle time. One connection per thread."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._local = threading.local()

    def touch(self, ref: str, idle: timedelta) -> bool:
        """Note that a sign-in was seen now; False when it had been idle for longer than `idle`."""
        now = to_micros(self._clock.now())
        try:
            connection = self._connection()
            row = connection.execute("SELECT at FROM seen WHERE ref = ?", (ref,)).fetchone()
            if row and now - row[0] > idle.total_seconds() * _SECOND:
                return False
            if row is None or now - row[0] >= _WRITE_EVERY_SECONDS * _SECOND:
                connection.execute(
                    "INSERT INTO seen (ref, at) VALUES (?, ?) ON CONFLICT (ref) DO UPDATE SET at = excluded.at",
                    (ref, now),
                )
                connection.execute("DELETE FROM seen WHERE at < ?", (now - _FORGET_AFTER_SECONDS * _SECOND,))
        except sqlite.Error:
            # Losing the idle clock must not lock everybody out; the sign-in's own end still holds.
            self._close()
        return True

    def _connection(self) -> sqlite.Connection:
        if getattr(self._local, "connection", None) is None or not self._path.exists():
            self._close()
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite.connect(str(self._path), timeout=2.0, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(_SCHEMA)
            self._local.connection = connection
        return self._local.connection

    def _close(self) -> None:
        connection = getattr(self._local, "connection", None)
        self._local.connection = None
        if connection is not None:
            with suppress(sqlite.Error):
                connection.close()
