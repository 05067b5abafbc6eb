"""What the area file says, and which area a name means.

The file holds GB/T 2260 as of 2023-06-30 without the placeholder rows (市辖区, 县, 省直辖县级) and without development
zones, whose codes are statistical only; English names are pinyin, or the customary form where there is one. The rows of
云州市 are fictional, under a province that says so. A city never repeats as its own county.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from registry.areas.states import Level
from registry.core.chinese import normalise_name
from registry.core.labels import Label
from registry.core.tables import read_table

FILE = Path(__file__).parent / "data" / "areas.csv"
DEMO_CITY = "990100"
# Residents of Taiwan carry 830000 in the number of their residence permit; the area itself is 710000.
_RESIDENCE_PERMITS = {"83": "710000"}
_TYPES = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "新区",
    "地区",
    "林区",
    "特区",
    "矿区",
    "省",
    "市",
    "区",
    "县",
)


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area as the file states it; `parent` is None for a province."""

    code: str
    name: Label
    level: Level
    parent: str | None
    source: str


@cache
def catalogue() -> dict[str, AreaRow]:
    """{code: area} of the file, parents before children."""
    return {
        row["code"]: AreaRow(
            row["code"],
            Label(row["name_zh"], row["name_en"]),
            Level(row["level"]),
            row["parent"] or None,
            row["source"],
        )
        for row in read_table(FILE)
    }


def area_label(code: str) -> Label:
    """The name of an area; the code itself where the file does not know it."""
    known = catalogue().get(code)
    return known.name if known else Label(code, code)


def province_label(id_area: str) -> Label | None:
    """The province of the area in an identity number, also of counties that are no more; None for an unknown one."""
    code = _RESIDENCE_PERMITS.get(id_area[:2], id_area[:2] + "0000")
    known = catalogue().get(code)
    return known.name if known else None


def within(code: str, ancestor: str) -> bool:
    """Whether an area is `ancestor` or lies in it."""
    at: str | None = code
    while at is not None:
        if at == ancestor:
            return True
        known = catalogue().get(at)
        at = known.parent if known else None
    return False


def matching(name: str, areas: Iterable[AreaRow]) -> AreaRow | None:
    """The one area a name means among these: its full name, else its name without 区, 县 and the like, else None.

    Several areas of one name mean none: an ambiguous district is asked about, never assigned.
    """
    wanted = normalise_name(name)
    if not wanted:
        return None
    candidates = list(areas)
    for form in (_full_names, _stems):
        found = [area for area in candidates if form(wanted, area)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _full_names(wanted: str, area: AreaRow) -> bool:
    return wanted in {normalise_name(area.name.zh), normalise_name(area.name.en), area.code}


def _stems(wanted: str, area: AreaRow) -> bool:
    return _stem(wanted) == _stem(normalise_name(area.name.zh))


def _stem(name: str) -> str:
    """A name without its type, unless only one character would be left: 滑县 stays 滑县."""
    for kind in _TYPES:
        if name.endswith(kind) and len(name) - len(kind) > 1:
            return name.removesuffix(kind)
    return name
