"""Documents as arrays: what filters, facets and order need, without asking the engine once per hit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from search.documents import FACETS, WORKER, Document, freshness

STATES = ("green", "yellow", "red", "grey")
_RANK = {state: rank for rank, state in enumerate(STATES)}
_FAR = np.iinfo(np.int32).max

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet of all documents: value `codes[i]` belongs to document `owners[i]`; `names` decodes."""

    names: tuple[str, ...]
    owners: NDArray[np.int32]
    codes: NDArray[np.int32]

    def count(self, chosen: NDArray[np.bool_]) -> dict[str, int]:
        """How many of the chosen documents have each value that any of them has."""
        counts = np.bincount(self.codes[chosen[self.owners]], minlength=len(self.names))
        return {self.names[code]: int(counts[code]) for code in np.flatnonzero(counts)}


class Columns:
    """The arrays of one unchanging list of documents. Row = place in the list."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.size = len(documents)
        self.refs = [document.ref for document in documents]
        self.kinds = [document.kind for document in documents]
        self.persons = np.array([document.kind == WORKER for document in documents], dtype=bool)
        self.since = np.array([document.since for document in documents], dtype=np.int64)
        self.fresh = np.array([freshness(document.changed) for document in documents], dtype=np.int64)
        self.reviews = np.array([document.review for document in documents], dtype=np.int64)
        self.name_keys = np.array([document.name_key for document in documents], dtype=np.int64)
        self.facets = {name: _facet(documents, name) for name in FACETS if name != "standing"}
        width = max((len(document.timeline) for document in documents), default=1)
        self._begins = np.full((width, self.size), _FAR, dtype=np.int32)
        self._states = np.full((width, self.size), _RANK["grey"], dtype=np.int8)
        for row, document in enumerate(documents):
            for step, (begins, state) in enumerate(document.timeline):
                self._begins[step, row] = begins
                self._states[step, row] = _RANK[state]
        self._standing: dict[int, NDArray[np.int8]] = {}

    def standing(self, day: date) -> NDArray[np.int8]:
        """The rank of each document's standing on a day, 0 for green; worked out once per day and list."""
        ordinal = day.toordinal()
        known = self._standing.get(ordinal)
        if known is None:
            known = self._states[0].copy()
            for step in range(1, len(self._begins)):
                begun = self._begins[step] <= ordinal
                known[begun] = self._states[step][begun]
            self._standing = {ordinal: known}
        return known


def _facet(documents: Sequence[Document], name: str) -> Facet:
    names: dict[str, int] = {}
    owners: list[int] = []
    codes: list[int] = []
    for row, document in enumerate(documents):
        for value in document.values(name):
            owners.append(row)
            codes.append(names.setdefault(value, len(names)))
    return Facet(tuple(names), np.array(owners, dtype=np.int32), np.array(codes, dtype=np.int32))


def joined(parts: Sequence[Columns]) -> Columns:
    """The columns of several lists one after the other."""
    if len(parts) == 1:
        return parts[0]
    whole = Columns(())
    whole.size = sum(part.size for part in parts)
    whole.refs = [ref for part in parts for ref in part.refs]
    whole.kinds = [kind for part in parts for kind in part.kinds]
    for name in ("persons", "since", "fresh", "reviews", "name_keys"):
        setattr(whole, name, np.concatenate([getattr(part, name) for part in parts]))
    whole.facets = {name: _joined_facet(parts, name) for name in FACETS if name != "standing"}
    width = max(len(part._begins) for part in parts)
    whole._begins = np.concatenate([_padded(part._begins, width, _FAR) for part in parts], axis=1)
    whole._states = np.concatenate([_padded(part._states, width, 0) for part in parts], axis=1)
    return whole


def _padded(rows: NDArray[np.generic], width: int, filler: int) -> NDArray[np.generic]:
    return np.pad(rows, ((0, width - len(rows)), (0, 0)), constant_values=filler)


def _joined_facet(parts: Sequence[Columns], name: str) -> Facet:
    names: dict[str, int] = {}
    owners = []
    codes = []
    base = 0
    for part in parts:
        facet = part.facets[name]
        recode = np.array([names.setdefault(value, len(names)) for value in facet.names], dtype=np.int32)
        owners.append(facet.owners + np.int32(base))
        codes.append(recode[facet.codes] if len(recode) else facet.codes)
        base += part.size
    return Facet(tuple(names), np.concatenate(owners).astype(np.int32), np.concatenate(codes).astype(np.int32))
