"""What of a company's name is its own: without the place in front and the legal form behind (domain README 8.2)."""

import re
from functools import cache

from registry.areas.rules import catalogue
from registry.core.chinese import normalise_name
from registry.core.pinyin import pinyin_full

_FORMS = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|分公司|公司|服务部|经营部|工作室|合作社|服务中心|中心|服务站|商行)+$"
)
_SHORTEST = 2  # characters that must be left over
_KEY_LETTERS = 12


@cache
def _places() -> tuple[frozenset[str], int]:
    """Every area's full name; only these are cut off, since 和平 may be a company's own word and 和平区 may not."""
    names = frozenset(normalise_name(area.name.zh) for area in catalogue().values())
    return names, max(map(len, names))


@cache
def _stems(district: str) -> tuple[str, ...]:
    """The names without 市 or 区 of a district and what it lies in: at home people leave the ending off."""
    stems = []
    at: str | None = district
    while at is not None and (area := catalogue().get(at)):
        name = normalise_name(area.name.zh)
        if len(name) > _SHORTEST:
            stems.append(name[:-1])
        at = area.parent
    return tuple(stems)


def core_name(name: str, district: str | None = None) -> str:
    """The normalised own name: 云州市东塘区丽红家政服务有限公司 becomes 丽红家政服务. Never empty for a name."""
    core = whole = normalise_name(name)
    places, longest = _places()
    for _ in range(3):
        for size in range(min(longest, len(core) - _SHORTEST), 1, -1):
            if core[:size] in places:
                core = core[size:]
                break
        else:
            break
    for stem in _stems(district) if district else ():
        if core == whole and core.startswith(stem) and len(core) - len(stem) > _SHORTEST:
            core = core.removeprefix(stem)
    shorn = _FORMS.sub("", core)
    return shorn if len(shorn) >= _SHORTEST else core


def name_key(core: str) -> int:
    """The first twelve letters of a name's pinyin as one number of sixty bits, for alphabetical order."""
    key = 0
    letters = pinyin_full(core)[:_KEY_LETTERS].casefold()
    for place in range(_KEY_LETTERS):
        letter = letters[place] if place < len(letters) else ""
        value = ord(letter) - ord("a") + 2 if "a" <= letter <= "z" else 1 if letter else 0
        key = (key << 5) + value
    return key
