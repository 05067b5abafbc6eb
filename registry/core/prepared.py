"""Questions that every public page asks: compiled once, and asked of the driver itself.

Running a statement costs SQLAlchemy five times what SQLite needs to answer these. The long way is taken on other
engines and wherever somebody listens to statements (registry/core/behind.py, tests), with the same answers.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

Convert = Callable[[Any], Any]
Values = Mapping[str, Any]
_KEY = "core.prepared"


class Prepared:
    """A SELECT over texts and whole numbers: a value that is a list fills an expanding parameter.

    A list is filled up to the next power of two with its last element, so that few lengths need a statement.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        columns = list(statement.selected_columns)
        self._types = [column.type for column in columns]
        self._make: Convert = _row_of([str(column.key or "value") for column in columns])
        self._compiled = lru_cache(maxsize=64)(self._compile)
        self._converters = lru_cache(maxsize=4)(self._convert)

    def rows(self, session: Session, values: Values) -> Sequence[Any]:
        """Every row, with its columns by name. Raises SQLAlchemy's errors."""
        connection = _connection(session)
        dialect = connection.dialect
        if dialect.paramstyle != "qmark" or connection.dispatch.before_cursor_execute:
            return connection.execute(self._statement, values).all()
        found = self._ask(connection, dialect, values)
        converters = self._converters(dialect)
        make = self._make
        if not converters:
            return [make(row) for row in found]
        made = []
        for row in found:
            cells = list(row)
            for at, convert in converters:
                cells[at] = convert(cells[at])
            made.append(make(cells))
        return made

    def first(self, session: Session, values: Values) -> Any | None:
        """The first row, or None."""
        rows = self.rows(session, values)
        return rows[0] if rows else None

    def scalar(self, session: Session, values: Values) -> Any | None:
        """The first column of the first row, or None."""
        rows = self.rows(session, values)
        return rows[0][0] if rows else None

    def _ask(self, connection: Connection, dialect: Dialect, values: Values) -> list[tuple[Any, ...]]:
        lengths = tuple((name, _room(value)) for name, value in values.items() if type(value) is list)
        text, places = self._compiled(dialect, lengths)
        asked = []
        for name, own in places:
            value = values.get(name, own)
            asked.append(value[min(own, len(value) - 1)] if type(value) is list else value)
        driver: Any = connection.connection.driver_connection
        try:
            found: list[tuple[Any, ...]] = driver.execute(text, asked).fetchall()
        except dialect.loaded_dbapi.Error as problem:
            raise of_driver(problem, dialect) from problem
        return found

    def _compile(
        self, dialect: Dialect, lengths: tuple[tuple[str, int], ...]
    ) -> tuple[str, tuple[tuple[str, Any], ...]]:
        """The text, and for each of its marks what stands there: (name, place in the list or the value itself)."""
        compiled = self._statement.compile(dialect=dialect)
        # What the statement says itself ("kind = 'company'") has its value; what is asked for has none yet.
        marks: dict[str, Any] = {name: (name, own) for name, own in compiled.params.items()}
        marks |= {name: [(name, at) for at in range(room)] for name, room in lengths}
        state = compiled.construct_expanded_state(marks)
        return state.statement, tuple(state.positional_parameters)

    def _convert(self, dialect: Dialect) -> list[tuple[int, Convert]]:
        made = [kind.dialect_impl(dialect).result_processor(dialect, None) for kind in self._types]
        return [(at, convert) for at, convert in enumerate(made) if convert is not None]


def _connection(session: Session) -> Connection:
    """The session's connection, remembered while its transaction lasts: each way to it through the session costs as
    much as a question."""
    transaction = session.get_transaction()
    held: tuple[Any, Connection] | None = session.info.get(_KEY)
    if held is not None and transaction is not None and held[0] is transaction:
        return held[1]
    connection = session.connection()
    session.info[_KEY] = session.get_transaction(), connection
    return connection


def _row_of(names: list[str]) -> Convert:
    made: Convert = NamedTuple("Row", [(name, Any) for name in names])._make
    return made


def _room(value: Sequence[Any]) -> int:
    return 1 << (len(value) - 1).bit_length() if value else 0


def of_driver(problem: Exception, dialect: Dialect) -> BaseException:
    """The driver's error as SQLAlchemy's, without the statement and its values: errors end in logs."""
    made: BaseException = DBAPIError.instance(
        None, None, problem, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
    )
    return made
