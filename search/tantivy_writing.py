"""Tantivy's writer: what the cursor holds, and a whole new index beside the old one."""

from collections.abc import Sequence

import orjson
import tantivy

from search.directory import IndexDirectory
from search.documents import Document
from search.protocol import Cursor
from search.tantivy_files import SCHEMA, native, native_cursor

HEAP = 64_000_000  # bytes a writer may hold before it writes a segment


def state_of(cursor: Cursor, count: int) -> bytes:
    """The cursor and the number of documents, as they are stored in the index."""
    return orjson.dumps(
        {"log_id": cursor.log_id, "position": cursor.position, "leaf_hash": cursor.leaf_hash, "count": count}
    )


class TantivyRebuild:
    """A new generation directory filled by one writer, adopted as a whole."""

    def __init__(self, directory: IndexDirectory) -> None:
        self._directory = directory
        self._folder = directory.fresh()
        self._writer = tantivy.Index(SCHEMA, path=str(self._folder)).writer(HEAP, 1)
        self._count = 0
        directory.set_progress(0, 0)

    def add(self, documents: Sequence[Document]) -> None:
        """Take more documents, none of them twice."""
        for document in documents:
            self._writer.add_document(native(document))
        self._count += len(documents)

    def progress(self, done: int, total: int) -> None:
        """Tell readers how far it is."""
        self._directory.set_progress(done, total)

    def finish(self, cursor: Cursor) -> None:
        """Commit and become the index."""
        self._writer.add_document(native_cursor(state_of(cursor, self._count)))
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._directory.adopt(self._folder)

    def abandon(self) -> None:
        """Drop the directory."""
        self._writer.rollback()
        self._writer.wait_merging_threads()
        self._directory.clear_marks()
        self._directory.sweep()
