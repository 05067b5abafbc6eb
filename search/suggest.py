"""One mistyped character: what was meant is offered (您是不是要找), never searched for instead.

Names come from the record through whoever asks, so nothing withdrawn is ever suggested, and persons have none here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from registry.core.chinese import normalise_name
from registry.core.pinyin import pinyin_full
from registry.core.taxonomy import service_items, service_words
from search import tokens
from search.plan import SCORE, Place, Plan, Term, Way
from search.protocol import Engine, Query

NamesOf = Callable[[Sequence[str]], Mapping[str, Sequence[str]]]

MOST = 3
_NEAREST = 30  # companies looked at
_SHORTEST, _LONGEST = 2, 16  # characters of a word worth correcting


def suggestions(engine: Engine, plan: Plan, day: date, names_of: NamesOf) -> list[str]:
    """Up to three whole queries that differ from this one by one character of one word.

    `names_of` gives the names (own name, brand) of companies by ref, from the record. Raises IndexUnavailable.
    """
    typed = [term.text for term in plan.terms]
    found: dict[str, None] = {}
    for place, term in enumerate(plan.terms):
        for word in _meant(engine, normalise_name(term.text), day, names_of):
            found[" ".join([*typed[:place], word, *typed[place + 1 :]])] = None
            if len(found) == MOST:
                return list(found)
    return list(found)


def _meant(engine: Engine, typed: str, day: date, names_of: NamesOf) -> Iterable[str]:
    if not _SHORTEST <= len(typed) <= _LONGEST:
        return
    for word in _service_names():
        if alike(typed, word):
            yield word
    refs = [hit.ref for hit in engine.near([tokens.CORE + mark for mark in set(typed)], _needed(typed), _NEAREST)]
    refs += [hit.ref for hit in engine.search(_sounding(typed), day).hits] if not typed.isascii() else []
    for names in names_of(list(dict.fromkeys(refs))).values():
        for name in names:
            window = _window(typed, normalise_name(name))
            if window is not None:
                yield window


def _needed(typed: str) -> int:
    return max(1, len(set(typed)) - 1)


def _sounding(typed: str) -> Query:
    """Companies whose name holds what sounds the same: most typing errors choose another character of one sound."""
    sound = pinyin_full(typed)
    runs = [sound[at : at + tokens.RUN] for at in range(max(1, len(sound) - tokens.RUN + 1))]
    way = Way(Place.PINYIN, SCORE[Place.PINYIN], tuple(dict.fromkeys(tokens.PINYIN_RUN + run for run in runs)))
    return Query(plan=Plan((Term(typed, (way,)),)), limit=_NEAREST, facets=())


def _window(typed: str, name: str) -> str | None:
    """The stretch of a name that was meant, if there is one; the whole name where it is hardly longer."""
    if name == typed or typed in name:
        return None
    if alike(typed, name):
        return name
    for size in (len(typed), len(typed) + 1, len(typed) - 1):
        if size < _SHORTEST:
            continue
        for at in range(len(name) - size + 1):
            if alike(typed, name[at : at + size]):
                return name[at : at + size]
    return None


def alike(typed: str, word: str) -> bool:
    """Whether two words differ by one character put in, left out, changed or exchanged with its neighbour.

    Words of two characters, where one change leaves little, must sound the same as well.
    """
    if typed == word or not _one_edit(typed, word):
        return False
    return min(len(typed), len(word)) > _SHORTEST or pinyin_full(typed) == pinyin_full(word)


def _one_edit(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    rest_a, rest_b = a[start:], b[start:]
    if len(a) == len(b):
        return rest_a[1:] == rest_b[1:] or (rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:])
    return rest_a[1:] == rest_b if len(a) > len(b) else rest_a == rest_b[1:]


@cache
def _service_names() -> tuple[str, ...]:
    """Words for services as people write them, in the table's order."""
    spoken = (normalise_name(item.label.zh.split("(")[0]) for item in service_items().values())
    words = (word for word in service_words() if not word.isascii())
    return tuple(dict.fromkeys((*spoken, *words)))
