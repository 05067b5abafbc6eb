"""The engine of tests: everything in dictionaries, the same evaluator as Whoosh."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import numpy as np

from search.columns import Columns
from search.documents import Document
from search.evaluate import Evaluator, Rows
from search.protocol import Answer, Cursor, Hit, IndexAbsent, Query
from search.tokens import tokens_of

_NOTHING: Rows = np.empty(0, dtype=np.int32)


class MemoryEngine:
    """An index that lives as long as its process."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] | None = {}
        self._cursor: Cursor | None = None
        self._evaluator: Evaluator | None = None
        self._progress: tuple[int, int] | None = None
        self._suspected = False

    def cursor(self) -> Cursor | None:
        """How far the record is applied."""
        self._present()
        return self._cursor

    def apply(self, upserts: Sequence[Document], deletes: Sequence[str], cursor: Cursor) -> None:
        """Replace, remove, move on."""
        documents = self._present()
        for key in deletes:
            documents.pop(key, None)
        for document in upserts:
            documents[document.key] = document
        self._cursor = cursor
        self._evaluator = None

    def search(self, query: Query, day: date) -> Answer:
        """Answer a query as of a Shanghai day."""
        return self._ready().answer(query, day)

    def near(self, tokens: Sequence[str], at_least: int, limit: int) -> list[Hit]:
        """Companies that hold at least so many of the tokens."""
        return self._ready().near(tuple(tokens), at_least, limit)

    def due(self, day: date, limit: int) -> list[str]:
        """Keys of documents whose day of review has come."""
        today = day.toordinal()
        return [key for key, document in self._present().items() if 0 < document.review <= today][:limit]

    def doc_count(self) -> int:
        """How many documents there are."""
        return len(self._present())

    def keys(self) -> Iterator[str]:
        """Every document's key."""
        return iter(list(self._present()))

    def stored(self, keys: Iterable[str]) -> dict[str, Document]:
        """The documents as indexed."""
        documents = self._present()
        return {key: documents[key] for key in keys if key in documents}

    def verify(self) -> None:
        """Memory has no checksums; only absence can be seen."""
        self._present()

    def compact(self) -> None:
        """Nothing deleted stays in a dictionary."""
        self._present()

    def rebuild(self) -> "MemoryRebuild":
        """Start a new index beside this one."""
        return MemoryRebuild(self)

    def rebuilding(self) -> tuple[int, int] | None:
        """Progress of a rebuild under way."""
        return self._progress

    def suspect(self) -> None:
        """Leave word of damage."""
        self._suspected = True

    def suspected(self) -> bool:
        """Whether word was left."""
        return self._suspected

    def close(self) -> None:
        """Nothing to let go of: a closed memory index would be a lost one."""

    def destroy(self) -> None:
        """Forget everything."""
        self._documents = None
        self._cursor = None
        self._evaluator = None

    def _present(self) -> dict[str, Document]:
        if self._documents is None:
            raise IndexAbsent("the memory index was destroyed")
        return self._documents

    def _ready(self) -> Evaluator:
        if self._evaluator is None:
            documents = list(self._present().values())
            lists: dict[str, list[int]] = {}
            for row, document in enumerate(documents):
                for token in tokens_of(document):
                    lists.setdefault(token, []).append(row)
            arrays = {token: np.array(rows, dtype=np.int32) for token, rows in lists.items()}
            self._evaluator = Evaluator(
                lambda token: arrays.get(token, _NOTHING),
                Columns(documents),
                np.ones(len(documents), dtype=bool),
                self._cursor.position if self._cursor else 0,
            )
        return self._evaluator

    def _replace(self, documents: dict[str, Document], cursor: Cursor) -> None:
        self._documents, self._cursor = documents, cursor
        self._evaluator = None
        self._suspected = False


class MemoryRebuild:
    """A second dictionary that takes the place of the first."""

    def __init__(self, engine: MemoryEngine) -> None:
        self._engine = engine
        self._documents: dict[str, Document] = {}

    def add(self, documents: Sequence[Document]) -> None:
        """Take more documents."""
        self._documents.update({document.key: document for document in documents})

    def progress(self, done: int, total: int) -> None:
        """Tell readers how far it is."""
        self._engine._progress = (done, total)

    def finish(self, cursor: Cursor) -> None:
        """Become the index."""
        self._engine._replace(self._documents, cursor)
        self._engine._progress = None

    def abandon(self) -> None:
        """Drop what was built."""
        self._engine._progress = None
