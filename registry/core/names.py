"""Names of persons: where the surname ends, and whether what somebody typed is that surname.

Used at the door, where only the surname is asked: a given name typed along is refused rather than ignored, or the
answer would seem to confirm it.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from registry.core.chinese import is_joined, normalise_name
from registry.core.pinyin import readings_of, typed_pinyin
from registry.core.tables import core_table

DOTS = frozenset("·•・‧.")
# Chinese characters alone: composed, visible and without spaces already.
_PLAIN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as displayed, in two parts. For names with a dot the surname is the part before it."""

    surname: str
    given: str


@cache
def _compounds() -> dict[str, dict[str, str]]:
    return {row["surname"]: row for row in core_table("compound_surnames")}


@cache
def _single_surname_readings() -> dict[str, tuple[str, ...]]:
    return {row["surname"]: tuple(row["pinyin"].split("|")) for row in core_table("surname_pinyin")}


def clean_name(text: str) -> str:
    """A name as it is stored and displayed: NFC, without invisible signs, spaces trimmed and single; script kept."""
    if _PLAIN.fullmatch(text):
        return text
    seen = "".join(sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) != "Cf")
    return " ".join(seen.split())


def letters_of(text: str) -> list[str]:
    """The visible characters: each with the marks and variation selectors that follow it."""
    if _PLAIN.fullmatch(text):
        return list(text)
    letters: list[str] = []
    for sign in text:
        if letters and is_joined(sign):
            letters[-1] += sign
        else:
            letters.append(sign)
    return letters


def is_latin(name: str) -> bool:
    """Whether a name is written in Latin letters, accents and full-width forms included."""
    return _PLAIN.fullmatch(name) is None and all(sign < "\u0250" for sign in normalise_name(name))


def split_surname(full_name: str) -> PersonName:
    """A name's two parts. Chinese names: two characters for a compound surname where the name is longer, else one.

    Names with a dot (minority names): the part before the first dot. Names in Latin letters: the first word.
    """
    name = clean_name(full_name)
    if _PLAIN.fullmatch(name):
        length = _surname_length(list(name))
        return PersonName(name[:length], name[length:])
    for place, sign in enumerate(name):
        if sign in DOTS and place > 0:
            return PersonName(name[:place], name[place + 1 :])
    if is_latin(name):
        first, _, rest = name.partition(" ")
        return PersonName(first, rest)
    letters = [letter for letter in letters_of(name) if not letter.isspace()]
    length = _surname_length(letters)
    return PersonName("".join(letters[:length]), "".join(letters[length:]))


def _surname_length(letters: list[str]) -> int:
    for length in (4, 2):
        if len(letters) > length and normalise_name("".join(letters[:length])) in _compounds():
            return length
    return 1


def surname_readings(surname: str) -> tuple[str, ...]:
    """Readings of a surname without tones, ü as v, the one used for surnames first: 单 shan, dan; 欧阳 ouyang."""
    return tuple(_readings(normalise_name(surname)))


@lru_cache(maxsize=4096)
def _readings(surname: str) -> dict[str, None]:
    """Ordered readings of a normalised surname."""
    found: dict[str, None] = {}
    if surname in _compounds():
        found[_compounds()[surname]["pinyin"]] = None
    for reading in _single_surname_readings().get(surname, ()):
        found[reading] = None
    for syllables in product(*(readings_of(letter) for letter in surname[:4])):
        found["".join(syllables)] = None
    return found


@lru_cache(maxsize=8192)
def _accepted(surname: str) -> frozenset[str]:
    """Everything in pinyin that counts as this normalised surname: ü may be typed v, u, yu or ü."""
    spelled = set()
    for reading in _readings(surname):
        spelled |= {reading, reading.replace("v", "u"), reading.replace("v", "yu")}
    return frozenset(spelled)


def surname_matches(full_name: str, typed: str) -> bool:
    """Whether what was typed is the surname of this person, and nothing but the surname.

    Characters simplified or traditional, full-width or not; any pinyin reading, any case, with or without tone marks or
    numbers. For names with a dot: the part before it or its first character. For names in Latin letters: any word.
    """
    wanted = normalise_name(typed)
    if not wanted:
        return False
    name = clean_name(full_name)
    if is_latin(name):
        return wanted in {normalise_name(word) for word in name.replace("·", " ").split()}
    surname = split_surname(name).surname
    candidates = {normalise_name(surname)}
    if any(sign in DOTS for sign in name):
        candidates.add(normalise_name(letters_of(surname)[0]))
    row = _compounds().get(normalise_name(surname))
    if row is not None and row["first_alone"] == "Y":
        candidates.add(normalise_name(surname)[0])
    if wanted in candidates:
        return True
    spelled = typed_pinyin(typed)
    return any(spelled in _accepted(candidate) for candidate in candidates if candidate)
