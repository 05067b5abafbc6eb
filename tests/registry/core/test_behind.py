"""Inserting beside the work: the same rows, the same refusals, and nothing left behind by an error."""

import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from registry.core.behind import MOST_WAITING, behind_of, inserting_behind
from registry.core.bulk import TOGETHER_BEHIND, insert_rows
from registry.record.models import RecordEntry, RecordKey

COLUMNS = ("namespace", "key", "kind", "ref", "owner")
ENTRY = (
    "seq", "kind", "listed", "ref", "owner", "version", "effective_on", "recorded_at", "corrects", "basis", "leaf",
    "leaf_hash",
)  # fmt: skip
KEYS = RecordKey.__table__


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    yield
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("inserts")]


def keys(count: int, first: int = 0) -> list[tuple[str, ...]]:
    return [("n", f"{number:06d}", "sample", f"r{number}", "o") for number in range(first, first + count)]


def hand_on(session: Session, *parts: list[tuple[str, ...]], then: Callable[[], object] = lambda: None) -> None:
    with inserting_behind(session):
        for part in parts:
            insert_rows(session, KEYS, COLUMNS, part)
        then()


def counted(session: Session) -> int | None:
    return session.scalar(select(func.count()).select_from(RecordKey))


@pytest.mark.parametrize("count", [1, TOGETHER_BEHIND, TOGETHER_BEHIND + 1, TOGETHER_BEHIND * MOST_WAITING * 2])
def test_at_the_end_every_row_stands_in_order(engine: Engine, count: int) -> None:
    with Session(engine) as session:
        with inserting_behind(session):
            insert_rows(session, KEYS, COLUMNS, keys(count))
        session.commit()
    with Session(engine) as session:
        found = session.execute(select(*(KEYS.c[name] for name in COLUMNS)).order_by(RecordKey.key))
        assert [tuple(row) for row in found] == keys(count)


def test_a_query_finds_the_rows_of_the_tables_it_names(session: Session) -> None:
    with inserting_behind(session):
        for turn in range(20):
            insert_rows(session, KEYS, COLUMNS, keys(700, first=turn * 700))
            assert counted(session) == (turn + 1) * 700


def test_a_change_waits_for_every_row(session: Session) -> None:
    with inserting_behind(session):
        insert_rows(session, KEYS, COLUMNS, keys(5000))
        session.execute(update(RecordKey).values(owner="another"))
    assert set(session.scalars(select(RecordKey.owner))) == {"another"}


def test_a_broken_constraint_is_raised_at_the_end_and_all_is_undone(engine: Engine) -> None:
    with Session(engine) as session:
        with pytest.raises(IntegrityError):
            hand_on(session, keys(3000), keys(1, first=77), keys(3000, first=5000))
        session.rollback()
    with Session(engine) as session:
        assert counted(session) == 0


def test_a_broken_constraint_is_raised_by_a_later_statement(session: Session) -> None:
    passed = []
    with pytest.raises(IntegrityError):
        hand_on(session, keys(10), keys(10), then=lambda: passed.append(counted(session)))
    assert passed == []


def test_nothing_is_inserted_after_an_error(session: Session) -> None:
    with pytest.raises(IntegrityError):
        hand_on(session, keys(10), keys(10), keys(10, first=10), keys(10, first=20))
    assert counted(session) == 10


def test_the_walls_stand(session: Session) -> None:
    rows = [(seq, "k", False, "r", "o", 1, "2026-11-21", seq, None, "", b"leaf", b"hash") for seq in (1, 2, 4)]
    with pytest.raises(DatabaseError, match="next number only"), inserting_behind(session):
        insert_rows(session, RecordEntry.__table__, ENTRY, rows)


def test_an_error_of_the_first_thread_drops_what_waits(session: Session) -> None:
    def fail() -> None:
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        hand_on(session, keys(TOGETHER_BEHIND * MOST_WAITING), then=fail)
    assert behind_of(session) is None
    session.rollback()
    assert counted(session) == 0


def test_it_is_never_nested(session: Session) -> None:
    with inserting_behind(session), pytest.raises(RuntimeError), inserting_behind(session):
        pytest.fail("went in twice")
