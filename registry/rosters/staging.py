"""Where a roster waits between reading and applying: a private SQLite file, so that 100,000 rows need no memory.

The file is removed from its folder as soon as it is open and its rows are encrypted under a key that exists only in
this process: whatever happens to the machine, nothing readable is left behind.
"""

import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pysqlite3.dbapi2 as sqlite
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from registry.core.findings import Finding
from registry.core.labels import Label
from registry.rosters.faults import RowFinding

_SCHEMA = """
CREATE TABLE line (
    row INTEGER PRIMARY KEY, person TEXT, permit TEXT, company TEXT, good INTEGER NOT NULL, packed BLOB NOT NULL,
    met INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE finding (
    row INTEGER NOT NULL, place INTEGER, word TEXT, code TEXT NOT NULL, level TEXT NOT NULL,
    zh TEXT NOT NULL, en TEXT NOT NULL, cure_zh TEXT, cure_en TEXT, field TEXT
);
CREATE INDEX finding_row ON finding (row);
"""
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Staged:
    """A row that waits: its number, blind indexes of person and permit ("" when not stated), the company's code.

    `met`: the register knew the person or the permit number when the row was compared with it.
    """

    row: int
    person: str
    permit: str
    company: str
    good: bool
    packed: bytes
    met: bool = False


class Staging:
    """Rows and findings of one file; a context manager."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"roster-{secrets.token_hex(8)}.db"
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        try:
            self._file = sqlite.connect(str(path), isolation_level=None)
            self._file.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY;")
            self._file.executescript(_SCHEMA)
        finally:
            path.unlink()
        self._cipher = AESGCM(AESGCM.generate_key(256))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, where: TracebackType | None
    ) -> None:
        self._file.close()

    def add_lines(self, lines: Sequence[Staged]) -> None:
        """Keep rows."""
        rows = [
            (line.row, line.person, line.permit, line.company, line.good, self._sealed(line.row, line.packed))
            for line in lines
        ]
        self._file.executemany(
            "INSERT INTO line (row, person, permit, company, good, packed) VALUES (?, ?, ?, ?, ?, ?)", rows
        )

    def add_findings(self, findings: Iterable[RowFinding]) -> None:
        """Keep findings; a row with an error is no longer good."""
        rows = [_stored(found) for found in findings]
        if not rows:
            return
        self._file.executemany("INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        errors = [(row[0],) for row in rows if row[4] == "error"]
        self._file.executemany("UPDATE line SET good = 0 WHERE row = ? AND good", errors)

    def note_met(self, rows: Iterable[int]) -> None:
        """Note which rows the register knew the person or the permit number of."""
        self._file.executemany("UPDATE line SET met = 1 WHERE row = ?", [(row,) for row in rows])

    def begin(self) -> None:
        """Open a transaction: many small writes at once."""
        self._file.execute("BEGIN")

    def end(self) -> None:
        """Close the transaction of `begin`."""
        self._file.execute("COMMIT")

    def lines(self, size: int) -> Iterator[list[Staged]]:
        """Rows in order of the file, in lists of up to `size`."""
        last = -1
        query = "SELECT * FROM line WHERE row > ? ORDER BY row LIMIT ?"
        while batch := self._file.execute(query, (last, size)).fetchall():
            yield [
                Staged(row, person, permit, company, bool(good), self._opened(row, sealed), bool(met))
                for row, person, permit, company, good, sealed, met in batch
            ]
            last = batch[-1][0]

    def ask(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query over `line` and `finding`."""
        found: list[tuple[Any, ...]] = self._file.execute(query, values).fetchall()
        return found

    def findings(self) -> Iterator[RowFinding]:
        """All findings in order of the file; none is left out."""
        query = "SELECT * FROM finding ORDER BY row, place IS NULL, place, rowid"
        for row in self._file.execute(query):
            yield _read(row)

    def _sealed(self, row: int, packed: bytes) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, packed, row.to_bytes(4, "big"))

    def _opened(self, row: int, sealed: bytes) -> bytes:
        return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], row.to_bytes(4, "big"))


def _stored(found: RowFinding) -> tuple[Any, ...]:
    finding = found.finding
    cure = (finding.cure.zh, finding.cure.en) if finding.cure else (None, None)
    return (
        found.row, found.place, found.column, finding.code, finding.level, finding.message.zh, finding.message.en,
        *cure, finding.field,
    )  # fmt: skip


def _read(row: tuple[Any, ...]) -> RowFinding:
    number, place, word, code, level, zh, en, cure_zh, cure_en, field = row
    cure = Label(cure_zh, cure_en) if cure_zh is not None else None
    return RowFinding(number, word, place, Finding(code, Label(zh, en), field, level, cure))
