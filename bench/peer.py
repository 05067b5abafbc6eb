"""What Datasette is given: one flat table of the listed subjects with a full-text index, in the register's own file.

Chinese has no spaces, so FTS5 gets the same kind of terms as our index: single characters and pairs, cut beforehand.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import orjson
import pysqlite3.dbapi2 as sqlite
from sqlalchemy.orm import Session

from portal.database import make_reader
from registry.areas.rules import area_label
from registry.core.chinese import normalise_name
from registry.core.taxonomy import service_items
from registry.record.reading import walk
from search.documents import Document
from search.faces import SUBJECTS, documents_of

_SCHEMA = """
CREATE TABLE subject (
    id INTEGER PRIMARY KEY, key TEXT, kind TEXT, name TEXT, code TEXT, mode TEXT, membership TEXT, standing TEXT,
    item TEXT, district TEXT, grade TEXT, terms TEXT
);
CREATE VIRTUAL TABLE subject_fts USING fts5 (terms, content="subject", content_rowid="id");
"""
_INSERT = "INSERT INTO subject VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
FACETS = "_facet=kind&_facet=standing&_facet_array=item&_facet_array=district&_facet=mode&_facet_array=grade"


def make_subjects(register: Path, today: date) -> int:
    """Fill the table from the same documents that the index holds; returns the number of rows."""
    engine = make_reader(f"sqlite:///{register}")
    connection = sqlite.connect(str(register), isolation_level=None)
    connection.executescript(_SCHEMA)
    connection.execute("BEGIN IMMEDIATE")
    count = 0
    with Session(engine) as session:
        for kind in SUBJECTS:
            for owners in walk(session, kind, 1000):
                documents = [each for each in documents_of(session, owners, today) if each.kind == kind]
                connection.executemany(_INSERT, [_row(each, today) for each in documents])
                count += len(documents)
    connection.execute("INSERT INTO subject_fts (subject_fts) VALUES ('rebuild')")
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    engine.dispose()
    return count


def _row(document: Document, today: date) -> tuple[str | None, ...]:
    names = [name.text for name in document.names]
    words = [service_items()[code].label.zh for code in document.items]
    words += [area_label(code).zh for code in document.districts]
    terms = dict.fromkeys(term for text in [*names, *words] for term in _terms(text))
    return (
        document.key, document.kind, names[0] if names else None, document.code, document.mode, document.membership,
        document.standing(today), orjson.dumps(document.items).decode(), orjson.dumps(document.districts).decode(),
        orjson.dumps(document.grades).decode(), " ".join(terms),
    )  # fmt: skip


def _terms(text: str) -> Iterator[str]:
    plain = normalise_name(text)
    yield from plain
    yield from (plain[at : at + 2] for at in range(len(plain) - 1))
