"""Answering a plan from posting lists and columns: arrays of row numbers, no loop over hits."""

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from search.columns import STATES, Columns
from search.plan import Plan, Term, Way
from search.protocol import PERSON_DEPTH, Answer, Hit, Query, Sort
from search.tokens import facet_token

Rows = NDArray[np.int32]
Mask = NDArray[np.bool_]
Scores = NDArray[np.float32]
Postings = Callable[[str], Rows]

_STANDING_BITS, _DAY_BITS, _FRESH_BITS = 2, 22, 7  # an ordinal day needs 20 bits
_FRESHEST = (1 << _FRESH_BITS) - 1
_SCORE_STEPS = 16  # scores are compared to a sixteenth, the same on every engine


class Evaluator:
    """One unchanging state of an index: posting lists by token, columns, and which rows are alive."""

    def __init__(self, postings: Postings, columns: Columns, alive: Mask, position: int) -> None:
        self.postings = postings
        self.columns = columns
        self.alive = alive
        self.position = position

    def answer(self, query: Query, day: date) -> Answer:
        """The answer as of a Shanghai day."""
        scores, matched = self._matched(query)
        masks = {facet: self._mask(facet, values, day) for facet, values in query.filters.items() if values}
        kept = matched.copy()
        for mask in masks.values():
            kept &= mask
        rows = np.flatnonzero(kept)
        persons = int(np.count_nonzero(self.columns.persons[rows]))
        reachable = len(rows) - persons + min(persons, PERSON_DEPTH)
        hits = self._hits(query, rows, scores, day, reachable)
        facets = {name: self._counts(name, matched, masks, kept, day) for name in query.facets}
        return Answer(len(rows), persons, reachable, hits, facets, self.position)

    def near(self, tokens: tuple[str, ...], at_least: int, limit: int) -> list[Hit]:
        """Companies holding at least so many of the tokens, most first."""
        held = np.zeros(self.columns.size, dtype=np.int16)
        for token in tokens:
            held[self.postings(token)] += 1
        rows = np.flatnonzero((held >= at_least) & self.alive & ~self.columns.persons)
        order = np.argsort(-held[rows], kind="stable")[:limit]
        return [Hit(self.columns.kinds[row], self.columns.refs[row], float(held[row])) for row in rows[order]]

    def _matched(self, query: Query) -> tuple[Scores, Mask]:
        scores, matched = self._plan(query.plan)
        matched &= self.alive
        if query.company is not None:
            matched &= self._holding((facet_token("company", query.company),))
        if not query.lists_persons:
            matched &= ~self.columns.persons
        return scores, matched

    def _plan(self, plan: Plan) -> tuple[Scores, Mask]:
        total = np.zeros(self.columns.size, dtype=np.float32)
        matched = np.ones(self.columns.size, dtype=bool)
        for term in plan.terms:
            scores = self._term(term)
            matched &= scores > 0
            total += scores
        return total, matched

    def _term(self, term: Term) -> Scores:
        best = np.zeros(self.columns.size, dtype=np.float32)
        for way in term.ways:
            rows = self._way(way)
            best[rows] = np.maximum(best[rows], np.float32(way.score))
        if term.parts:
            mean = np.zeros(self.columns.size, dtype=np.float32)
            every = np.ones(self.columns.size, dtype=bool)
            for part in term.parts:
                scores = self._term(part)
                every &= scores > 0
                mean += scores
            mean /= np.float32(len(term.parts))
            best = np.maximum(best, np.where(every, mean, np.float32(0)))
        return best

    def _way(self, way: Way) -> Rows:
        lists = sorted((self.postings(token) for token in way.every), key=len)
        if way.any:
            lists.append(np.flatnonzero(self._holding(way.any)).astype(np.int32))
        rows = lists[0]
        for other in lists[1:]:
            rows = np.intersect1d(rows, other, assume_unique=True)
        return rows

    def _holding(self, tokens: tuple[str, ...]) -> Mask:
        mask = np.zeros(self.columns.size, dtype=bool)
        for token in tokens:
            mask[self.postings(token)] = True
        return mask

    def _mask(self, facet: str, values: tuple[str, ...], day: date) -> Mask:
        if facet == "standing":
            wanted = [STATES.index(value) for value in values if value in STATES]
            return np.isin(self.columns.standing(day), wanted)
        return self._holding(tuple(facet_token(facet, value) for value in values))

    def _counts(self, name: str, matched: Mask, masks: Mapping[str, Mask], kept: Mask, day: date) -> dict[str, int]:
        chosen = kept
        if name in masks:  # the other values of a chosen facet stay on offer
            chosen = matched.copy()
            for facet, mask in masks.items():
                if facet != name:
                    chosen &= mask
        if name == "standing":
            counts = np.bincount(self.columns.standing(day)[chosen], minlength=len(STATES))
            return {state: int(counts[rank]) for rank, state in enumerate(STATES) if counts[rank]}
        return self.columns.facets[name].count(chosen)

    def _hits(
        self, query: Query, rows: NDArray[np.int64], scores: Scores, day: date, reachable: int
    ) -> tuple[Hit, ...]:
        end = min(query.offset + query.limit, reachable)
        if query.offset >= end:
            return ()
        keys = self._order_keys(query.sort, rows, scores, day)
        if end < len(rows):
            nearest = np.argpartition(keys, end - 1)[:end]
            # equal keys at the cut must come in row order, as the full sort would have them
            cut = keys[nearest].max()
            nearest = np.concatenate([np.flatnonzero(keys < cut), np.flatnonzero(keys == cut)])[:end]
        else:
            nearest = np.arange(len(rows))
        nearest = nearest[np.argsort(keys[nearest], kind="stable")]
        found = rows[nearest[query.offset : end]]
        return tuple(
            Hit(self.columns.kinds[row], self.columns.refs[row], round(float(scores[row]), 3)) for row in found
        )

    def _order_keys(self, sort: Sort, rows: NDArray[np.int64], scores: Scores, day: date) -> NDArray[np.int64]:
        """One number per row, smallest first: companies, then what the sort asks, then green, then freshness."""
        persons = self.columns.persons[rows].astype(np.int64) << 62
        standing = self.columns.standing(day)[rows].astype(np.int64)
        day_span = np.int64((1 << _DAY_BITS) - 1)
        if sort is Sort.NAME:
            return persons + np.where(persons == 0, self.columns.name_keys[rows], standing)
        if sort is Sort.NEWEST:
            return persons + ((day_span - self.columns.since[rows]) << _STANDING_BITS) + standing
        best: NDArray[np.int64] = np.int64(1 << 24) - np.rint(scores[rows] * _SCORE_STEPS).astype(np.int64)
        green_first = (standing > 0).astype(np.int64) << _FRESH_BITS
        keys: NDArray[np.int64] = persons + (best << (1 + _FRESH_BITS)) + green_first
        return keys + (_FRESHEST - self.columns.fresh[rows])
