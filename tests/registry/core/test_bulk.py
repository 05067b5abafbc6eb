"""Rows in bulk: all of them, in order, whatever their number, and every constraint holds."""

import pysqlite3.dbapi2 as sqlite
import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from registry.core.bulk import TOGETHER, insert_rows
from registry.record.models import RecordEntry, RecordKey

COLUMNS = ("namespace", "key", "kind", "ref", "owner")
ENTRY = (
    "seq", "kind", "listed", "ref", "owner", "version", "effective_on", "recorded_at", "corrects", "basis", "leaf",
    "leaf_hash",
)  # fmt: skip


def keys(count: int) -> list[tuple[str, ...]]:
    return [("n", f"{number:05d}", "sample", f"r{number}", f"o{number}") for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, TOGETHER - 1, TOGETHER, TOGETHER + 1, 2 * TOGETHER, 3 * TOGETHER + 50])
def test_every_row_arrives(session: Session, count: int) -> None:
    insert_rows(session, RecordKey.__table__, COLUMNS, keys(count))
    found = session.execute(select(*(RecordKey.__table__.c[name] for name in COLUMNS)).order_by(RecordKey.key))
    assert [tuple(row) for row in found] == keys(count)


@pytest.mark.parametrize("place", [0, TOGETHER - 1, TOGETHER + 7])
def test_a_row_that_breaks_a_constraint_is_refused_wherever_it_stands(session: Session, place: int) -> None:
    rows = keys(TOGETHER + 10)
    insert_rows(session, RecordKey.__table__, COLUMNS, [rows[place]])
    with pytest.raises(IntegrityError):
        insert_rows(session, RecordKey.__table__, COLUMNS, rows)


@pytest.mark.parametrize("place", [1, TOGETHER - 1, TOGETHER + 7])
def test_the_walls_stand_for_rows_in_bulk(session: Session, place: int) -> None:
    rows = [
        (seq, "k", False, "r", "o", 1, "2026-11-21", seq, None, "", b"leaf", b"hash") for seq in range(1, TOGETHER + 20)
    ]
    gap = [*rows[:place], *rows[place + 1 :]]
    with pytest.raises(DatabaseError, match="next number only"):
        insert_rows(session, RecordEntry.__table__, ENTRY, gap)


def test_an_unknown_column_is_refused(session: Session) -> None:
    with pytest.raises(KeyError):
        insert_rows(session, RecordKey.__table__, ("nowhere",), [("x",)])


def test_values_are_stored_as_what_they_are() -> None:
    """Nothing, bytes (empty and with zeros) and truth values go through adapters of ours."""
    values = (None, b"", b"\x00\xff\x00", True, False, 1, "x", bytearray(b"ab"))
    with sqlite.connect(":memory:") as connection:
        for value in values:
            kind, back = connection.execute("SELECT typeof(?1), ?1", (value,)).fetchone()
            stored = {type(None): "null", bytes: "blob", bytearray: "blob", str: "text"}.get(type(value), "integer")
            assert (kind, back) == (stored, value)
