"""Which district a roster's word means: a code, a name of its own, or a name with its city before it; never a guess."""

from functools import cache

from registry.areas.rules import catalogue, within
from registry.core.chinese import normalise_name
from registry.core.findings import Finding
from registry.rosters.cleaning import plain_key
from registry.rosters.faults import fault


def district_of(text: str) -> str | Finding:
    """The six-digit code. Findings: district_unknown, district_ambiguous (朝阳区 is in two cities)."""
    if plain_key(text) in catalogue():
        return plain_key(text)
    codes = _by_name().get(normalise_name(text), frozenset())
    # A city that is its own only county has the name twice; the larger holds both.
    for code in sorted(codes):
        if all(within(other, code) for other in codes):
            return code
    if not codes:
        cure = ("请写区县全名或六位区划代码", "Write the full name or the six-digit code")
        return fault("district_unknown", "没有这个区", "There is no such district", cure)
    cure = ("请在前面写上城市，如“某某市朝阳区”，或写六位区划代码", "Write the city before it, or the six-digit code")
    return fault("district_ambiguous", "几个城市都有这个区", "Several cities have a district of this name", cure)


@cache
def _by_name() -> dict[str, frozenset[str]]:
    """{normalised name: codes}; each area under its own name and with each of those above it before it."""
    areas = catalogue()
    found: dict[str, set[str]] = {}
    for code, area in areas.items():
        above: list[str] = []
        at = area.parent
        while at is not None:
            above.insert(0, areas[at].name.zh)
            at = areas[at].parent
        names = {"".join([*above[start:], area.name.zh]) for start in range(len(above) + 1)}
        for name in names | {top + area.name.zh for top in above} | {area.name.en}:
            found.setdefault(normalise_name(name), set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items()}
