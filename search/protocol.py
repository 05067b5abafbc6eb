"""What every engine promises. Answers are references only; whoever shows them reads the record again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from registry.core.labels import LabelledEnum
from search.documents import Document
from search.plan import Plan

PERSON_DEPTH = 50  # consent to be listed is not consent to be harvested: no list of persons goes deeper
PAGE_LIMIT = 200


class IndexUnavailable(Exception):
    """The index cannot answer now; pages that read the record still can."""


class IndexAbsent(IndexUnavailable):
    """There is no index: it was never built, was deleted, or is being rebuilt."""


class IndexDamaged(IndexUnavailable):
    """The index is not what was written; it has to be rebuilt."""


class Sort(LabelledEnum):
    """In which order hits come. Companies always stand before persons."""

    RELEVANCE = "relevance", "相关度", "Relevance"
    NAME = "name", "名称", "Name"
    NEWEST = "newest", "新登记在前", "Newest registration"


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far an index has applied the record, kept in the same commit as what it describes."""

    log_id: str
    position: int
    leaf_hash: str


@dataclass(frozen=True, slots=True)
class Query:
    """A planned question. `filters` maps a facet to the values of which one must hold; facets combine with AND.

    `company` limits to the persons of one company. `offset` and `limit` count hits.
    """

    plan: Plan = field(default_factory=Plan)
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    company: str | None = None
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    facets: tuple[str, ...] = ("kind", "standing", "item", "district", "mode", "grade")

    @property
    def lists_persons(self) -> bool:
        """Persons are listed under a company, a service or a district, never by browsing everyone."""
        return bool(
            self.company
            or self.plan.narrows
            or any(self.filters.get(facet) for facet in ("item", "line", "group", "district"))
        )


@dataclass(frozen=True, slots=True)
class Hit:
    """A reference to one subject and how well it answered."""

    kind: str
    ref: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """`total` subjects answer, `persons` of them are persons; `reachable` can be paged to.

    `facets` counts, per asked facet, the subjects each value would leave if chosen beside the other filters.
    `position` is the record entry up to which the index speaks.
    """

    total: int
    persons: int
    reachable: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]]
    position: int


class Rebuild(Protocol):
    """A new index being filled while the old one, if sound, still answers."""

    def add(self, documents: Sequence[Document]) -> None:
        """Take more documents."""
        ...

    def progress(self, done: int, total: int) -> None:
        """Tell readers how far the rebuild has come."""
        ...

    def finish(self, cursor: Cursor) -> None:
        """Put the new index in the place of the old one, which is removed."""
        ...

    def abandon(self) -> None:
        """Drop what was built."""
        ...


class Engine(Protocol):
    """One index. Any number of processes read it; one, the worker, writes."""

    def cursor(self) -> Cursor | None:
        """How far the record is applied; None for a new index. Raises IndexUnavailable."""
        ...

    def apply(self, upserts: Sequence[Document], deletes: Sequence[str], cursor: Cursor) -> None:
        """Replace and remove documents (by key) and move the cursor, all in one commit. Raises IndexUnavailable."""
        ...

    def search(self, query: Query, day: date) -> Answer:
        """Answer a query as of a Shanghai day. Raises IndexUnavailable."""
        ...

    def near(self, tokens: Sequence[str], at_least: int, limit: int) -> list[Hit]:
        """Companies that hold at least so many of the tokens, most first. Raises IndexUnavailable."""
        ...

    def due(self, day: date, limit: int) -> list[str]:
        """Keys of documents whose day of review has come. Raises IndexUnavailable."""
        ...

    def doc_count(self) -> int:
        """How many documents there are. Raises IndexUnavailable."""
        ...

    def keys(self) -> Iterator[str]:
        """Every document's key, in no order. Raises IndexUnavailable."""
        ...

    def stored(self, keys: Iterable[str]) -> dict[str, Document]:
        """The documents as indexed, of those keys that exist. Raises IndexUnavailable."""
        ...

    def verify(self) -> None:
        """Read everything and compare it with its checksums. Raises IndexUnavailable."""
        ...

    def compact(self) -> None:
        """Rewrite the index so that nothing deleted or replaced is left in any file."""
        ...

    def rebuild(self) -> Rebuild:
        """Start a new index beside this one."""
        ...

    def rebuilding(self) -> tuple[int, int] | None:
        """(done, total) while a rebuild is under way, for a notice to readers."""
        ...

    def suspect(self) -> None:
        """Leave word for the writer that a reader met damage."""
        ...

    def suspected(self) -> bool:
        """Whether a reader left such a word."""
        ...

    def close(self) -> None:
        """Let go of files and memory."""
        ...

    def destroy(self) -> None:
        """Delete the index from disk."""
        ...
