"""Whoosh, the default engine: pure Python, good to about twenty thousand records on one machine.

Whoosh keeps the files and the posting lists; what a query means is worked out in `evaluate`, and Whoosh's own query
language is never used. Commits are not durable (no fsync), which the cursor inside the index makes harmless: after a
power cut the index is an older generation that catches up, or fails its checksums and is rebuilt.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import numpy as np
import orjson
from numpy.typing import NDArray

from search.columns import joined
from search.directory import IndexDirectory
from search.documents import Document
from search.evaluate import Evaluator, Rows
from search.protocol import Answer, Cursor, Hit, IndexDamaged, IndexUnavailable, Query
from search.whoosh_files import CheckedWriter, SegmentPart, check_files, latest, read_toc
from search.whoosh_writing import WhooshRebuild, write

P = ParamSpec("P")
R = TypeVar("R")


def _guarded(
    method: Callable[Concatenate["WhooshEngine", P], R],
) -> Callable[Concatenate["WhooshEngine", P], R]:
    """Whatever a damaged file makes Whoosh raise becomes IndexDamaged."""

    @wraps(method)
    def safe(self: "WhooshEngine", *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(self, *args, **kwargs)
        except IndexUnavailable:
            raise
        except Exception as problem:
            raise IndexDamaged(f"{type(problem).__name__}: {problem}") from problem

    return cast(Callable[Concatenate["WhooshEngine", P], R], safe)


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """One generation as readers see it."""

    folder: Path
    generation: int
    parts: tuple[SegmentPart, ...]
    alive: NDArray[np.bool_]
    evaluator: Evaluator
    cursor: Cursor
    checked: frozenset[str]

    def rows(self) -> Iterator[tuple[SegmentPart, int, str]]:
        """(part, row in it, key) of every living document."""
        base = 0
        for part in self.parts:
            for row, key in enumerate(part.keys):
                if key and self.alive[base + row]:
                    yield part, row, key
            base += part.size


class WhooshEngine:
    """An index on disk under `root`."""

    def __init__(self, root: Path) -> None:
        self.directory = IndexDirectory(root)
        self._snapshot: _Snapshot | None = None
        self._lock = threading.Lock()

    @_guarded
    def cursor(self) -> Cursor | None:
        """How far the record is applied."""
        return self._current().cursor

    @_guarded
    def search(self, query: Query, day: date) -> Answer:
        """Answer a query as of a Shanghai day."""
        return self._current().evaluator.answer(query, day)

    @_guarded
    def near(self, tokens: Sequence[str], at_least: int, limit: int) -> list[Hit]:
        """Companies that hold at least so many of the tokens."""
        return self._current().evaluator.near(tuple(tokens), at_least, limit)

    @_guarded
    def due(self, day: date, limit: int) -> list[str]:
        """Keys of documents whose day of review has come."""
        snapshot = self._current()
        columns = snapshot.evaluator.columns
        rows = np.flatnonzero((columns.reviews > 0) & (columns.reviews <= day.toordinal()) & snapshot.alive)
        return [f"{columns.kinds[row]}/{columns.refs[row]}" for row in rows[:limit]]

    @_guarded
    def doc_count(self) -> int:
        """How many documents there are."""
        return int(np.count_nonzero(self._current().alive))

    @_guarded
    def keys(self) -> Iterator[str]:
        """Every document's key."""
        return iter([key for _, _, key in self._current().rows()])

    @_guarded
    def stored(self, keys: Iterable[str]) -> dict[str, Document]:
        """The documents as indexed."""
        wanted = set(keys)
        return {key: part.document(row) for part, row, key in self._current().rows() if key in wanted}

    @_guarded
    def verify(self) -> None:
        """Read every file again and compare it with its checksum."""
        folder = self.directory.current()
        check_files(folder, read_toc(folder, latest(folder)))
        self._current()

    @_guarded
    def apply(self, upserts: Sequence[Document], deletes: Sequence[str], cursor: Cursor) -> None:
        """Replace, remove and move the cursor in one commit."""
        folder = self.directory.current()
        write(folder, upserts, deletes, cursor)

    @_guarded
    def compact(self) -> None:
        """Merge all segments into one that holds the living documents only, and delete the others."""
        folder = self.directory.current()
        CheckedWriter(folder).commit(optimize=True)
        self.directory.sweep()

    def rebuild(self) -> "WhooshRebuild":
        """Start a new index beside this one."""
        return WhooshRebuild(self.directory)

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
        """Close every file."""
        with self._lock:
            for part in self._snapshot.parts if self._snapshot else ():
                part.close()
            self._snapshot = None

    def destroy(self) -> None:
        """Delete the index from disk."""
        self.close()
        self.directory.destroy()

    def _current(self) -> _Snapshot:
        """The newest generation; opening one costs its new segments only."""
        folder = self.directory.current()
        generation = latest(folder)
        known = self._snapshot
        if known is not None and known.folder == folder and known.generation == generation:
            return known
        with self._lock:
            while True:
                try:
                    self._snapshot = self._read(folder, generation)
                    return self._snapshot
                except (FileNotFoundError, IndexDamaged):
                    # Older files that vanish or lack their checksums while they are read are no damage when the
                    # writer was quicker and has put a newer generation in their place.
                    newest = latest(folder)
                    if newest == generation or not folder.is_dir():
                        raise
                    generation = newest

    def _read(self, folder: Path, generation: int) -> _Snapshot:
        toc = read_toc(folder, generation)
        known = self._snapshot if self._snapshot is not None and self._snapshot.folder == folder else None
        checked = check_files(folder, toc, known.checked if known else frozenset())
        kept = {part.name: part for part in known.parts} if known else {}
        parts = tuple(kept.get(segment.segment_id()) or SegmentPart(folder, segment) for segment in toc.segments)
        alive, cursor_text = _alive(parts, toc.segments)
        if cursor_text is None:
            raise IndexDamaged("no cursor")
        state = orjson.loads(cursor_text)
        if state["count"] != int(np.count_nonzero(alive)):
            raise IndexDamaged("the number of documents is not what was written")
        cursor = Cursor(state["log_id"], state["position"], state["leaf_hash"])
        evaluator = Evaluator(_postings(parts), joined([part.columns for part in parts]), alive, cursor.position)
        return _Snapshot(folder, toc.generation, parts, alive, evaluator, cursor, checked)


def _alive(parts: Sequence[SegmentPart], segments: Sequence[Any]) -> tuple[NDArray[np.bool_], str | None]:
    """Which rows are documents and not deleted, and the content of the one living cursor."""
    masks = []
    cursor = None
    for part, segment in zip(parts, segments, strict=True):
        mask = np.ones(part.size, dtype=bool)
        deleted = list(segment.deleted_docs())
        mask[deleted] = False
        for row, content in part.cursors.items():
            if mask[row]:
                cursor = content
            mask[row] = False
        masks.append(mask)
    return (np.concatenate(masks) if masks else np.zeros(0, dtype=bool)), cursor


def _postings(parts: Sequence[SegmentPart]) -> Callable[[str], Rows]:
    if len(parts) == 1:
        return parts[0].postings
    bases = np.cumsum([0, *(part.size for part in parts[:-1])], dtype=np.int32)

    def lists(token: str) -> Rows:
        return np.concatenate([part.postings(token) + base for part, base in zip(parts, bases, strict=True)])

    return lists
