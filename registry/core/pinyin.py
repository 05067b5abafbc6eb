"""Pinyin without tones, ü written v: of single characters, of what people type, and of company names."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from registry.core.chinese import normalise_name
from registry.core.tables import core_table

_LOADING = threading.Lock()
# 市长, 县长 and the like are read as words across the border of a place and what follows: cut there first.
_PLACE_END = re.compile(r"(?<=[省市县区州])(?=[长重都朝])")
_AREA = re.compile(r"(?:[^省市县区]{1,8}?(?:省|市|自治区|自治州|县|新区|区)){1,3}")
# After a surname these make a business name of it: 单氏, 曾姐, 盖阿姨.
_AFTER_SURNAME = ("氏", "记", "姐", "哥", "嫂", "妈", "姨", "叔", "婶", "阿姨", "大姐", "大妈", "师傅", "老师")
_TONE_NUMBERS = re.compile(r"(?<=[a-z])[1-5]")
_DIAERESIS = "\u0308"


@cache
def _load() -> bool:
    """Import pypinyin and read its dictionaries once; threads that come meanwhile wait."""
    import pypinyin

    return bool(pypinyin.lazy_pinyin("一"))


def _ready() -> None:
    with _LOADING:
        _load()


@lru_cache(maxsize=16384)
def readings_of(letter: str) -> tuple[str, ...]:
    """All readings of one character without tones, the usual one first; the letter itself if it has none."""
    _ready()
    from pypinyin import Style, lazy_pinyin, pinyin

    found = dict.fromkeys([lazy_pinyin(letter)[0], *pinyin(letter, style=Style.NORMAL, heteronym=True)[0]])
    return tuple(reading.replace("ü", "v") for reading in found)


def typed_pinyin(text: str) -> str:
    """What somebody typed as pinyin, in the form readings have: no tones, spaces, apostrophes or case; ü and u: as v.

    Empty when it is not pinyin at all.
    """
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold()).replace("u:", "v")
    plain = re.sub(rf"u([\u0300-\u036f]*){_DIAERESIS}", r"v\1", plain)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign) and sign not in " '’`-·\u3000")
    plain = _TONE_NUMBERS.sub("", plain)
    return plain if plain.isascii() and plain.isalpha() else ""


@cache
def _places() -> dict[str, list[str]]:
    return {row["word"]: row["pinyin"].split() for row in core_table("place_pinyin")}


@cache
def _place_pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _places()), key=len, reverse=True)))


@cache
def _surnames() -> dict[str, str]:
    return {row["surname"]: row["pinyin"].split("|")[0] for row in core_table("surname_pinyin")}


def _plain_syllables(text: str) -> Iterator[str]:
    from pypinyin import lazy_pinyin

    for piece in _PLACE_END.split(text):
        if piece:
            yield from (syllable.replace("ü", "v") for syllable in lazy_pinyin(piece))


def _place_syllables(text: str) -> Iterator[str]:
    """Syllables with the places of our own table read as it says."""
    at = 0
    for found in _place_pattern().finditer(text):
        yield from _plain_syllables(text[at : found.start()])
        yield from _places()[found.group()]
        at = found.end()
    yield from _plain_syllables(text[at:])


def _core_start(text: str) -> int:
    """Where a company's own name begins, after province, city and district."""
    area = _AREA.match(text)
    return area.end() if area and area.end() < len(text) else 0


def _syllables(text: str) -> list[list[str]]:
    """The syllables of a company name, the likeliest reading first, then with its own name read as a surname."""
    _ready()
    name = normalise_name(text)
    start = _core_start(name)
    before, core = list(_place_syllables(name[:start])), list(_place_syllables(name[start:]))
    usual = before + core
    surname = _surnames().get(name[start : start + 1])
    if surname is None or not core or surname == core[0]:
        return [usual]
    as_surname = [*before, surname, *core[1:]]
    if name[start + 1 :].startswith(_AFTER_SURNAME):
        return [as_surname, usual]
    return [usual, as_surname]


@lru_cache(maxsize=4096)
def pinyin_variants(text: str) -> tuple[tuple[str, str], ...]:
    """(full, initials) of a company name in every reading worth finding it by, the likeliest first.

    Digits stay as they are, a Latin word counts as one syllable: "58到家" reads 58daojia and 58dj.
    """
    return tuple(("".join(each), "".join(_initial(syllable) for syllable in each)) for each in _syllables(text))


def _initial(syllable: str) -> str:
    """The first letter of a reading; digits and other signs whole, as pypinyin hands them over unread."""
    return syllable if not syllable.isalpha() or not syllable.isascii() else syllable[0]


def pinyin_full(text: str) -> str:
    """A company name in pinyin without tones or spaces, the likeliest reading."""
    return pinyin_variants(text)[0][0]


def pinyin_initials(text: str) -> str:
    """The first letters of a company name's syllables, the likeliest reading."""
    return pinyin_variants(text)[0][1]
