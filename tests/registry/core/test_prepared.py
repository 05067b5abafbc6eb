"""The short way to the driver answers as SQLAlchemy would, and gives way to whoever listens."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, bindparam, event, func, select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from registry.core.clock import FixedClock
from registry.core.prepared import Prepared
from registry.record.models import RecordCurrent, RecordEntry
from tests.make.record import recorded, sample

STATEMENT = (
    select(
        RecordEntry.seq, RecordEntry.listed, RecordEntry.effective_on, RecordEntry.recorded_at, RecordEntry.corrects
    )
    .where(RecordEntry.kind == "sample", RecordEntry.owner.in_(bindparam("owners", expanding=True)))
    .where(RecordEntry.seq > bindparam("after"))
    .order_by(RecordEntry.seq)
)  # fmt: skip


@pytest.fixture
def heard(engine: Engine) -> Iterator[list[str]]:
    """Statements that went the long way, once somebody listens."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def owners(session: Session, clock: FixedClock) -> list[str]:
    return [one.owner for one in recorded(session, clock, [sample(name=str(number)) for number in range(9)])]


@pytest.mark.parametrize("count", range(10))
def test_lists_of_every_length_give_the_same_rows(session: Session, owners: list[str], count: int) -> None:
    values = {"owners": owners[:count], "after": 1}
    short = Prepared(STATEMENT).rows(session, values)
    long = session.execute(STATEMENT, values).all()
    assert [tuple(row) for row in short] == [tuple(row) for row in long]
    assert len(short) == max(0, count - 1)
    assert [(row.seq, row.listed, row.effective_on, row.recorded_at, row.corrects) for row in short] == long
    assert all(type(row.listed) is bool for row in short)


def test_few_lengths_are_compiled(session: Session, owners: list[str]) -> None:
    prepared = Prepared(STATEMENT)
    for count in range(10):
        prepared.rows(session, {"owners": owners[:count], "after": 0})
    assert prepared._compiled.cache_info().currsize <= 6  # for 0, 1, 2, 4, 8 and 16


def test_whoever_listens_hears_it(session: Session, owners: list[str], heard: list[str]) -> None:
    values = {"owners": owners, "after": 0}
    assert len(Prepared(STATEMENT).rows(session, values)) == 9
    assert [one for one in heard if "record_entry.kind" in one]


def test_nobody_listens_and_nothing_is_said(session: Session, owners: list[str]) -> None:
    found: list[Any] = []
    session.execute(select(func.count()))  # begins the transaction
    event.listen(session.get_bind(), "after_cursor_execute", lambda *given: found.append(given))
    Prepared(STATEMENT).rows(session, {"owners": owners, "after": 0})
    assert found == []


def test_first_and_scalar(session: Session, owners: list[str]) -> None:
    newest = Prepared(select(func.max(RecordCurrent.seq)).where(RecordCurrent.owner == bindparam("owner")))
    assert newest.scalar(session, {"owner": owners[3]}) == 4
    assert newest.scalar(session, {"owner": "nobody"}) is None
    assert Prepared(STATEMENT).first(session, {"owners": ["nobody"], "after": 0}) is None
    eighth = Prepared(STATEMENT).first(session, {"owners": owners, "after": 7})
    assert eighth is not None
    assert eighth.seq == 8


def test_it_sees_what_its_own_transaction_wrote(session: Session, clock: FixedClock) -> None:
    (made,) = recorded(session, clock, [sample(name="one")])
    assert Prepared(STATEMENT).first(session, {"owners": [made.owner], "after": 0})


def test_an_error_is_sqlalchemys_and_keeps_the_values_to_itself(session: Session) -> None:
    gone = Prepared(select(RecordEntry.seq).where(func.no_such_function(bindparam("secret")) == 1))
    with pytest.raises(DBAPIError) as caught:
        gone.rows(session, {"secret": "110101199003070000"})
    assert isinstance(caught.value, OperationalError)
    assert "110101" not in str(caught.value)
