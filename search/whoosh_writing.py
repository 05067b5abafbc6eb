"""Whoosh's writer: documents, deletions and the cursor in one commit, or a whole new index beside the old one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
from whoosh.reading import TermNotFound

from search.directory import IndexDirectory
from search.documents import Document, dump
from search.protocol import Cursor
from search.tokens import tokens_of
from search.whoosh_files import CURSOR_KEY, CheckedWriter, create


def write(folder: Path, upserts: Sequence[Document], deletes: Sequence[str], cursor: Cursor) -> None:
    """One commit of documents, deletions and the cursor."""
    writer = CheckedWriter(folder)
    try:
        reader = writer.reader()
        count = max(0, reader.doc_count() - 1)
        for key in dict.fromkeys([*deletes, *(document.key for document in upserts), CURSOR_KEY]):
            for row in _rows_of(reader, key):
                writer.delete_document(row)
                count -= key != CURSOR_KEY
        newest = {document.key: document for document in upserts}
        for document in newest.values():
            writer.add_document(key=document.key, token=tokens_of(document), content=dump(document).decode())
        state = {
            "log_id": cursor.log_id,
            "position": cursor.position,
            "leaf_hash": cursor.leaf_hash,
            "count": count + len(newest),
        }
        writer.add_document(key=CURSOR_KEY, content=CURSOR_KEY + orjson.dumps(state).decode())
        reader.close()
    except BaseException:
        writer.cancel()
        raise
    writer.commit()


def _rows_of(reader: Any, key: str) -> list[int]:
    try:
        return list(reader.postings("key", key).all_ids())
    except TermNotFound:
        return []


class WhooshRebuild:
    """A new generation directory filled by one writer, adopted as a whole."""

    def __init__(self, directory: IndexDirectory) -> None:
        self._directory = directory
        self._folder = directory.fresh()
        create(self._folder)
        self._writer = CheckedWriter(self._folder)
        self._count = 0
        directory.set_progress(0, 0)

    def add(self, documents: Sequence[Document]) -> None:
        """Take more documents, none of them twice."""
        for document in documents:
            self._writer.add_document(key=document.key, token=tokens_of(document), content=dump(document).decode())
        self._count += len(documents)

    def progress(self, done: int, total: int) -> None:
        """Tell readers how far it is."""
        self._directory.set_progress(done, total)

    def finish(self, cursor: Cursor) -> None:
        """Commit and become the index."""
        state = {
            "log_id": cursor.log_id,
            "position": cursor.position,
            "leaf_hash": cursor.leaf_hash,
            "count": self._count,
        }
        self._writer.add_document(key=CURSOR_KEY, content=CURSOR_KEY + orjson.dumps(state).decode())
        self._writer.commit()
        self._directory.adopt(self._folder)

    def abandon(self) -> None:
        """Drop the directory."""
        self._writer.cancel()
        self._directory.clear_marks()
        self._directory.sweep()
