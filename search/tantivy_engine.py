"""Tantivy, for registers that have outgrown Whoosh: same disk, compiled, millions of records."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar, cast

import orjson
import tantivy
from tantivy import Occur
from tantivy import Query as Native

from search.directory import IndexDirectory
from search.documents import Document, load
from search.protocol import Answer, Cursor, Hit, IndexDamaged, IndexUnavailable, Query
from search.tantivy_files import CURSOR_KEY, check_files, native, native_cursor
from search.tantivy_query import Question, due_by, term_of
from search.tantivy_writing import HEAP, TantivyRebuild, state_of

P = ParamSpec("P")
R = TypeVar("R")


def _guarded(
    method: Callable[Concatenate["TantivyEngine", P], R],
) -> Callable[Concatenate["TantivyEngine", P], R]:
    """Whatever a damaged file makes Tantivy raise becomes IndexDamaged; its panics do not derive from Exception."""

    @wraps(method)
    def safe(self: "TantivyEngine", *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(self, *args, **kwargs)
        except (IndexUnavailable, KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as problem:
            raise IndexDamaged(f"{type(problem).__name__}: {problem}") from problem

    return cast(Callable[Concatenate["TantivyEngine", P], R], safe)


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """One commit as readers see it."""

    folder: Path
    stamp: tuple[int, int]
    searcher: tantivy.Searcher
    cursor: Cursor
    count: int
    moved: dict[date, bool]

    def moving(self, day: date) -> bool:
        """Whether any document's day of review has come; asked once per day and commit."""
        known = self.moved.get(day)
        if known is None:
            found = self.searcher.search(due_by(day), 1, count=False)
            known = self.moved[day] = bool(found.hits)
        return known


