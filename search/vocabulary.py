"""What words mean here: services with their synonyms, areas, kinds. A person never types codes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from registry.areas.rules import catalogue
from registry.core.chinese import normalise_name
from registry.core.taxonomy import (
    ServiceGroup,
    ServiceLine,
    resolve_service,
    service_items,
    service_words,
    synonym_groups,
)
from search.documents import COMPANY, WORKER

# Endings that people leave off: 东塘 means 东塘区.
_ENDINGS = ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "新区", "地区", "省", "市", "区", "县")
_COMPANY_WORDS = ("家政公司", "家政服务公司", "公司", "企业", "机构")
_WORKER_WORDS = ("家政服务员", "人员")
_FILLERS = ("的", "附近", "哪家好", "哪家", "推荐", "请", "找", "价格", "多少钱", "服务", "好", "在")
_SHORTEST, _SHORTEST_LATIN = 2, 4  # characters from which a part of a service's name is looked for


@dataclass(frozen=True, slots=True)
class Services:
    """What a word means among services: item codes, whole lines, lines with the item unspecified, groups."""

    items: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    unspecified: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@cache
def _synonyms() -> dict[str, tuple[str, ...]]:
    """{normalised word: the normalised words of its group}."""
    found: dict[str, tuple[str, ...]] = {}
    for group in synonym_groups():
        folded = tuple(normalise_name(word) for word in group)
        found.update(dict.fromkeys(folded, folded))
    return found


def synonyms_of(word: str) -> tuple[str, ...]:
    """Every word that says the same, itself first."""
    key = normalise_name(word)
    return (key, *(other for other in _synonyms().get(key, ()) if other != key))


@cache
def item_names() -> dict[str, tuple[str, ...]]:
    """{item code: normalised names}: the label, its part before the bracket, English, and words that mean only it."""
    names: dict[str, dict[str, None]] = {}
    for item in service_items().values():
        spoken = (item.label.zh, item.label.zh.split("(")[0], item.label.en)
        names[item.code] = dict.fromkeys(normalise_name(name) for name in spoken)
    for word, meaning in service_words().items():
        if meaning.item:
            names[meaning.item][word] = None
    return {code: tuple(found) for code, found in names.items()}


@cache
def _line_names() -> dict[str, ServiceLine]:
    names: dict[str, ServiceLine] = {}
    for line in ServiceLine:
        for name in (line.label.zh, line.label.en, line.label.zh.removesuffix("服务")):
            names[normalise_name(name)] = line
    return names


def services_of(word: str) -> Services:
    """What a word means among services; empty when nothing.

    A word of one item means that item. A word of several (育儿嫂) means those whose names hold it or a synonym, and
    offers of their line that name no item; when no name holds it, the whole line.
    """
    key = normalise_name(word)
    named = _line_names().get(key)
    if named is not None:
        return Services(lines=(named.value,))
    meaning = resolve_service(word)
    if meaning is not None and meaning.item:
        return Services(items=(meaning.item,))
    if meaning is not None:
        held = _holding(synonyms_of(word), meaning.line)
        if held:
            return Services(items=held, unspecified=(meaning.line.value,))
        return Services(lines=(meaning.line.value,))
    if len(key) < (_SHORTEST_LATIN if key.isascii() else _SHORTEST):
        return Services()
    groups = tuple(group.value for group in ServiceGroup if key in normalise_name(group.label.zh) and key != "服务")
    return Services(items=_holding((key,)), groups=groups)


def _holding(words: Iterable[str], line: ServiceLine | None = None) -> tuple[str, ...]:
    wanted = [word for word in words if len(word) >= _SHORTEST and word != "服务"]
    return tuple(
        code
        for code, names in item_names().items()
        if line in (None, service_items()[code].line) and any(word in name for word in wanted for name in names)
    )


@cache
def _area_names() -> dict[str, tuple[str, ...]]:
    names: dict[str, dict[str, None]] = {}
    for code, area in catalogue().items():
        full = normalise_name(area.name.zh)
        for name in {full, area_stem(full), normalise_name(area.name.en)}:
            names.setdefault(name, {})[code] = None
    return {name: tuple(codes) for name, codes in names.items()}


def area_stem(name: str) -> str:
    """An area's normalised name without 区, 市 and the like, as people say it."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= _SHORTEST:
            return name.removesuffix(ending)
    return name


@cache
def _children() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code, area in catalogue().items():
        if area.parent:
            found.setdefault(area.parent, []).append(code)
    return {parent: tuple(codes) for parent, codes in found.items()}


@cache
def area_with_parts(code: str) -> tuple[str, ...]:
    """An area and every area inside it: what is offered in a city is offered in its districts."""
    return (code, *(part for child in _children().get(code, ()) for part in area_with_parts(child)))


def areas_of(word: str) -> tuple[str, ...]:
    """The codes of every area of this name, with all areas inside them; full name, name without 区, or English."""
    named = _area_names().get(normalise_name(word), ())
    return tuple(dict.fromkeys(part for code in named for part in area_with_parts(code)))


@cache
def _kind_words() -> dict[str, str]:
    found = {}
    for words, kind in ((_COMPANY_WORDS, COMPANY), (_WORKER_WORDS, WORKER)):
        for word in words:
            for same in synonyms_of(word):
                if same not in service_words():  # 阿姨 is a service word before it is a person
                    found[same] = kind
    return found


def kind_of(word: str) -> str | None:
    """The kind that a word like 家政公司 or 家政员 asks for."""
    return _kind_words().get(normalise_name(word))


@cache
def _known() -> tuple[frozenset[str], int]:
    words = {*service_words(), *_kind_words(), *_line_names()}
    words |= {word for word in _synonyms() if services_of(word) != Services()}
    words |= {name for name in _area_names() if not name.isascii()}
    kept = frozenset(word for word in words if len(word) >= _SHORTEST and not word.isascii())
    return kept, max(map(len, kept))


def segments(word: str) -> list[str]:
    """A word typed without spaces, cut into words known here and what lies between: 东塘区/月嫂/坊.

    One piece when nothing is known inside it. Fillers (附近, 的, 推荐) fall out beside known words.
    """
    known, longest = _known()
    pieces: list[str] = []
    rest = ""
    found = False
    at = 0
    while at < len(word):
        for size in range(min(longest, len(word) - at), _SHORTEST - 1, -1):
            if word[at : at + size] in known:
                if rest:
                    pieces.append(rest)
                pieces.append(word[at : at + size])
                rest, found = "", True
                at += size
                break
        else:
            rest += word[at]
            at += 1
    if rest:
        pieces.append(rest)
    if not found:
        return [word]
    kept = [piece for piece in pieces if piece in known or _filled(piece)]
    return kept or [word]


def _filled(piece: str) -> str:
    """A piece without fillers; empty when it was nothing else."""
    for filler in _FILLERS:
        piece = piece.replace(filler, "")
    return piece
