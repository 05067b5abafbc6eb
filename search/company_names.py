"""What of a company's name is its own: without the place in front and the legal form behind (domain README 8.2)."""

import re
from collections.abc import Iterable
from functools import cache

from registry.areas.rules import catalogue
from registry.core.chinese import normalise_name
from registry.core.pinyin import pinyin_full
from search.vocabulary import area_stem

_FORMS = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|分公司|公司|服务部|经营部|工作室|合作社|服务中心|中心|服务站|商行)+$"
)
_COMMON = re.compile(r"家政|服务|家庭|保洁|清洁|家电|清洗|月嫂|育儿|养老|护理|生活|优选|管理|科技|搬家|维修")
_SHORTEST = 2  # characters that must be left over
_KEY_LETTERS = 12


@cache
def _places() -> tuple[frozenset[str], int]:
    """Every area's full name; only these are cut off, since 和平 may be a company's own word and 和平区 may not."""
    names = frozenset(normalise_name(area.name.zh) for area in catalogue().values())
    return names, max(map(len, names))


@cache
def _stems(area: str) -> tuple[str, ...]:
    """What people call the districts of an area: 云州市东塘 says 东塘 for 东塘区."""
    inside = [normalise_name(one.name.zh) for one in catalogue().values() if area in (one.parent, one.code)]
    return tuple(sorted({area_stem(name) for name in inside if area_stem(name) != name}, key=len, reverse=True))


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code, area in catalogue().items():
        found.setdefault(normalise_name(area.name.zh), []).append(code)
    return {name: tuple(codes) for name, codes in found.items()}


def core_name(name: str, district: str | None = None) -> str:
    """The normalised own name: 云州市东塘区丽红家政服务有限公司 becomes 丽红家政服务. Never empty for a name.

    Full place names are always cut off; names without their ending (东塘 for 东塘区) only behind the place they lie in
    or at home in it, and only where the rest still says who it is: 云州市和平家政 keeps 和平.
    """
    core = normalise_name(name)
    places, longest = _places()
    around = list(_around(district))
    for _ in range(3):
        for size in range(min(longest, len(core) - _SHORTEST), 1, -1):
            if core[:size] in places:
                around += _by_name()[core[:size]]
                core = core[size:]
                break
        else:
            break
    for _ in range(2):
        stem = next((stem for area in around for stem in _stems(area) if core.startswith(stem)), None)
        if stem is None or not _distinct(core.removeprefix(stem)):
            break
        core = core.removeprefix(stem)
    shorn = _FORMS.sub("", core)
    return shorn if len(shorn) >= _SHORTEST else core


def _around(code: str | None) -> Iterable[str]:
    """A district and everything it lies in."""
    while code is not None and (area := catalogue().get(code)):
        yield code
        code = area.parent


def _distinct(rest: str) -> bool:
    """Whether a name says who it is without its place: more than words that any home service bears."""
    return len(_COMMON.sub("", _FORMS.sub("", rest))) >= _SHORTEST


def name_key(core: str) -> int:
    """The first twelve letters of a name's pinyin as one number of sixty bits, for alphabetical order."""
    key = 0
    letters = pinyin_full(core)[:_KEY_LETTERS].casefold()
    for place in range(_KEY_LETTERS):
        letter = letters[place] if place < len(letters) else ""
        value = ord(letter) - ord("a") + 2 if "a" <= letter <= "z" else 1 if letter else 0
        key = (key << 5) + value
    return key