class TantivyEngine:
    """An index on disk under `root`."""

    def __init__(self, root: Path) -> None:
        self.directory = IndexDirectory(root)
        self._index: tuple[Path, tantivy.Index] | None = None
        self._snapshot: _Snapshot | None = None
        self._lock = threading.Lock()

    @_guarded
    def cursor(self) -> Cursor | None:
        """How far the record is applied."""
        return self._current().cursor

    @_guarded
    def search(self, query: Query, day: date) -> Answer:
        """Answer a query as of a Shanghai day."""
        snapshot = self._current()
        return Question(query, day, snapshot.searcher, snapshot.moving(day)).answer(snapshot.cursor.position)

    @_guarded
    def near(self, tokens: Sequence[str], at_least: int, limit: int) -> list[Hit]:
        """Companies that hold at least so many of the tokens."""
        held = [(Occur.Should, Native.const_score_query(term_of("token", token), 1.0)) for token in set(tokens)]
        if len(held) < at_least:
            return []
        counted = Native.boolean_query(held, minimum_number_should_match=at_least)
        companies = Native.const_score_query(term_of("token", "k:company"), 0.0)
        searcher = self._current().searcher
        both = Native.boolean_query([(Occur.Must, counted), (Occur.Must, companies)])
        found = searcher.search(both, limit, count=False)
        documents = [_document(searcher, address) for _, address in found.hits]
        return [
            Hit(document.kind, document.ref, float(score))
            for document, (score, _) in zip(documents, found.hits, strict=True)
        ]

    @_guarded
    def due(self, day: date, limit: int) -> list[str]:
        """Keys of documents whose day of review has come."""
        searcher = self._current().searcher
        found = searcher.search(due_by(day), limit, count=False)
        return [_document(searcher, address).key for _, address in found.hits]

    @_guarded
    def doc_count(self) -> int:
        """How many documents there are."""
        return self._current().searcher.num_docs - 1

    @_guarded
    def keys(self) -> Iterator[str]:
        """Every document's key."""
        return iter([document.key for document in _documents(self._current().searcher)])

    @_guarded
    def stored(self, keys: Iterable[str]) -> dict[str, Document]:
        """The documents as indexed."""
        searcher = self._current().searcher
        found = {}
        for key in keys:
            for _, address in searcher.search(term_of("key", key), 1, count=False).hits:
                found[key] = _document(searcher, address)
        return found

    @_guarded
    def verify(self) -> None:
        """Compare every file with the checksum in its footer, and the number of documents with what was written."""
        check_files(self.directory.current())
        snapshot = self._current()
        if snapshot.searcher.num_docs - 1 != snapshot.count:
            raise IndexDamaged("the number of documents is not what was written")

    @_guarded
    def apply(self, upserts: Sequence[Document], deletes: Sequence[str], cursor: Cursor) -> None:
        """Replace, remove and move the cursor in one commit."""
        snapshot = self._current()
        newest = {document.key: document for document in upserts}
        gone = list(dict.fromkeys([*deletes, *newest]))
        count = snapshot.count + len(newest)
        writer = self._open(snapshot.folder).writer(HEAP, 1)
        for key in gone:
            count -= len(snapshot.searcher.search(term_of("key", key), 1, count=False).hits)
            writer.delete_documents_by_term("key", key)
        writer.delete_documents_by_term("key", CURSOR_KEY)
        for document in newest.values():
            writer.add_document(native(document))
        writer.add_document(native_cursor(state_of(cursor, count)))
        writer.commit()
        writer.wait_merging_threads()

    @_guarded
    def compact(self) -> None:
        """Write every living document anew in one commit; the old files go with everything that was in them."""
        snapshot = self._current()
        writer = self._open(snapshot.folder).writer(HEAP, 1)
        writer.delete_all_documents()
        for document in _documents(snapshot.searcher):
            writer.add_document(native(document))
        writer.add_document(native_cursor(state_of(snapshot.cursor, snapshot.count)))
        writer.commit()
        writer.garbage_collect_files()
        writer.wait_merging_threads()
        self.directory.sweep()

    def rebuild(self) -> "TantivyRebuild":
        """Start a new index beside this one."""
        return TantivyRebuild(self.directory)

    def rebuilding(self) -> tuple[int, int] | None:
        """Progress of a rebuild under way."""
        return self.directory.progress()

    def suspect(self) -> None:
        """Leave word of damage."""
        self.directory.suspect()

    def suspected(self) -> bool:
        """Whether word was left."""
        return self.directory.suspected()

    def close(self) -> None:
        """Let go of every file."""
        with self._lock:
            self._index = None
            self._snapshot = None

    def destroy(self) -> None:
        """Delete the index from disk."""
        self.close()
        self.directory.destroy()

    def _open(self, folder: Path) -> tantivy.Index:
        if self._index is None or self._index[0] != folder:
            check_files(folder)
            index = tantivy.Index.open(str(folder))
            index.config_reader("manual")
            self._index = (folder, index)
        return self._index[1]

    def _current(self) -> _Snapshot:
        """The newest commit; a new one is noticed by the file that names it."""
        folder = self.directory.current()
        meta = os.stat(folder / "meta.json")
        stamp = (meta.st_ino, meta.st_mtime_ns)
        known = self._snapshot
        if known is not None and known.folder == folder and known.stamp == stamp:
            return known
        with self._lock:
            index = self._open(folder)
            index.reload()
            searcher = index.searcher()
            hits = searcher.search(term_of("key", CURSOR_KEY), 1).hits
            if not hits:
                raise IndexDamaged("no cursor")
            content = searcher.doc(hits[0][1])["content"][0]
            state = orjson.loads(content[len(CURSOR_KEY) :])
            cursor = Cursor(state["log_id"], state["position"], state["leaf_hash"])
            self._snapshot = _Snapshot(folder, stamp, searcher, cursor, state["count"], {})
            return self._snapshot


def _document(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Document:
    return load(searcher.doc(address)["content"][0])


def _documents(searcher: tantivy.Searcher) -> Iterator[Document]:
    """Every document except the cursor."""
    for _, address in searcher.search(Native.all_query(), max(searcher.num_docs, 1), count=False).hits:
        content = searcher.doc(address)["content"][0]
        if not content.startswith(CURSOR_KEY.encode()):
            yield load(content)
