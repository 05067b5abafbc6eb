"""Inserts that run beside the work that makes their rows (docs/decisions/0031).

SQLite lets go of the interpreter while it writes, so a second thread can insert the rows of a roster on the session's
own connection, in order, while the first works out the next ones. Never two at once on the connection: for a statement
of the first thread the second stands aside.
"""

import re
import sys
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from registry.core.prepared import of_driver

# Statements that may wait: with some hundred rows each they hold a few megabytes.
MOST_WAITING = 12
# How long a thread may keep the interpreter from the other. Between two statements the inserting one needs it briefly.
_SWITCH_SECONDS = 0.0001
HELD_AS = "core.behind"


class _Handed(NamedTuple):
    table: str
    done: Future[None]


class Behind:
    """The inserting thread of one connection.

    `notes` is where whoever appends to a chain remembers its end, because the rows that say so may not stand yet.
    """

    def __init__(self, connection: Connection) -> None:
        self.notes: dict[str, Any] = {}
        self._dialect = connection.dialect
        self._cursor = connection.connection.cursor()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="inserts")
        self._handed: deque[_Handed] = deque()
        self._turn = threading.Lock()  # held by whoever uses the connection
        self._free = threading.Event()  # cleared while the first thread wants its turn, or has it
        self._free.set()
        self._over = False

    def insert(self, table: str, statement: str, values: tuple[Any, ...]) -> None:
        """Hand on a statement that fills `table`. Raises what went wrong with an earlier one."""
        self._give_turn()
        while self._handed and (self._handed[0].done.done() or len(self._handed) >= MOST_WAITING):
            self._await_oldest()
        self._handed.append(_Handed(table, self._thread.submit(self._execute, statement, values)))

    def stand_aside(self, statement: str) -> None:
        """Wait for what a statement depends on, then keep off the connection until the next `insert`.

        A query depends on the tables it names, anything else on all. Raises as `insert`.
        """
        self._give_turn()
        while self._handed and self._concerns(statement):
            self._await_oldest()
        self._free.clear()
        self._turn.acquire()

    def finish(self) -> None:
        """Wait until every row stands. Raises as `insert`."""
        self._give_turn()
        while self._handed:
            self._await_oldest()

    def close(self) -> None:
        """End the thread; what still waits is dropped."""
        self._over = True
        self._give_turn()
        self._thread.shutdown(cancel_futures=True)
        self._cursor.close()

    def _execute(self, statement: str, values: tuple[Any, ...]) -> None:
        self._free.wait()
        with self._turn:
            if self._over:
                return
            self._over = True  # stays so if the statement fails: nothing follows an error
            self._cursor.execute(statement, values)
            self._over = False

    def _give_turn(self) -> None:
        if not self._free.is_set():
            self._turn.release()
            self._free.set()

    def _concerns(self, statement: str) -> bool:
        if statement.lstrip()[:6].upper() != "SELECT":
            return True
        return any(_word(handed.table).search(statement) for handed in self._handed)

    def _await_oldest(self) -> None:
        try:
            self._handed.popleft().done.result()
        except self._dialect.loaded_dbapi.Error as problem:
            raise of_driver(problem, self._dialect) from problem


@cache
def _word(table: str) -> re.Pattern[str]:
    return re.compile(rf"\b{table}\b")


def behind_of(session: Session) -> Behind | None:
    """The session's inserting thread, inside `inserting_behind`."""
    found: Behind | None = session.info.get(HELD_AS)
    return found


@contextmanager
def inserting_behind(session: Session) -> Iterator[None]:
    """Within, rows given to `bulk.insert_rows` are inserted by a second thread; at the end all of them stand.

    An error of theirs is raised by a later statement or at the end, as SQLAlchemy's. On any error what still waits is
    dropped: the transaction it happened in cannot stand. Never nested, and nothing is committed inside. On engines
    other than SQLite nothing changes.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        yield
        return
    if HELD_AS in session.info:
        raise RuntimeError("inserts behind inserts behind")
    behind = session.info[HELD_AS] = Behind(connection)

    def stand_aside(_: Any, __: Any, statement: str, *___: Any) -> None:
        behind.stand_aside(statement)

    event.listen(connection, "before_cursor_execute", stand_aside)
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_SECONDS)
    try:
        yield
        session.flush()
        behind.finish()
    finally:
        sys.setswitchinterval(usual)
        event.remove(connection, "before_cursor_execute", stand_aside)
        del session.info[HELD_AS]
        behind.close()
