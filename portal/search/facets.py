"""Facets, filter tags and orders as links: plain data for the page, worked out without asking for routes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from markupsafe import Markup, escape

from portal.language import lang
from portal.search.asking import Asked, query_string
from registry.areas.rules import area_label, catalogue
from registry.companies.states import MembershipStatus, OperatingMode
from registry.core.labels import Label
from registry.core.taxonomy import ServiceGroup, ServiceLine, service_items
from registry.qualifications.rules import levels
from registry.qualifications.states import Scheme
from registry.standing.states import StandingState
from search.documents import COMPANY
from search.protocol import Sort

SEEN = 6  # values of a facet before the fold

TITLES = {
    "kind": Label("类别", "Kind"),
    "standing": Label("状态", "Standing"),
    "item": Label("服务", "Service"),
    "district": Label("服务区域", "Area served"),
    "mode": Label("经营模式", "Operating mode"),
    "grade": Label("持证等级", "Certificate"),
}
_KINDS = {True: Label("企业", "Companies"), False: Label("人员（本人同意公示）", "People (with their consent)")}
_STANDING = {
    StandingState.GREEN: Label("正常", "In good standing"),
    StandingState.YELLOW: Label("请先核实", "Verify first"),
    StandingState.RED: Label("停止或无效", "Stopped or not valid"),
    StandingState.GREY: Label("没有查到证件", "No permit found"),
}
_ORDERED = {"kind": (COMPANY, "worker"), "standing": tuple(StandingState), "mode": tuple(OperatingMode)}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet with the address that adds it, or removes it where it is chosen.

    `words` and `url` are ready for the page: it shows some eighty of them.
    """

    words: Markup
    count: int
    url: Markup
    chosen: bool
    shape: str


@dataclass(frozen=True, slots=True)
class FacetShown:
    """One facet: the values in sight and those behind the fold."""

    title: Label
    seen: tuple[Choice, ...]
    folded: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """One filter that is on, with the address without it. `named` says that the label is data, not our words."""

    label: Label
    url: str
    shape: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """One order of the hits."""

    label: Label
    url: str
    chosen: bool


def label_of(facet: str, value: str) -> Label:
    """A facet's value in words."""
    match facet:
        case "kind":
            return _KINDS[value == COMPANY]
        case "standing":
            return _STANDING[StandingState(value)]
        case "group":
            return ServiceGroup(value).label
        case "line":
            return ServiceLine(value).label
        case "item":
            return service_items()[value].label
        case "district":
            return area_label(value)
        case "mode":
            return OperatingMode(value).label
        case "grade":
            return _grade(value)
    return MembershipStatus(value).label


@lru_cache(maxsize=8192)
def words_of(facet: str, value: str, language: str) -> Markup:
    """A facet's value in the words of a language, escaped."""
    return escape(label_of(facet, value).text(language))


def _grade(value: str) -> Label:
    name, _, level = value.partition(":")
    scheme = Scheme(name).label if name in set(Scheme) else Label(name, name)
    found = levels().get((name, level))
    if found is None:
        return scheme
    if scheme.zh in found[0].zh:
        return found[0]
    return Label(f"{scheme.zh} {found[0].zh}", f"{scheme.en}, {found[0].en}")


def shape_of(facet: str, value: str) -> str:
    """The name of the shape beside a standing; nothing elsewhere."""
    return StandingState(value).shape.value if facet == "standing" else ""


def shown(asked: Asked, counts: Mapping[str, Mapping[str, int]]) -> tuple[FacetShown, ...]:
    """The facets that offer a choice, the chosen values first and then by number."""
    parts = query_string(asked.parts())
    stem = escape(f"{parts}&" if parts else "?")
    language = lang()
    found = []
    for facet, title in TITLES.items():
        held = _worth_offering(facet, counts.get(facet, {}))
        chosen = asked.filters.get(facet, ())
        values = _sorted(facet, {**dict.fromkeys(chosen, 0), **held}, chosen)
        if len(values) < 2 and not chosen:
            continue
        choices = [
            Choice(
                words_of(facet, value, language),
                held.get(value, 0),
                escape(_less(asked, facet, value)) if value in chosen else stem + Markup(f"{facet}={value}"),
                value in chosen,
                shape_of(facet, value),
            )
            for value in values
        ]
        found.append(FacetShown(title, tuple(choices[:SEEN]), tuple(choices[SEEN:])))
    return tuple(found)


def _worth_offering(facet: str, counts: Mapping[str, int]) -> Mapping[str, int]:
    """Districts without those that only hold others: who serves a city is counted in each of its districts."""
    if facet != "district":
        return counts
    parents = {catalogue()[code].parent for code in counts if code in catalogue()}
    return {code: count for code, count in counts.items() if code not in parents}


def _sorted(facet: str, counts: Mapping[str, int], chosen: Sequence[str]) -> Sequence[str]:
    fixed = _ORDERED.get(facet)
    if fixed:
        return [value for value in fixed if value in counts]
    return sorted(counts, key=lambda value: (value not in chosen, -counts[value], value))


def _less(asked: Asked, facet: str, value: str) -> str:
    left = tuple(each for each in asked.filters.get(facet, ()) if each != value)
    return query_string(asked.only(facet, *left).parts())


def tags(asked: Asked, company: str) -> tuple[Tag, ...]:
    """The filters that are on; `company` is the name of the company that narrows, if one does."""
    found = [
        Tag(label_of(facet, value), _less(asked, facet, value), shape_of(facet, value))
        for facet, values in asked.filters.items()
        for value in values
    ]
    if asked.company and company:
        rest = replace(asked, company="", page=1)
        found.append(Tag(Label(company, company), query_string(rest.parts()), "", named=True))
    return tuple(found)


def orders(asked: Asked) -> tuple[Order, ...]:
    """Every order, the chosen one marked."""
    return tuple(
        Order(sort.label, query_string(replace(asked, sort=sort, page=1).parts()), sort is asked.sort) for sort in Sort
    )
