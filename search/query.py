"""From what people type to a plan. Own reading throughout: nothing typed is a language to any engine (safety 0.5)."""

import re
import unicodedata
from dataclasses import dataclass

from registry.core.chinese import normalise_name
from registry.core.findings import Finding
from registry.core.identifiers import check_credit_code, looks_like_credit_code, normalise_identifier
from registry.core.labels import Label
from registry.core.permit_numbers import looks_like_card_code, looks_like_permit_number
from registry.core.pinyin import pinyin_full, typed_pinyin
from search import tokens
from search.plan import PREFIX_BONUS, SCORE, Place, Plan, Term, Way
from search.text import cut
from search.vocabulary import areas_of, kind_of, segments, services_of

LONGEST = 100  # characters
MOST_TERMS = 12

_BETWEEN = re.compile(r"[\s,;:!?，；：、。！？/|+&\"'“”‘’<>《》*~^$#%={}\\`]+")
# A whole identity number, or one with a few signs missing: an area, a day of birth, some of the rest.
_ID_SHAPE = re.compile(
    r"[0-9]{17}[0-9X]|[0-9]{15}|"
    r"[1-9][0-9]{5}(?:19[0-9]{2}|200[0-9])(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{0,5}X?"
)
_LONG_RUN = re.compile(r"1[0-9]{10}|[0-9]{15}")  # among other words: 张三13800000000
_LONG_DIGITS = 7  # from here on digits are somebody's number, not part of a name
_VOWELS = frozenset("aeiouv")


@dataclass(frozen=True, slots=True)
class Words:
    """Words to be searched for; an empty plan means everything."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A whole credit code: it names one company or none. `findings` say what is wrong with it."""

    code: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class PermitLike:
    """Something shaped like a permit number or card code, known or not: the door check asks for the rest."""

    number: str


@dataclass(frozen=True, slots=True)
class PrivateNumber:
    """Something shaped like an identity or telephone number: never looked up, one answer for all."""

    message: Label


@dataclass(frozen=True, slots=True)
class QueryProblem:
    """A question that is not answered, with the reason in words."""

    message: Label


Reading = Words | CreditCode | PermitLike | PrivateNumber | QueryProblem

TOO_LONG = QueryProblem(
    Label(f"查询最多 {LONGEST} 个字符，请缩短后再查", f"A query has at most {LONGEST} characters; please shorten it")
)
PRIVATE = PrivateNumber(
    Label(
        "这里不按身份证号或电话号码查询。查上门人员，请用证件上的二维码，或上门服务证号加姓氏。",
        "Identity and telephone numbers are not looked up here. "
        "To check a person at the door use the card's QR code, or permit number and surname.",
    )
)
TOO_MANY = QueryProblem(
    Label(f"一次最多 {MOST_TERMS} 个词，请减少后再查", f"A query has at most {MOST_TERMS} words; please use fewer")
)


def warm() -> None:
    """Load the tables and dictionaries that the first question of a process would have to wait a second for."""
    read("云州月嫂推荐 lihong")
    pinyin_full("重庆")


def read(text: str) -> Reading:
    """What somebody asks. Every path is linear in the text, which is bounded first."""
    if len(text) > LONGEST:
        return TOO_LONG
    number = _number(text)
    if number is not None:
        return number
    typed = [piece for piece in _BETWEEN.split(unicodedata.normalize("NFKC", text)) if normalise_name(piece)]
    if len(typed) > MOST_TERMS:
        return TOO_MANY
    for piece in typed:
        number = _number(piece)
        if number is not None:
            return number
    if _LONG_RUN.search(normalise_identifier(text)):
        return PRIVATE
    return Words(Plan(tuple(_term(piece) for piece in dict.fromkeys(typed))))


def _number(text: str) -> CreditCode | PermitLike | PrivateNumber | None:
    """A number that stands for somebody, by its shape alone: known and unknown ones read alike."""
    plain = normalise_identifier(text)
    if looks_like_credit_code(plain):
        return CreditCode(plain, tuple(check_credit_code(plain)))
    if _ID_SHAPE.fullmatch(plain):
        return PRIVATE
    if looks_like_permit_number(plain) or looks_like_card_code(plain):
        return PermitLike(plain)
    if plain.strip("+()").isdigit() and len(plain) >= _LONG_DIGITS:
        return PRIVATE
    return None


