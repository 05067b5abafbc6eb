"""Reads cost what they return: none of them walks all subjects of a kind to find a few owners'."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from registry.record import keys, reading

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
