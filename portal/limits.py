"""Rate limits in a SQLite file of their own, so that counting a question never writes to the register.

The file is disposable: missing or damaged, it is made anew. When even that fails the caller is told by `LimitsDown`
and decides: a QR code is never limited, a typed check is refused rather than left open to guessing.
"""

import ipaddress
import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite

from registry.core.base import to_micros
from registry.core.clock import Clock

_SCHEMA = "CREATE TABLE IF NOT EXISTS bucket (name TEXT PRIMARY KEY, full_at INTEGER NOT NULL) WITHOUT ROWID"
_SECOND = 1_000_000
_SWEEP_EVERY = 512  # a sweep costs one scan of a small table


class LimitsDown(Exception):
    """The counting file can be neither read nor made anew."""


@dataclass(frozen=True, slots=True)
class Rule:
    """At most `limit` hits of `bucket` at once, regained evenly over `window` seconds."""

    bucket: str
    limit: int
    window: int


@dataclass(frozen=True, slots=True)
class Allowed:
    """The hit was counted."""


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """Refused and not counted; `seconds` (at least 1) until one hit is free again."""

    seconds: int


class Limits:
    """Counts hits by the generic cell rate algorithm: one row and one moment per bucket, exact waiting times.

    One connection per thread; each hit is one short write transaction, shared by all processes of the machine.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._local = threading.local()

    def hit(self, bucket: str, limit: int, window: int) -> Allowed | RetryAfter:
        """Count one hit of `bucket` (`limit` hits per `window` seconds). Raises LimitsDown."""
        return self.hit_all([Rule(bucket, limit, window)])

    def hit_all(self, rules: Sequence[Rule]) -> Allowed | RetryAfter:
        """Count one hit under every rule, or under none when one of them refuses. Raises LimitsDown."""
        try:
            return self._count(rules)
        except (sqlite.Error, OSError) as problem:
            if "locked" in str(problem):  # healthy, only crowded: its counts are worth keeping
                raise LimitsDown from problem
            self._discard()
        try:
            return self._count(rules)
        except (sqlite.Error, OSError) as problem:
            self._close()
            raise LimitsDown from problem

    def _count(self, rules: Sequence[Rule]) -> Allowed | RetryAfter:
        now = to_micros(self._clock.now())
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            wait = 0
            marks = []
            for rule in rules:
                row = connection.execute("SELECT full_at FROM bucket WHERE name = ?", (rule.bucket,)).fetchone()
                span = rule.window * _SECOND
                # Further ahead than the window means that the clock was set back: nobody stays locked out for that.
                used_until = row[0] if row and now < row[0] <= now + span else now
                filled = used_until + span // rule.limit
                wait = max(wait, filled - (now + span))
                marks.append((rule.bucket, filled))
            if wait > 0:
                connection.execute("ROLLBACK")
                return RetryAfter(-(-wait // _SECOND))
            connection.executemany(
                "INSERT INTO bucket (name, full_at) VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET full_at = excluded.full_at",
                marks,
            )
            self._local.hits += 1
            if self._local.hits % _SWEEP_EVERY == 0:
                connection.execute("DELETE FROM bucket WHERE full_at < ?", (now,))
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return Allowed()

    def _connection(self) -> sqlite.Connection:
        """This thread's connection, opened again when the file was replaced under it."""
        with suppress(FileNotFoundError):
            if getattr(self._local, "inode", None) == os.stat(self._path).st_ino:
                return self._local.connection
        self._close()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite.connect(str(self._path), timeout=2.0, isolation_level=None)
        self._local.connection = connection
        connection.execute("PRAGMA journal_mode = WAL")
        # Losing the last seconds of counting to a power cut costs nothing.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(_SCHEMA)
        self._local.inode = os.stat(self._path).st_ino
        self._local.hits = 0
        return connection

    def _close(self) -> None:
        connection = getattr(self._local, "connection", None)
        self._local.connection = self._local.inode = None
        if connection is not None:
            with suppress(sqlite.Error):
                connection.close()

    def _discard(self) -> None:
        """Drop a damaged file with its companions."""
        self._close()
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                Path(f"{self._path}{suffix}").unlink()


def network_of(address: str | None) -> str:
    """The network a caller counts under: /24 of IPv4, /64 of IPv6 (mapped IPv4 as IPv4), "unknown" without one."""
    try:
        host = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    mapped = getattr(host, "ipv4_mapped", None)
    host = mapped or host
    prefix = 24 if host.version == 4 else 64
    return str(ipaddress.ip_network(f"{host}/{prefix}", strict=False))
