"""Whoosh's files: a schema of ready-made tokens, a writer that leaves checksums, segments read once and kept."""

import json
import shutil
import threading
import zlib
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.base import Segment
from whoosh.fields import ID, STORED, FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Existence
from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.writing import SegmentWriter

from search.columns import Columns
from search.directory import write_whole
from search.documents import Document, load
from search.evaluate import Rows
from search.protocol import IndexDamaged

NAME = "MAIN"  # Whoosh's own name for the only index of a directory
CURSOR_KEY = "cursor"
_CACHED_NUMBERS = 4_000_000  # row numbers kept per segment, 16 MB
_EMPTY: Rows = np.empty(0, dtype=np.int32)


class TokenField(FieldType):
    """A field whose value is the tokens themselves: no analyser, no frequencies, nothing stored."""

    def __init__(self) -> None:
        self.format = Existence()
        self.analyzer = None
        self.scorable = self.stored = self.unique = False
        self.vector = None

    def index(self, value: Iterable[str], **_: Any) -> Generator[tuple[bytes, int, float, bytes], Any, None]:
        """Whoosh's (token, frequency, weight, payload) of each token."""
        return ((token.encode(), 1, 1.0, b"") for token in value)


SCHEMA = Schema(key=ID(unique=True), token=TokenField(), content=STORED())


def create(folder: Path) -> None:
    """An empty first generation in an empty directory."""
    TOC.create(FileStorage(str(folder)), SCHEMA, NAME)


def latest(folder: Path) -> int:
    """The number of the newest generation in a directory. Raises IndexDamaged when there is none."""
    generation: int = TOC._latest_generation(FileStorage(str(folder)), NAME)
    if generation < 0:
        raise IndexDamaged("no generation")
    return generation


def read_toc(folder: Path, generation: int) -> TOC:
    """The segments of a generation, under our schema: the pickled one is not loaded. Raises IndexDamaged.

    The checksum comes first, before anything is unpickled. There is none for a generation whose writer was killed
    between two file names; its segments are checked all the same.
    """
    name = TOC._filename(NAME, generation)
    expected = read_sums(folder, generation).get(name)
    if expected is not None and expected != checksum(folder / name):
        raise IndexDamaged(f"{name} is not what was written")
    toc: TOC = TOC.read(FileStorage(str(folder)), NAME, gen=generation, schema=SCHEMA)
    return toc


class CheckedWriter(SegmentWriter):
    """Writes a checksum of every segment file before the commit that names it, and of the commit after it.

    Whoosh never calls fsync and reads damaged files without a word (safety 0.4, F11): these sums are how it shows.
    """

    def __init__(self, folder: Path) -> None:
        read_toc(folder, latest(folder))
        clear_orphans(folder)
        super().__init__(FileIndex(FileStorage(str(folder)), SCHEMA, NAME), timeout=30.0, limitmb=128)
        self._folder = folder

    def _commit_toc(self, segments: list[Segment]) -> None:
        manifest = self._folder / f"manifest-{self.generation}"
        known = read_sums(self._folder, self.generation - 1)
        sums = {}
        for segment in segments:
            for name in segment.list_files(self.storage):
                sums[name] = known.get(name) or checksum(self._folder / name)
        write_whole(manifest, json.dumps(sums))
        super()._commit_toc(segments)
        toc = TOC._filename(NAME, self.generation)
        write_whole(manifest, json.dumps({**sums, toc: checksum(self._folder / toc)}))
        for path in self._folder.glob("manifest-*"):
            if path != manifest:
                path.unlink(missing_ok=True)


def clear_orphans(folder: Path) -> None:
    """Delete what a killed writer left: its temporary folder and half-written small files."""
    shutil.rmtree(folder / f"{NAME}.tmp", ignore_errors=True)
    for pattern in ("manifest-*.new", f"_{NAME}_*.toc.*"):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


def checksum(path: Path) -> list[int]:
    """[size, CRC-32] of a file: enough against accidents, which is all that is claimed."""
    content = path.read_bytes()
    return [len(content), zlib.crc32(content)]


def read_sums(folder: Path, generation: int) -> dict[str, list[int]]:
    """The checksums of a generation; empty when there are none."""
    try:
        sums: dict[str, list[int]] = json.loads((folder / f"manifest-{generation}").read_text("ascii"))
    except FileNotFoundError:
        return {}
    except ValueError as problem:
        raise IndexDamaged("the checksums cannot be read") from problem
    return sums


def check_files(folder: Path, toc: TOC, already: frozenset[str] = frozenset()) -> frozenset[str]:
    """Compare every segment of a generation with its checksum, except those `already` compared; returns all names.

    Raises IndexDamaged.
    """
    sums = read_sums(folder, toc.generation)
    storage = FileStorage(str(folder))
    names = {name for segment in toc.segments for name in segment.list_files(storage)}
    if toc.segments and not names:
        raise IndexDamaged("segment files are missing")
    for name in names - already:
        if sums.get(name) != checksum(folder / name):
            raise IndexDamaged(f"{name} is not what was written")
    return frozenset(names)


class SegmentPart:
    """One segment read once: its columns, its keys by row, its posting lists as they are asked for."""

    def __init__(self, folder: Path, segment: Segment) -> None:
        self.name: str = segment.segment_id()
        self.reader = SegmentReader(FileStorage(str(folder)), SCHEMA, segment)
        self.size: int = segment.doc_count_all()
        self.keys: list[str] = []
        self.cursors: dict[int, str] = {}
        documents = []
        for row in range(self.size):
            content = self.reader.stored_fields(row)["content"]
            if content.startswith(CURSOR_KEY):
                self.cursors[row] = content[len(CURSOR_KEY) :]
                self.keys.append("")
                documents.append(_PLACEHOLDER)
            else:
                document = load(content)
                self.keys.append(document.key)
                documents.append(document)
        self.columns = Columns(documents)
        self._lists: dict[str, Rows] = {}
        self._held = 0
        self._lock = threading.Lock()

    def postings(self, token: str) -> Rows:
        """Rows that hold a token, in order, deleted ones included."""
        rows = self._lists.get(token)
        if rows is None:
            with self._lock:  # one reader, one file position
                rows = self._read(token)
                if self._held > _CACHED_NUMBERS:
                    self._lists, self._held = {}, 0
                self._lists[token] = rows
                self._held += len(rows) + 16
        return rows

    def _read(self, token: str) -> Rows:
        try:
            matcher = self.reader._terms.matcher("token", token.encode(), SCHEMA["token"].format)
        except TermNotFound:
            return _EMPTY
        return np.fromiter(matcher.all_ids(), dtype=np.int32)

    def document(self, row: int) -> Document:
        """One stored document."""
        with self._lock:
            return load(self.reader.stored_fields(row)["content"])

    def close(self) -> None:
        """Close the segment's files."""
        if not self.reader.is_closed:
            self.reader.close()


_PLACEHOLDER = Document(kind="", ref="", timeline=((0, "grey"),))
