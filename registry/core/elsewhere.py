"""Rows made in another process and inserted in this one (docs/decisions/0036).

Verbs that ask the register nothing need no connection to it: all they do is hand rows to `bulk.insert_rows`. So they
can run in a process of their own, on a core of its own, while this one inserts what they hand on, in order and in its
own transaction. The two chains (record, trace) are continued there from their ends here.
"""

import gc
import marshal
import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Mapping
from multiprocessing.connection import Connection as Pipe
from queue import Queue
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy.orm import Session

from registry.core.behind import HELD_AS
from registry.core.prepared import of_driver

Given = TypeVar("Given")
Made = TypeVar("Made")

AHEAD = 2  # inputs that wait in the other process
_INPUTS_PER_COLLECTION = 16  # where the collector is off, as it is while a roster is applied
_PLAINLY = 2  # the version of marshal that looks for no object twice, which takes longer than writing it again
_PATIENCE_SECONDS = 10.0


class AsksTheRegister(RuntimeError):
    """A verb asked the register something in a process that has no connection to it: a fault of ours."""


class ProcessLost(RuntimeError):
    """The other process ended before its work was done."""


class _Notebook:
    """What `insert_rows` hands rows to in place of a `Behind`: they are kept until the input is worked off."""

    def __init__(self, notes: Mapping[str, Any]) -> None:
        self.notes = dict(notes)
        self._rows: list[tuple[str, tuple[Any, ...]]] = []

    def insert(self, _table: str, statement: str, values: tuple[Any, ...]) -> None:
        self._rows.append((statement, values))

    def taken(self) -> list[tuple[str, bytes]]:
        """The rows so far as they travel, and a clean page."""
        rows, self._rows = self._rows, []
        return [(statement, _packed(values)) for statement, values in rows]


def _packed(values: tuple[Any, ...]) -> bytes:
    try:
        return b"m" + marshal.dumps(values, _PLAINLY)
    except ValueError:  # a member of an enumeration among them
        return b"p" + pickle.dumps(values)


def _unpacked(packed: bytes) -> tuple[Any, ...]:
    """Only ever from our own child."""
    read = marshal.loads if packed[:1] == b"m" else pickle.loads
    values: tuple[Any, ...] = read(memoryview(packed)[1:])
    return values


class _Detached:
    """A session without a register."""

    def __init__(self, notebook: _Notebook) -> None:
        self.info: dict[str, Any] = {HELD_AS: notebook}

    def __getattr__(self, name: str) -> Any:
        raise AsksTheRegister(name)


class _Failed(NamedTuple):
    problem: BaseException


def inserted_from_elsewhere(
    session: Session, notes: Mapping[str, Any], given: Iterable[Given], work: Callable[[Session, Given], Made]
) -> Generator[Made]:
    """Run `work(session without a register, input)` for each input in a forked process, insert the rows it makes here,
    and yield what it returns, in order. `notes` are the ends of the chains that the rows continue.

    Raises what `work` raises, AsksTheRegister, ProcessLost, and SQLAlchemy's errors of the rows. On any error the
    transaction cannot stand. SQLite only. For a process whose other threads hold nothing that `work` needs.
    """
    context = multiprocessing.get_context("fork")
    inputs, feed = context.Pipe(duplex=False)
    results, tell = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(inputs, tell, (feed, results), notes, work), daemon=True)
    process.start()
    inputs.close()
    tell.close()
    connection = session.connection()
    driver: Any = connection.connection.driver_connection
    cursor = driver.cursor()
    waiting = iter(given)
    under_way = 0
    try:
        while True:
            while under_way < AHEAD and (one := next(waiting, None)) is not None:
                feed.send(one)
                under_way += 1
            if not under_way:
                return
            answer = results.recv()
            under_way -= 1
            if isinstance(answer, _Failed):
                raise answer.problem
            rows, made = answer
            for statement, values in rows:
                cursor.execute(statement, _unpacked(values))
            yield made
    except (EOFError, BrokenPipeError) as problem:
        raise ProcessLost("the process that makes rows ended") from problem
    except connection.dialect.loaded_dbapi.Error as problem:
        raise of_driver(problem, connection.dialect) from problem
    finally:
        cursor.close()
        feed.close()
        results.close()
        process.join(_PATIENCE_SECONDS)
        process.kill()
        process.join()


def _child(
    inputs: Pipe, tell: Pipe, others: tuple[Pipe, ...], notes: Mapping[str, Any], work: Callable[[Session, Any], Any]
) -> None:
    """Work until the inputs end, as they do when the other process does; then end without tidying what is not ours."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever is interrupted is the one at the terminal
        for other in others:
            other.close()
        notebook = _Notebook(notes)
        session = cast(Session, _Detached(notebook))
        waiting: Queue[Any] = Queue(AHEAD)
        # A thread of its own takes them in: two that both wait to send would wait for ever.
        threading.Thread(target=_take_in, args=(inputs, waiting), daemon=True).start()
        done = 0
        while (one := waiting.get()) is not None:
            try:
                made = work(session, one)
            except BaseException as problem:  # noqa: BLE001  whatever it is, it is told where the transaction is
                tell.send(_Failed(_portable(problem)))
                return
            tell.send((notebook.taken(), made))
            done += 1
            if not gc.isenabled() and done % _INPUTS_PER_COLLECTION == 0:
                gc.collect()
    finally:
        # Connections to the register and locks are the other process's: nothing of them may be closed here.
        os._exit(0)


def _take_in(inputs: Pipe, waiting: "Queue[Any]") -> None:
    try:
        while True:
            waiting.put(inputs.recv())
    except (EOFError, OSError):
        waiting.put(None)


def _portable(problem: BaseException) -> BaseException:
    try:
        pickle.loads(pickle.dumps(problem))
    except Exception:  # noqa: BLE001  what cannot travel is told in words
        return RuntimeError(f"{type(problem).__name__}: {problem}")
    return problem
