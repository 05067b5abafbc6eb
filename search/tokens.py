"""Tokens: the one vocabulary shared by documents and queries. Each begins with a mark saying what it is."""

from collections.abc import Iterable

from registry.core.chinese import normalise_name
from registry.core.pinyin import pinyin_variants
from search.documents import Document

SCHEME = 3  # one more whenever documents get other tokens or fields: an index of an older scheme is rebuilt

PREFIX, CORE, NAME, FORMER = "^", "c", "n", "o"
PINYIN_PREFIX, PINYIN_RUN, INITIALS_PREFIX = "Y", "y", "I"
CODE, WORD = "u", "w"
FACET_MARK = {
    "kind": "k:",
    "item": "s:",
    "line": "l:",
    "unspecified": "x:",
    "group": "g:",
    "district": "d:",
    "home": "h:",
    "mode": "m:",
    "grade": "r:",
    "membership": "b:",
    "company": "@:",
}

PREFIX_LIMIT = 12  # characters of a name that a prefix search can use
PINYIN_LIMIT = 24  # letters
INITIALS_LIMIT = 10  # letters
RUN = 3  # letters: pinyin is found inside a name by runs of three
CODE_FLOOR, CODE_LENGTH = 8, 18  # a credit code is found by prefix once its registering area is complete


def grams(text: str) -> set[str]:
    """Every run of one, two and three characters."""
    return {text[at : at + size] for size in (1, 2, 3) for at in range(len(text) - size + 1)}


def probes(text: str) -> tuple[str, ...]:
    """The grams that together show `text` inside a name; runs of three leave next to no false hit."""
    if len(text) <= 3:
        return (text,)
    return tuple(dict.fromkeys(text[at : at + 3] for at in range(len(text) - 2)))


def facet_token(facet: str, value: str) -> str:
    """The token of one facet value."""
    return FACET_MARK[facet] + value


def spellings(pinyin: str) -> set[str]:
    """Pinyin with v, and as people type it who have no ü: 绿 lv, lu, lyu."""
    return {pinyin, pinyin.replace("v", "u"), pinyin.replace("v", "yu")}


def _marked(mark: str, texts: Iterable[str]) -> Iterable[str]:
    return (mark + text for text in texts)


def _beginnings(text: str, limit: int) -> Iterable[str]:
    return (text[:size] for size in range(1, min(len(text), limit) + 1))


def _name_tokens(place: str, text: str) -> Iterable[str]:
    folded = normalise_name(text)
    if place == "former":
        yield from _marked(FORMER, grams(folded))
        return
    if place == "name":
        # In pinyin nearly every full name begins with the same city, so only a company's own name is indexed by sound.
        yield from _marked(NAME, grams(folded))
        return
    yield from _marked(PREFIX, _beginnings(folded, PREFIX_LIMIT))
    yield from _marked(CORE, grams(folded))
    for full, initials in pinyin_variants(text):
        for spelled in spellings(full):
            yield from _marked(PINYIN_PREFIX, _beginnings(spelled, PINYIN_LIMIT))
            yield from _marked(PINYIN_RUN, (spelled[at : at + RUN] for at in range(len(spelled) - RUN + 1)))
        yield from _marked(INITIALS_PREFIX, _beginnings(initials, INITIALS_LIMIT))


def tokens_of(document: Document) -> set[str]:
    """Every token under which the document can be found or filtered."""
    tokens: set[str] = set()
    for name in document.names:
        tokens.update(_name_tokens(name.place, name.text))
    if document.code:
        tokens.update(CODE + document.code[:size] for size in range(CODE_FLOOR, CODE_LENGTH + 1))
    tokens.update(_marked(WORD, document.words))
    for facet in ("kind", "item", "line", "group", "district", "mode", "grade", "membership"):
        tokens.update(_marked(FACET_MARK[facet], document.values(facet)))
    tokens.update(_marked(FACET_MARK["unspecified"], document.unspecified))
    if document.home:
        tokens.add(facet_token("home", document.home))
    tokens.update(_marked(FACET_MARK["company"], document.companies))
    return tokens
