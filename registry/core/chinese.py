"""Chinese text as people type it, brought to one form: width, case, script, spaces and marks."""

import threading
import unicodedata
from collections.abc import Callable
from functools import cache

from registry.core.tables import core_table

MARKS = frozenset("·•・‧.-_()（）[]【】")
_JOINED = frozenset({"Mn", "Mc", "Me", "Cf"})
_LOADING = threading.Lock()


@cache
def _to_simplified() -> Callable[[str], str]:
    """OpenCC's traditional-to-simplified converter, loaded at first use."""
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


@cache
def _variants() -> dict[str, str]:
    return {row["variant"]: row["standard"] for row in core_table("variant_characters")}


class _Folds(dict[int, str]):
    """One character to its normal form, worked out at first sight.

    Conversion goes character by character, never by phrase, so that both sides of a comparison and every highlighted
    stretch agree whatever stands beside a character.
    """

    def __missing__(self, code: int) -> str:
        with _LOADING:
            self[code] = folded = _fold(chr(code))
        return folded


def _fold(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character).casefold()
    return "".join(
        _simplified(each) for each in plain if not each.isspace() and each not in MARKS and not is_joined(each)
    )


def _simplified(character: str) -> str:
    simple = _to_simplified()(_variants().get(character, character))
    if len(simple) != 1:
        return character
    return simple if simple == character else _simplified(simple)


def is_joined(character: str) -> bool:
    """Whether a character is seen only together with the one before it: marks, variation selectors, invisible signs."""
    return unicodedata.category(character) in _JOINED or "\u1160" <= character <= "\u11ff"


_FOLDS = _Folds()


def normalise_name(text: str) -> str:
    """The form in which names and words are compared and indexed; display keeps the original.

    NFKC, lower case, simplified characters, without spaces, invisible signs and the marks of names. Idempotent.
    """
    return unicodedata.normalize("NFC", text).translate(_FOLDS)


def normalise_mapped(text: str) -> tuple[str, list[int]]:
    """The normal form and, for each of its characters, the offset in `text` that it came from (for highlighting)."""
    if normalise_name(text) == text:  # most names: nothing to fold, nothing joined
        return text, list(range(len(text)))
    pieces: list[str] = []
    offsets: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and (is_joined(text[end]) or _composes(text[at : end + 1])):
            end += 1
        folded = normalise_name(text[at:end])
        pieces.append(folded)
        offsets.extend([at] * len(folded))
        at = end
    return "".join(pieces), offsets


def _composes(cluster: str) -> bool:
    return len(unicodedata.normalize("NFC", cluster)) == 1
