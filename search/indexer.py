"""Bringing an index up to the record, from the index's own cursor. Kill it anywhere: it goes on where the index is."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sqlalchemy.orm import Session

from registry.companies.disclosure import CompanyFace
from registry.core.clock import Clock, shanghai_date
from registry.record.disclosure import RedactionFace
from registry.record.reading import (
    EntryHead,
    count_of_kind,
    entries_after,
    leaf_hash_at,
    linked_owners,
    log_id,
    position,
    walk,
)
from registry.workers.disclosure import EmploymentFace
from search.documents import COMPANY, WORKER
from search.faces import SUBJECTS, documents_of
from search.protocol import Cursor, Engine, IndexAbsent, IndexDamaged, IndexUnavailable
from search.tokens import SCHEME

BATCH = 2000  # entries of the record per commit of the index
PAGE = 1000  # owners read at once
SAMPLE = 25  # documents compared with the record at a check

log = logging.getLogger("search.indexer")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Applied:
    """What one run did. `redacted`: erased values were among it, so the index owes a `compact` within the hour."""

    entries: int = 0
    documents: int = 0
    rebuilt: bool = False
    redacted: bool = False


class Indexer:
    """The only writer of an index. `progress` is told (done, total) while an index is rebuilt."""

    def __init__(self, engine: Engine, clock: Clock, progress: Progress | None = None) -> None:
        self._engine = engine
        self._clock = clock
        self._progress = progress

    def run_once(self, session: Session) -> Applied:
        """Apply up to 2,000 entries; rebuild when the index is absent, damaged, or of another record."""
        try:
            if self._engine.suspected():
                self._engine.verify()
            cursor = self._engine.cursor()
            if cursor is not None and self._fits(session, cursor):
                return self._apply(session, cursor)
            log.warning("the index is of another state of the record; rebuilding it")
        except IndexAbsent:
            log.warning("there is no index; building it")
        except IndexDamaged as problem:
            log.warning("the index is damaged (%s); rebuilding it", problem)
        return self.rebuild(session)

    def catch_up(self, session: Session) -> Applied:
        """Run until nothing is left."""
        total = Applied()
        while True:
            step = self.run_once(session)
            if not step.entries and not step.rebuilt:
                return total
            total = Applied(
                total.entries + step.entries,
                total.documents + step.documents,
                total.rebuilt or step.rebuilt,
                total.redacted or step.redacted,
            )

    def rebuild(self, session: Session) -> Applied:
        """Build a new index of everything listed; the old one answers until it is done, unless it is damaged."""
        at = position(session)
        total = sum(count_of_kind(session, kind) for kind in SUBJECTS)
        rebuild = self._engine.rebuild()
        done = 0
        try:
            for kind in SUBJECTS:
                for owners in walk(session, kind, PAGE):
                    documents = [each for each in documents_of(session, owners, self._today()) if each.kind == kind]
                    rebuild.add(documents)
                    done += len(owners)
                    rebuild.progress(done, total)
                    if self._progress:
                        self._progress(done, total)
        except BaseException:
            rebuild.abandon()
            raise
        rebuild.finish(self._cursor(session, at))
        return Applied(entries=at, documents=done, rebuilt=True)

    def refresh(self, session: Session, limit: int = PAGE) -> int:
        """Make anew the documents whose day of review has come: spells that ended, states that changed by themselves.

        Answers are right without it; it keeps them quick, and lists complete. Returns how many it made.
        """
        cursor = self._engine.cursor()
        keys = self._engine.due(self._today(), limit)
        if cursor is None or not keys:
            return 0
        self._write(session, _owners(keys), cursor)
        return len(keys)

    def check(self, session: Session) -> bool:
        """Compare the index with its checksums and with the record; rebuild it and return False when they differ."""
        try:
            self._engine.verify()
            cursor = self._engine.cursor()
            if cursor is not None and self._fits(session, cursor):
                if cursor.position < position(session) or self._agrees(session):
                    return True
                log.warning("the index and the record differ; rebuilding it")
        except IndexUnavailable as problem:
            log.warning("the index cannot be trusted (%s); rebuilding it", problem)
        self.rebuild(session)
        return False

    def compact(self) -> None:
        """Rewrite the index so that erased values are in none of its files. Raises IndexUnavailable."""
        self._engine.compact()

    def _agrees(self, session: Session) -> bool:
        """Whether as many subjects are indexed as published, and a sample of them reads the same."""
        if self._engine.doc_count() != sum(count_of_kind(session, kind) for kind in SUBJECTS):
            return False
        due = set(self._engine.due(self._today(), PAGE))
        keys = islice(self._engine.keys(), 0, None, max(1, self._engine.doc_count() // SAMPLE))
        stored = self._engine.stored(key for key in keys if key not in due)
        fresh = {each.key: each for each in documents_of(session, _owners(stored), self._today())}
        return all(fresh.get(key) == document for key, document in stored.items())

    def _fits(self, session: Session, cursor: Cursor) -> bool:
        """Whether the record is the one the index followed: same log, and the same leaf where the index stands."""
        if cursor.position == 0:
            return cursor.log_id in (_followed(""), _followed(log_id(session)))
        leaf = leaf_hash_at(session, cursor.position)
        return cursor.log_id == _followed(log_id(session)) and leaf is not None and leaf.hex() == cursor.leaf_hash

    def _apply(self, session: Session, cursor: Cursor) -> Applied:
        heads = entries_after(session, cursor.position, BATCH)
        if not heads:
            return Applied()
        documents = self._write(session, _affected(session, heads), self._cursor(session, heads[-1].seq))
        redacted = any(head.kind == RedactionFace.KIND.name for head in heads)
        return Applied(len(heads), documents, redacted=redacted)

    def _write(self, session: Session, owners: list[str], cursor: Cursor) -> int:
        """Make the documents of owners anew and commit them with the cursor; those that have none now go."""
        documents = [
            document
            for at in range(0, len(owners), PAGE)
            for document in documents_of(session, owners[at : at + PAGE], self._today())
        ]
        present = {document.key for document in documents}
        gone = [key for owner in owners for kind in (COMPANY, WORKER) if (key := f"{kind}/{owner}") not in present]
        self._engine.apply(documents, gone, cursor)
        return len(documents)

    def _cursor(self, session: Session, at: int) -> Cursor:
        leaf = leaf_hash_at(session, at)
        return Cursor(_followed(log_id(session)), at, leaf.hex() if leaf else "")

    def _today(self) -> date:
        return shanghai_date(self._clock.now())


def _followed(log_id: str) -> str:
    """The log an index follows, and by which scheme of tokens: a new scheme is a reason to rebuild as well."""
    return f"{log_id}/{SCHEME}"


def _affected(session: Session, heads: Iterable[EntryHead]) -> list[str]:
    """Whose documents may read otherwise after these entries: their owners, and the workers of changed companies."""
    owners = dict.fromkeys(head.owner for head in heads)
    companies = [head.owner for head in heads if head.kind == CompanyFace.KIND.name]
    owners.update(dict.fromkeys(linked_owners(session, EmploymentFace.KIND.name, list(dict.fromkeys(companies)))))
    return list(owners)


def _owners(keys: Iterable[str]) -> list[str]:
    return [key.partition("/")[2] for key in keys]
