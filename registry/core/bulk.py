"""Many rows at once, past the ORM: a roster of 100,000 persons must be applied within 30 seconds (issue, section 4)."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import pysqlite3.dbapi2 as sqlite
from sqlalchemy import Table
from sqlalchemy.orm import Session

from registry.core.behind import Behind, behind_of

# Rows in one statement on SQLite, which opens and closes a savepoint for each statement on a table with triggers.
# Twenty columns of them stay below its limit of 32,766 parameters.
TOGETHER = 100
# The same where a second thread inserts, which asks for the interpreter before and after each statement.
TOGETHER_BEHIND = 250

# Before it binds None, bytes or a truth value pysqlite3 asks three protocols in vain, 1.4 microseconds each time and
# sixty times a person of a roster. An adapter for the very type answers at once, with the value as it is stored anyway.
sqlite.register_adapter(type(None), {}.get)
sqlite.register_adapter(bytes, bytes.__bytes__)
sqlite.register_adapter(bool, int)


def insert_rows(session: Session, table: Any, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert tuples in storage form (days as ISO text, moments in microseconds, JSON as text), in order.

    `table` is a Table or a mapped class's __table__. Constraint errors surface as SQLAlchemy's IntegrityError, inside
    `inserting_behind` later than here.
    """
    if not rows:
        return
    behind = behind_of(session)
    if behind is not None:
        _hand_on(behind, table, tuple(columns), rows)
        return
    connection = session.connection()
    names = tuple(columns)
    whole = 0
    if connection.dialect.name == "sqlite" and len(rows) >= TOGETHER:
        whole = len(rows) // TOGETHER * TOGETHER
        many = _statement(table, names, "?", TOGETHER)
        for at in range(0, whole, TOGETHER):
            connection.exec_driver_sql(many, tuple(chain.from_iterable(rows[at : at + TOGETHER])))
    if whole < len(rows):
        mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
        connection.exec_driver_sql(_statement(table, names, mark, 1), list(rows[whole:]))


def _hand_on(behind: Behind, table: Table, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
    for at in range(0, len(rows), TOGETHER_BEHIND):
        part = rows[at : at + TOGETHER_BEHIND]
        statement = _statement(table, names, "?", len(part))
        behind.insert(table.name, statement, tuple(chain.from_iterable(part)))


@lru_cache(maxsize=256)
def _statement(table: Table, columns: tuple[str, ...], mark: str, count: int) -> str:
    unknown = set(columns) - set(table.columns.keys())
    if unknown:
        raise KeyError(f"{table.name} has no {sorted(unknown)}")
    names = ", ".join(f'"{name}"' for name in columns)
    marks = f"({', '.join([mark] * len(columns))})"
    return f'INSERT INTO "{table.name}" ({names}) VALUES {", ".join([marks] * count)}'
