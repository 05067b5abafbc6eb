"""The taxonomy to browse: groups, lines and items with the number of companies that offer them."""

from dataclasses import dataclass
from datetime import date

from portal.wiring import wiring
from registry.core.labels import Label
from registry.core.taxonomy import RiskFlag, ServiceGroup, ServiceItem, ServiceLine, service_items
from search.documents import COMPANY
from search.protocol import IndexUnavailable, Query

_FACETS = ("group", "line", "item")


@dataclass(frozen=True, slots=True)
class OfferedItem:
    """One item; `companies` is None while they cannot be counted."""

    item: ServiceItem
    companies: int | None


@dataclass(frozen=True, slots=True)
class OfferedGroup:
    """One of the five groups with its items and the risks that any of them carries, each with its items."""

    group: ServiceGroup
    companies: int | None
    items: tuple[OfferedItem, ...]
    risks: tuple[tuple[RiskFlag, tuple[Label, ...]], ...]


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """One of the ten lines."""

    line: ServiceLine
    companies: int | None


@dataclass(frozen=True, slots=True)
class Offers:
    """Everything to browse, and up to which entry of the record it was counted (0: not counted)."""

    groups: tuple[OfferedGroup, ...]
    lines: tuple[OfferedLine, ...]
    position: int


def offers(today: date) -> Offers:
    """The whole taxonomy; without counts where the index cannot answer."""
    try:
        answer = wiring().search.search(Query(filters={"kind": (COMPANY,)}, limit=0, facets=_FACETS), today)
    except IndexUnavailable:
        answer = None

    def number(facet: str, value: str) -> int | None:
        return answer.facets[facet].get(value, 0) if answer else None

    groups = []
    for group in ServiceGroup:
        items = [item for item in service_items().values() if item.group is group]
        groups.append(
            OfferedGroup(
                group,
                number("group", group.value),
                tuple(OfferedItem(item, number("item", item.code)) for item in items),
                _risks(items),
            )
        )
    lines = tuple(OfferedLine(line, number("line", line.value)) for line in ServiceLine)
    return Offers(tuple(groups), lines, answer.position if answer else 0)


def _risks(items: list[ServiceItem]) -> tuple[tuple[RiskFlag, tuple[Label, ...]], ...]:
    carrying = ((flag, tuple(item.label for item in items if flag in item.risks)) for flag in RiskFlag)
    return tuple((flag, labels) for flag, labels in carrying if labels)
