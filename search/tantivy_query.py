"""A plan in Tantivy's terms: constant scores, boolean combinations, aggregations; never its query parser."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Order
from tantivy import Query as Native

from search.columns import STATES
from search.documents import COMPANY, WORKER, load
from search.plan import Term, Way
from search.protocol import PERSON_DEPTH, Answer, Hit, Query, Sort
from search.tantivy_files import NO_VALUE, SCHEMA, blocks, columns_of, day_number, span_token
from search.tokens import facet_token

_GREEN_BONUS = 0.25  # between equal matches green stands first; matches differ by a whole point
_MOST_VALUES = 4000  # of one facet; areas are the most there can be


def term_of(field: str, value: str) -> Native:
    """Documents with exactly this token in a field."""
    return Native.term_query(SCHEMA, field, value, "basic")


def due_by(day: date) -> Native:
    """Documents whose day of review has come."""
    return _filter(Native.range_query(SCHEMA, "review", FieldType.Unsigned, 0, day_number(day.toordinal())))


def _one_of(tokens: Iterable[str]) -> Native:
    wanted = list(tokens)
    if len(wanted) == 1:
        return term_of("token", wanted[0])
    return Native.term_set_query(SCHEMA, "token", wanted)


def _filter(query: Native) -> Native:
    return Native.const_score_query(query, 0.0)


def _all(queries: list[Native]) -> Native:
    if len(queries) == 1:
        return queries[0]
    return Native.boolean_query([(Occur.Must, query) for query in queries])


def _way(way: Way) -> Native:
    needed = [term_of("token", token) for token in way.every]
    if way.any:
        needed.append(_one_of(way.any))
    return Native.const_score_query(_all(needed), way.score)


def _term(term: Term) -> Native:
    ways = [_way(way) for way in term.ways]
    if term.parts:
        share = 1.0 / len(term.parts)
        ways.append(_all([Native.boost_query(_term(part), share) for part in term.parts]))
    return ways[0] if len(ways) == 1 else Native.disjunction_max_query(ways)


class Question:
    """One query against one searcher on one day."""

    def __init__(self, query: Query, day: date, searcher: tantivy.Searcher, moving: bool) -> None:
        """`moving`: some document may have changed its standing since it was indexed."""
        self._query = query
        self._moving = moving
        self._day = day
        self._today = day_number(day.toordinal())
        self._searcher = searcher
        self._text = [_term(term) for term in query.plan.terms]
        if query.company is not None:
            self._text.append(_filter(term_of("token", facet_token("company", query.company))))
        kinds = [COMPANY, WORKER] if query.lists_persons else [COMPANY]
        self._text.append(_filter(_one_of(facet_token("kind", kind) for kind in kinds)))
        self._filters = {
            facet: _filter(self._facet(facet, values)) for facet, values in query.filters.items() if values
        }

    def answer(self, position: int) -> Answer:
        """The answer."""
        names = dict.fromkeys(["kind", *(name for name in self._query.facets if name not in self._filters)])
        counts = self._counts(list(names), self._matching())
        kinds = counts["kind"]
        if "kind" in self._filters and "kind" in self._query.facets:
            counts["kind"] = self._counts(["kind"], self._matching(without="kind"))["kind"]
        for name in self._query.facets:
            if name in self._filters and name != "kind":  # the other values of a chosen facet stay on offer
                counts.update(self._counts([name], self._matching(without=name)))
        companies, persons = kinds.get(COMPANY, 0), kinds.get(WORKER, 0)
        reachable = companies + min(persons, PERSON_DEPTH)
        return Answer(
            companies + persons,
            persons,
            reachable,
            tuple(self._hits(companies, reachable)),
            {name: counts[name] for name in self._query.facets},
            position,
        )

    def _matching(self, without: str | None = None) -> Native:
        return _all([*self._text, *(each for facet, each in self._filters.items() if facet != without)])

    def _facet(self, facet: str, values: tuple[str, ...]) -> Native:
        if facet != "standing":
            return _one_of(facet_token(facet, value) for value in values)
        states = [value for value in values if value in STATES]
        return _one_of([span_token(state, block) for state in states for block in blocks(self._today)] or ["-"])

    def _counts(self, names: list[str], matching: Native) -> dict[str, dict[str, int]]:
        columns = {name: ["first_state"] if name == "standing" else columns_of(name) for name in names}
        asked = {
            column: {"terms": {"field": column, "size": _MOST_VALUES}} for held in columns.values() for column in held
        }
        found = self._searcher.aggregate(matching, asked)
        counts = {}
        for name, held in columns.items():
            total: Counter[str] = Counter()
            for column in held:
                for bucket in found[column]["buckets"]:
                    total[bucket["key"]] += bucket["doc_count"]
            total.pop(NO_VALUE, None)
            counts[name] = dict(total)
        if "standing" in counts and self._moving:
            counts["standing"] = self._moved(counts["standing"], matching)
        return counts

    def _moved(self, counts: Mapping[str, int], matching: Native) -> dict[str, int]:
        """Counts by the state each document was indexed with, put right for those that may have changed since."""
        both = [due_by(self._day), matching]
        was = self._searcher.aggregate(_all(both), {"was": {"terms": {"field": "first_state", "size": len(STATES)}}})
        right = {state: counts.get(state, 0) for state in STATES}
        for bucket in was["was"]["buckets"]:
            right[bucket["key"]] -= bucket["doc_count"]
        if was["was"]["buckets"]:
            for state in STATES:
                holding = _filter(self._facet("standing", (state,)))
                found: Any = self._searcher.search(_all([*both, holding]), 1)
                right[state] += found.count
        return {state: number for state, number in right.items() if number}

    def _hits(self, companies: int, reachable: int) -> Iterable[Hit]:
        """Companies first, then at most fifty persons."""
        start, end = self._query.offset, min(self._query.offset + self._query.limit, reachable)
        if start < companies and start < end:
            yield from self._block(COMPANY, start, min(end, companies) - start)
        if end > companies and start < end:
            first = max(start - companies, 0)
            yield from self._block(WORKER, first, end - companies - first)

    def _block(self, kind: str, offset: int, limit: int) -> Iterable[Hit]:
        matching = [self._matching(), _filter(term_of("token", facet_token("kind", kind)))]
        sort = self._query.sort
        if sort is Sort.NEWEST:
            found = self._searcher.search(_all(matching), limit, False, "since", offset, Order.Desc)
        elif sort is Sort.NAME and kind == COMPANY:
            found = self._searcher.search(_all(matching), limit, False, "name_key", offset, Order.Asc)
        else:
            green = Native.const_score_query(self._facet("standing", ("green",)), _GREEN_BONUS)
            clauses = [*((Occur.Must, each) for each in matching), (Occur.Should, green)]
            found = self._searcher.search(
                Native.boolean_query(clauses), limit, False, None, offset, Order.Desc, "fresh"
            )
        scored = sort is Sort.RELEVANCE
        for score, address in found.hits:
            content: Any = self._searcher.doc(address)["content"][0]
            document = load(content)
            yield Hit(document.kind, document.ref, round(float(score)) if scored else 0.0)
