"""Many rows at once, past the ORM: a roster of 100,000 persons must be applied within 30 seconds (issue, section 4)."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session


def insert_rows(session: Session, table: Any, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert tuples in storage form (days as ISO text, moments in microseconds, JSON as text) in one executemany.

    `table` is a Table or a mapped class's __table__. Constraint errors surface as SQLAlchemy's IntegrityError.
    """
    if rows:
        connection = session.connection()
        mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
        connection.exec_driver_sql(_statement(table, tuple(columns), mark), list(rows))


@lru_cache(maxsize=256)
def _statement(table: Table, columns: tuple[str, ...], mark: str) -> str:
    unknown = set(columns) - set(table.columns.keys())
    if unknown:
        raise KeyError(f"{table.name} has no {sorted(unknown)}")
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join([mark] * len(columns))
    return f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'
