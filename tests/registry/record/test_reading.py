"""Reads cost what they return: none of them walks all subjects of a kind to find a few owners'."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from registry.core.clock import FixedClock
from registry.record import keys, reading
from registry.record.actions import Publication
from tests.make.record import SampleFace, recorded, sample

READS: dict[str, Callable[[Session], object]] = {
    "current_of": lambda session: reading.current_of(session, ["a", "b"], ["sample", "hidden_sample"]),
    "current_of all kinds": lambda session: reading.current_of(session, ["a", "b"]),
    "linked": lambda session: reading.linked(session, "sample", "a"),
    "linked_owners": lambda session: reading.linked_owners(session, "sample", ["a", "b"]),
    "newest_position": lambda session: reading.newest_position(session, ["a", "b"]),
    "newest_linked": lambda session: reading.newest_linked(session, ["a", "b"]),
    "keys_of": lambda session: keys.keys_of(session, "worker_page", ["a", "b"]),
}


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """SQLite only: PostgreSQL keeps statistics and chooses by them."""
    with Session(engine) as made:
        yield made


@pytest.mark.parametrize("name", READS)
def test_owners_and_links_lead_to_their_rows(engine: Engine, session: Session, name: str) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    READS[name](session)
    event.remove(engine, "before_cursor_execute", note)
    statements = [one for one in asked if one[0].lstrip().startswith("SELECT")]
    assert statements
    for statement, parameters in statements:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = [row[3] for row in plan]
        assert any(index in step for step in steps for index in ("_owner (owner=?)", "_link (link=?)")), steps
        assert not any("(kind=?)" in step or "(namespace=?)" in step for step in steps), steps


def test_walking_a_kind_goes_on_where_it_was(session: Session, clock: FixedClock) -> None:
    made = recorded(session, clock, [sample(name=str(number)) for number in range(25)])
    ended = Publication(SampleFace.KIND, made[0].ref, made[0].owner, None, date(2026, 1, 2))
    recorded(session, clock, [ended])
    pages = list(reading.walk(session, "sample", 10))
    assert [len(page) for page in pages] == [10, 10, 4]
    assert {owner for page in pages for owner in page} == {one.owner for one in made[1:]}
