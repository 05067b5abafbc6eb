"""Rows made in another process: the same rows in the same order, every error told here, and nobody left behind."""

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.core import elsewhere
from registry.core.behind import behind_of
from registry.core.bulk import insert_rows
from registry.core.elsewhere import AsksTheRegister, ProcessLost, inserted_from_elsewhere
from registry.core.errors import Conflict, RegistryError, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.sources import Source
from registry.record.models import RecordKey
from tests.processes import gone
from tests.structure.source import ROOT

COLUMNS = ("namespace", "key", "kind", "ref", "owner")
KEYS = RecordKey.__table__


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    yield
    assert multiprocessing.active_children() == []


def keys(session: Session, first: int, count: int = 3, owner: str = "o") -> int:
    """Insert keys numbered from `first`; tells which was noted last before."""
    insert_rows(session, KEYS, COLUMNS, [("n", f"{at:06d}", "k", "r", owner) for at in range(first, first + count)])
    behind = behind_of(session)
    assert behind is not None
    before: int = behind.notes["end"]
    behind.notes["end"] = first
    return before


def run(session: Session, given: list[Any], work: Callable[[Session, Any], Any] = keys) -> list[Any]:
    return list(inserted_from_elsewhere(session, {"end": -1}, given, work))


def test_rows_stand_in_order_and_notes_go_on(session: Session) -> None:
    assert run(session, [0, 3, 6, 9, 12]) == [-1, 0, 3, 6, 9]
    assert session.scalar(select(func.count()).select_from(RecordKey)) == 15
    assert list(session.scalars(select(RecordKey.key).order_by(RecordKey.key))) == [f"{at:06d}" for at in range(15)]


def test_nothing_to_do(session: Session) -> None:
    assert run(session, []) == []


def test_much_in_both_directions_does_not_lock(session: Session) -> None:
    """Both ends write more than a pipe holds."""
    big = "x" * 300_000

    def work(session: Session, one: tuple[int, str]) -> int:
        keys(session, one[0], 20, owner=one[1])
        return len(one[1])

    assert run(session, [(20 * at, big) for at in range(8)], work) == [300_000] * 8


def test_values_that_are_not_plain_travel_too(session: Session) -> None:
    def work(session: Session, at: int) -> None:
        insert_rows(session, KEYS, COLUMNS, [("n", str(at), Source.COMPANY, "r", "o")])

    run(session, [1], work)
    assert session.scalars(select(RecordKey.kind)).all() == ["company"]


@pytest.mark.parametrize(
    "problem", [Conflict(Label("不行", "No")), RuleBroken([Finding("code", Label("错", "Wrong"))])]
)
def test_refusals_keep_all_they_say(problem: RegistryError) -> None:
    again = pickle.loads(pickle.dumps(problem))
    assert type(again) is type(problem)
    assert (again.args, again.__dict__) == (problem.args, problem.__dict__)


def test_a_refusal_is_told_as_it_is(session: Session) -> None:
    def work(_: Session, at: int) -> None:
        if at == 2:
            raise Conflict(Label("不行", "No"))

    with pytest.raises(Conflict) as caught:
        run(session, [1, 2, 3, 4, 5], work)
    assert caught.value.message.zh == "不行"


def test_an_error_that_cannot_travel_is_told_in_words(session: Session) -> None:
    class Local(Exception):
        pass

    def work(_: Session, __: int) -> None:
        raise Local("why")

    with pytest.raises(RuntimeError, match="Local: why"):
        run(session, [1], work)


@pytest.mark.parametrize("ask", [lambda s: s.execute(select(1)), lambda s: s.connection(), lambda s: s.scalar("x")])
def test_whoever_asks_the_register_there_is_stopped(session: Session, ask: Callable[[Session], Any]) -> None:
    with pytest.raises(AsksTheRegister):
        run(session, [1], lambda detached, _: ask(detached))


def test_a_lost_process_is_noticed(session: Session) -> None:
    def work(session: Session, at: int) -> None:
        if at == 6:
            os.kill(os.getpid(), signal.SIGKILL)
        keys(session, at)

    with pytest.raises(ProcessLost):
        run(session, [0, 3, 6, 9], work)


def test_a_broken_key_is_sqlalchemys_error(session: Session) -> None:
    with pytest.raises(IntegrityError):
        run(session, [0, 0, 3])


def test_whoever_stops_listening_ends_it(session: Session) -> None:
    made = inserted_from_elsewhere(session, {"end": -1}, range(0, 3000, 3), keys)
    assert next(made) == -1
    made.close()


def test_another_thread_of_the_register_is_not_needed(engine: Engine, session: Session) -> None:
    """What the child ends with touches neither our connection nor our lock."""
    run(session, [0])
    session.commit()
    with Session(engine) as other:
        run(other, [3, 6])
        other.commit()
    assert session.scalar(select(func.count()).select_from(RecordKey)) == 9


PARENT = """
import sys, time, multiprocessing
from registry.core.elsewhere import _child
context = multiprocessing.get_context("fork")
inputs, feed = context.Pipe(duplex=False)
results, tell = context.Pipe(duplex=False)
work = lambda session, one: "x" * 10_000_000
child = context.Process(target=_child, args=(inputs, tell, (feed, results), {}, work), daemon=True)
child.start()
inputs.close(); tell.close()
feed.send(1)
print(child.pid, flush=True)
time.sleep(60)
"""


def test_the_child_of_a_killed_process_ends(tmp_path: Any) -> None:
    """Even while it waits for somebody to take in what it made."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(0.3)
    parent.kill()
    parent.communicate()
    assert gone(child)


def test_plain_values_take_the_short_way() -> None:
    values = ("text", b"\x00bytes", 7, None, True, 2**40)
    assert elsewhere._packed(values)[:1] == b"m"
    assert elsewhere._unpacked(elsewhere._packed(values)) == values
