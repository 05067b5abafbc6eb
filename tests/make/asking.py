"""Asking an index what somebody types."""

from datetime import date
from typing import Any

from search.documents import Document
from search.protocol import Answer, Cursor, Engine, Query
from search.query import Words, read
from tests.make.search import TODAY

AT_ONE = Cursor("log", 1, "aa")


def ask(engine: Engine, text: str = "", day: date = TODAY, **options: Any) -> Answer:
    """What an engine answers to what somebody types."""
    reading = read(text)
    assert isinstance(reading, Words)
    return engine.search(Query(plan=reading.plan, **options), day)


def refs(answer: Answer) -> list[str]:
    return [hit.ref for hit in answer.hits]


def fill(engine: Engine, *documents: Document) -> Engine:
    engine.apply(documents, (), AT_ONE)
    return engine
