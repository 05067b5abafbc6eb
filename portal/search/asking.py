"""What a request asks: words, filters, order and page; and the query strings that ask a little otherwise."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from urllib.parse import quote_plus

from werkzeug.datastructures import MultiDict

from registry.areas.rules import catalogue
from registry.companies.states import MembershipStatus, OperatingMode
from registry.core.taxonomy import ServiceGroup, ServiceLine, service_items
from registry.qualifications.rules import levels
from registry.standing.states import StandingState
from search.documents import COMPANY, WORKER
from search.plan import Plan
from search.protocol import Query, Sort
from search.query import LONGEST

PAGE_SIZE = 20
MOST_VALUES = 12  # of one facet: an address has an end
_SHOWN_TEXT = 2 * LONGEST  # a longer text is refused anyway and not carried about

SHOWN_FACETS = ("kind", "standing", "item", "district", "mode", "grade")
FILTERS = ("kind", "standing", "group", "line", "item", "district", "mode", "grade", "membership")


@cache
def values_of(facet: str) -> frozenset[str]:
    """Every value that a filter may have; anything else in an address is passed over."""
    match facet:
        case "kind":
            return frozenset((COMPANY, WORKER))
        case "standing":
            return frozenset(StandingState)
        case "group":
            return frozenset(ServiceGroup)
        case "line":
            return frozenset(ServiceLine)
        case "item":
            return frozenset(service_items())
        case "district":
            return frozenset(catalogue())
        case "mode":
            return frozenset(OperatingMode)
        case "grade":
            return frozenset(f"{scheme}:{level}" for scheme, level in levels())
    return frozenset(MembershipStatus)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `company` is a credit code; `filters` hold only values that there are."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    company: str = ""
    sort: Sort = Sort.RELEVANCE
    page: int = 1

    def query(self, plan: Plan, company: str | None, size: int, facets: tuple[str, ...] = SHOWN_FACETS) -> Query:
        """The question for an engine; `company` is the ref behind the credit code."""
        return Query(plan, self.filters, company, self.sort, (self.page - 1) * size, size, facets)

    def parts(self) -> list[tuple[str, str]]:
        """Name and value of everything but the page, as they stand in an address."""
        found = [("q", self.text)] if self.text else []
        found += [(facet, value) for facet in FILTERS for value in self.filters.get(facet, ())]
        if self.company:
            found.append(("company", self.company))
        if self.sort is not Sort.RELEVANCE:
            found.append(("sort", self.sort.value))
        return found

    def without_filters(self) -> "Asked":
        """The same words in the same order, without any filter."""
        return replace(self, filters={}, company="", page=1)

    def only(self, facet: str, *values: str, page: int = 1) -> "Asked":
        """The same with one filter set to these values; none of them removes it."""
        filters = {name: held for name, held in self.filters.items() if name != facet}
        if values:
            filters[facet] = values
        return replace(self, filters=filters, page=page)


def asked_by(args: MultiDict[str, str]) -> Asked:
    """What the query string asks. Nothing in it is an error: what cannot be read is not there."""
    filters = {}
    for facet in FILTERS:
        given = [value for value in dict.fromkeys(args.getlist(facet)) if value in values_of(facet)]
        if given:
            filters[facet] = tuple(given[:MOST_VALUES])
    sort = args.get("sort", "")
    page = args.get("page", "")
    return Asked(
        text=args.get("q", "").strip()[: _SHOWN_TEXT + 1],
        filters=filters,
        company=args.get("company", "").strip()[:18].upper(),
        sort=Sort(sort) if sort in set(Sort) else Sort.RELEVANCE,
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 10 else 1,
    )


def query_string(parts: Iterable[tuple[str, str]]) -> str:
    """`?name=value&…`, or nothing."""
    joined = "&".join(f"{name}={quote_plus(value)}" for name, value in parts)
    return f"?{joined}" if joined else ""