def _term(typed: str) -> Term:
    """One word as typed; where it is several known words run together, their parts as well."""
    folded = normalise_name(typed)
    pieces = segments(folded)
    parts: tuple[Term, ...] = ()
    if len(pieces) > 1 or pieces[0] != folded:
        parts = tuple(Term(piece, _ways(piece, piece)) for piece in pieces[:MOST_TERMS])
    return Term(typed, _ways(folded, typed), parts)


def _ways(folded: str, typed: str) -> tuple[Way, ...]:
    return (*_code_ways(folded), *_name_ways(folded), *_sound_ways(folded, typed), *_meaning_ways(folded))


def _code_ways(folded: str) -> list[Way]:
    if not tokens.CODE_FLOOR <= len(folded) <= tokens.CODE_LENGTH or not folded.isascii() or not folded.isalnum():
        return []
    return [Way(Place.CODE, SCORE[Place.CODE], (tokens.CODE + folded.upper(),))]


def _name_ways(folded: str) -> list[Way]:
    probes = tokens.probes(folded)
    held = tuple(tokens.CORE + probe for probe in probes)
    beginning: tuple[str, ...] = (tokens.PREFIX + folded[: tokens.PREFIX_LIMIT],)
    if len(folded) > tokens.PREFIX_LIMIT:
        beginning += held
    return [
        Way(Place.CORE, SCORE[Place.CORE] + PREFIX_BONUS, beginning),
        Way(Place.CORE, SCORE[Place.CORE], held),
        Way(Place.NAME, SCORE[Place.NAME], tuple(tokens.NAME + probe for probe in probes)),
        Way(Place.FORMER, SCORE[Place.FORMER], tuple(tokens.FORMER + probe for probe in probes)),
    ]


def _sound_ways(folded: str, typed: str) -> list[Way]:
    """Pinyin and initials of names, for what is typed in letters; a few letters without a vowel are initials."""
    sounds = typed_pinyin(typed) or (folded if folded.isascii() and folded.isalnum() else "")
    if len(sounds) < 2:
        return []
    ways = []
    if len(sounds) <= tokens.INITIALS_LIMIT:
        bonus = 0.0 if _VOWELS & set(sounds) else PREFIX_BONUS
        ways.append(Way(Place.INITIALS, SCORE[Place.INITIALS] + bonus, (tokens.INITIALS_PREFIX + sounds,)))
    beginning = tokens.PINYIN_PREFIX + sounds[: tokens.PINYIN_LIMIT]
    ways.append(Way(Place.PINYIN, SCORE[Place.PINYIN] + PREFIX_BONUS, (beginning,)))
    if len(sounds) > tokens.RUN:
        runs = dict.fromkeys(
            tokens.PINYIN_RUN + sounds[at : at + tokens.RUN] for at in range(len(sounds) - tokens.RUN + 1)
        )
        ways.append(Way(Place.PINYIN, SCORE[Place.PINYIN], tuple(runs)))
    return ways


def _meaning_ways(folded: str) -> list[Way]:
    meant = services_of(folded)
    areas = areas_of(folded)
    kind = kind_of(folded)
    found = [
        (Place.ITEM, "item", meant.items),
        (Place.LINE, "line", meant.lines),
        (Place.LINE, "unspecified", meant.unspecified),
        (Place.GROUP, "group", meant.groups),
        (Place.HOME, "home", areas),
        (Place.DISTRICT, "district", areas),
        (Place.KIND, "kind", (kind,) if kind else ()),
    ]
    ways = [
        Way(place, SCORE[place], any=tuple(tokens.facet_token(facet, value) for value in values))
        for place, facet, values in found
        if values
    ]
    held = tuple(tokens.WORD + word for word in cut(folded))
    if held and len(folded) > 1:
        ways.append(Way(Place.WORDS, SCORE[Place.WORDS], held))
    return ways
