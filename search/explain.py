"""Why a hit answers, in words, and which stretches of its name to mark. Works on the face as read again."""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.companies.disclosure import CompanyFace
from registry.core.chinese import normalise_mapped, normalise_name
from registry.core.labels import Label
from registry.core.pinyin import pinyin_variants, typed_pinyin
from registry.core.taxonomy import ServiceLine, service_items
from registry.standing.lines import Service
from search import tokens
from search.company_names import core_name
from search.documents import COMPANY, WORKER
from search.faces import districts_of, offered
from search.plan import Place, Plan, Term, Way
from search.tokens import facet_token, spellings
from search.vocabulary import area_stem, areas_of

Span = tuple[int, int]

SYNONYM = Label("{place}“{found}”（“{typed}”的同义词）", "{place} “{found}” (means the same as “{typed}”)")
NAMED = Label("{place}“{found}”", "{place} “{found}”")
CONSENT = Label("本人同意公示", "Listed with the person's consent")

_NAME_PLACES = (Place.BRAND, Place.CORE, Place.NAME, Place.FORMER)
_LAST_RESORT = (Place.WORDS, Place.KIND)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a hit shows of itself: names in their own spelling, and the codes that filters know."""

    names: tuple[tuple[Place, str], ...]
    folded: tuple[tuple[Place, str], ...]
    code: str
    codes: frozenset[str]


def company_subject(face: CompanyFace) -> Subject:
    """A company as its face says."""
    names = [(Place.CORE, core_name(face.name, face.district)), (Place.NAME, face.name)]
    if face.brand:
        names.append((Place.BRAND, face.brand))
    names += [(Place.FORMER, former.name) for former in face.former_names or ()]
    codes = {facet_token("kind", COMPANY), *_service_codes(face.services or ())}
    codes.update(facet_token("district", code) for code in districts_of([face]))
    if face.district:
        codes.add(facet_token("home", face.district))
    folded = tuple((place, normalise_name(name)) for place, name in names)
    return Subject(tuple(names), folded, face.uscc, frozenset(codes))


def worker_subject(services: Iterable[Service], companies: Iterable[CompanyFace]) -> Subject:
    """A listed person: no name is there to be marked."""
    codes = {facet_token("kind", WORKER), *_service_codes(services)}
    codes.update(facet_token("district", code) for code in districts_of(companies))
    return Subject((), (), "", frozenset(codes))


def _service_codes(services: Iterable[Service]) -> set[str]:
    found = offered(services)
    facets = (
        ("item", found.items),
        ("line", found.lines),
        ("unspecified", found.unspecified),
        ("group", found.groups),
    )
    return {facet_token(facet, value) for facet, values in facets for value in values}


def reasons(plan: Plan, subject: Subject) -> list[Label]:
    """Every place in which the subject answers the plan, each once, in the order of the words."""
    found: dict[Label, None] = {}
    for term in plan.terms:
        for label in _term(term, subject):
            found[label] = None
    return list(found)


def _term(term: Term, subject: Subject) -> list[Label]:
    found = _places(term, subject)
    if not found and term.parts:
        found = [label for part in term.parts for label in _places(part, subject) or _elsewhere(part, subject)]
    return found or _elsewhere(term, subject)


def _places(term: Term, subject: Subject) -> list[Label]:
    labels: dict[Label, None] = {}
    folded = normalise_name(term.text)
    held = {place for place, name in subject.folded if folded in name}
    name = next((place for place in _NAME_PLACES if place in held), None)
    if name is not None:
        labels[name.label] = None
    for way in term.ways:
        for label in _way(way, term.text, folded, subject):
            labels[label] = None
    if Place.HOME.label in labels:
        labels.pop(Place.DISTRICT.label, None)
    return list(labels)


def _elsewhere(term: Term, subject: Subject) -> list[Label]:
    """Where a word is found that is in no name, service or area."""
    for place in _LAST_RESORT:
        if any(way.place is place and _holds(way, subject) for way in term.ways):
            return [place.label]
    return []


def _way(way: Way, typed: str, folded: str, subject: Subject) -> list[Label]:
    match way.place:
        case Place.CODE:
            return [Place.CODE.label] if subject.code.startswith(folded.upper()) else []
        case Place.PINYIN | Place.INITIALS:
            return [way.place.label] if _sounds(way, typed, folded, subject) else []
        case Place.ITEM:
            codes = [token for token in way.any if token in subject.codes]
            items = [service_items()[token.removeprefix(tokens.FACET_MARK["item"])] for token in codes]
            return [_meant(Place.ITEM, item.label, typed, folded) for item in items[:2]]
        case Place.LINE:
            return [
                _meant(Place.LINE, ServiceLine(token.partition(":")[2]).label, typed, folded)
                for token in way.any
                if token in subject.codes
            ]
        case Place.GROUP | Place.HOME | Place.DISTRICT:
            return [way.place.label] if subject.codes.intersection(way.any) else []
    return []


def _meant(place: Place, found: Label, typed: str, folded: str) -> Label:
    """A service with its own name, and that the word typed means the same where it reads otherwise."""
    same = folded in normalise_name(found.zh) or folded in normalise_name(found.en)
    pattern = NAMED if same else SYNONYM
    return Label(
        pattern.zh.format(place=place.label.zh, found=found.zh, typed=typed),
        pattern.en.format(place=place.label.en, found=found.en, typed=typed),
    )


def _sounds(way: Way, typed: str, folded: str, subject: Subject) -> bool:
    wanted = typed_pinyin(typed) or folded
    for place, name in subject.folded:
        if place not in (Place.CORE, Place.BRAND):
            continue
        for full, initials in pinyin_variants(name):
            if way.place is Place.INITIALS:
                if initials.startswith(wanted):
                    return True
            elif wanted in full or ("v" in full and any(wanted in spelled for spelled in spellings(full))):
                return True
    return False


def _holds(way: Way, subject: Subject) -> bool:
    """Words of addresses are not read again for this: whoever answers nowhere else answers there."""
    return way.place is Place.WORDS or bool(subject.codes.intersection(way.any))


def marks(plan: Plan, text: str, words: frozenset[str] | None = None) -> list[Span]:
    """The stretches of a name, in its own spelling, that answer a word of the plan; apart and in order.

    `words` are those of `sought(plan)`, for whoever marks many names of one page.
    """
    wanted = sought(plan) if words is None else words
    if not wanted or not any(word in normalise_name(text) for word in wanted):
        return []
    folded, offsets = normalise_mapped(text)
    spans: list[Span] = []
    for word in wanted:
        at = folded.find(word)
        while at >= 0:
            end = at + len(word)
            spans.append((offsets[at], offsets[end] if end < len(offsets) else len(text)))
            at = folded.find(word, end)
    joined: list[Span] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def sought(plan: Plan) -> frozenset[str]:
    """The normalised words that are marked in names: those typed, their parts, and areas without their ending."""
    words: set[str] = set()
    for term in plan.terms:
        for each in (term, *term.parts):
            folded = normalise_name(each.text)
            words.add(folded)
            if areas_of(folded):
                words.add(area_stem(folded))
    words.discard("")
    return frozenset(words)
