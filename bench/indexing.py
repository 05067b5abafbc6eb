"""How fast each engine builds an index, with and without the reading of the record."""

import tempfile
import time
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bench.data import Dataset
from bench.table import Table
from portal.database import make_reader
from registry.core.clock import FixedClock, shanghai_date
from registry.record.reading import walk
from search.documents import Document
from search.engines import open_engine
from search.faces import SUBJECTS, documents_of
from search.indexer import Indexer
from search.protocol import Cursor

PAGE = 1000


def indexing(data: Dataset) -> Table:
    """Documents a second of both engines on one register."""
    table = Table(
        f"Building an index of {data.records:,} subjects",
        ("engine", "from the record, documents/s", "engine alone, documents/s"),
    )
    reader = make_reader(data.settings("memory").database)
    now = datetime.now(UTC)
    with Session(reader) as session:
        documents = [
            each
            for kind in SUBJECTS
            for owners in walk(session, kind, PAGE)
            for each in documents_of(session, owners, shanghai_date(now))
            if each.kind == kind
        ]
        for name in ("whoosh", "tantivy"):
            with tempfile.TemporaryDirectory() as folder:
                engine = open_engine(f"{name}:{folder}/whole")
                begun = time.perf_counter()
                Indexer(engine, FixedClock(now)).rebuild(session)
                whole = time.perf_counter() - begun
                engine.close()
                alone = _alone(f"{name}:{folder}/alone", documents)
            table.add(name.capitalize(), f"{len(documents) / whole:,.0f}", f"{len(documents) / alone:,.0f}")
    reader.dispose()
    return table


def _alone(url: str, documents: list[Document]) -> float:
    engine = open_engine(url)
    begun = time.perf_counter()
    rebuild = engine.rebuild()
    for at in range(0, len(documents), PAGE):
        rebuild.add(documents[at : at + PAGE])
    rebuild.finish(Cursor("bench", 0, ""))
    took = time.perf_counter() - begun
    engine.close()
    return took
