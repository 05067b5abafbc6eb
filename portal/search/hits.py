"""Hits read again from the record: what is not published now is dropped, and standing is that of today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from registry.areas.rules import area_label
from registry.background_checks.disclosure import ChecksFace
from registry.companies.disclosure import CompanyFace
from registry.consents.disclosure import ConsentFace
from registry.core.identifiers import age_on
from registry.core.labels import Label
from registry.core.taxonomy import service_label
from registry.eligibility.disclosure import LinesFace
from registry.permits.disclosure import PermitFace
from registry.qualifications.disclosure import CertificateFace
from registry.qualifications.rules import levels
from registry.record import keys, reading
from registry.record.kinds import Face
from registry.record.reading import Entry
from registry.standing.door import told_reasons
from registry.standing.lines import Service
from registry.standing.rules import company_standing, current_employments, current_services, permit_standing
from registry.standing.states import StandingState
from registry.workers.disclosure import EmploymentFace, WorkerFace
from search.documents import COMPANY
from search.explain import CONSENT, Subject, company_subject, marks, reasons, sought, worker_subject
from search.plan import Plan
from search.protocol import Hit

F = TypeVar("F", bound=Face)

_PERSON = tuple(
    face.KIND.name
    for face in (WorkerFace, EmploymentFace, PermitFace, ChecksFace, CertificateFace, ConsentFace, LinesFace)
)
_KINDS = (CompanyFace.KIND.name, *_PERSON)
SERVICES_SEEN = 4
_PAGES = "worker_page"


@dataclass(frozen=True, slots=True)
class Look:
    """How hits are looked at: for which words, with which items shown first, on which day."""

    plan: Plan
    words: frozenset[str]
    items: Sequence[str]
    today: date

    @classmethod
    def at(cls, plan: Plan, items: Sequence[str], today: date) -> "Look":
        """A look, with the words to be marked worked out once for all hits."""
        return cls(plan, sought(plan), items, today)

    def marked(self, text: str) -> Markup | None:
        """A name as HTML with `<mark>` around what was asked for, in its own spelling; None where nothing was."""
        spans = marks(self.plan, text, self.words) if self.words else []
        if not spans:
            return None
        pieces = []
        at = 0
        for begin, end in spans:
            pieces += [escape(text[at:begin]), Markup("<mark>"), escape(text[begin:end]), Markup("</mark>")]
            at = end
        pieces.append(escape(text[at:]))
        return Markup("").join(pieces)


@dataclass(frozen=True, slots=True)
class CompanyHit:
    """One company as the results show it; texts with marks are HTML. `years` counts whole years since registration."""

    ref: str
    face: CompanyFace
    state: StandingState
    reasons: tuple[Label, ...]
    years: int
    name: Markup
    brand: Markup | None
    former: Markup | None
    district: Label | None
    services: tuple[Label, ...]
    more: int
    why: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class PersonHit:
    """One listed person as the results show them; `token` is the address of their page."""

    token: str
    worker: WorkerFace
    state: StandingState
    reasons: tuple[Label, ...]
    services: tuple[Label, ...]
    level: Label | None
    companies: tuple[CompanyFace, ...]
    why: tuple[Label, ...]


def read_hits(
    session: Session, hits: Sequence[Hit], plan: Plan, wanted: Sequence[str], today: date
) -> list[CompanyHit | PersonHit]:
    """The hits as they stand in the record now, in their order. `wanted` are the item codes to be shown first."""
    owners = [hit.ref for hit in hits]
    people = [hit.ref for hit in hits if hit.kind != COMPANY]
    entries = reading.current_of(session, owners, _KINDS if people else (CompanyFace.KIND.name,))
    tokens = keys.keys_of(session, _PAGES, people) if people else {}
    employers = _employers(session, [entries[owner] for owner in people])
    look = Look.at(plan, wanted, today)
    found: list[CompanyHit | PersonHit] = []
    for hit in hits:
        shown: CompanyHit | PersonHit | None
        if hit.kind == COMPANY:
            shown = _company(hit.ref, entries[hit.ref], look)
        else:
            shown = _person(tokens.get(hit.ref), entries[hit.ref], employers, look)
        if shown is not None:
            found.append(shown)
    return found


def read_company(session: Session, ref: str, plan: Plan, today: date) -> CompanyHit | None:
    """One company by its ref, without an index; None when nothing is published of it."""
    entries = reading.current_of(session, [ref], (CompanyFace.KIND.name,))
    return _company(ref, entries[ref], Look.at(plan, (), today))


def names_of(session: Session, refs: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """{ref: own name and brand} of companies, for what may have been meant by a mistyped word."""
    entries = reading.current_of(session, refs, (CompanyFace.KIND.name,))
    found = {}
    for ref, held in entries.items():
        for face in _faces(held, CompanyFace):
            names = company_subject(face).names
            found[ref] = [name for _, name in names[:1]] + ([face.brand] if face.brand else [])
    return found


def _company(ref: str, entries: Sequence[Entry], look: Look) -> CompanyHit | None:
    face = next(iter(_faces(entries, CompanyFace)), None)
    if face is None or face.name is None:
        return None
    today = look.today
    standing = company_standing(face, today)
    name = look.marked(face.name)
    offers = _wanted_first(face.services or (), look.items)
    subject = company_subject(face) if look.plan.terms else None
    return CompanyHit(
        ref=ref,
        face=face,
        state=standing.state,
        reasons=tuple(reason.label for reason in standing.reasons),
        years=age_on(face.registered_on, today) if face.registered_on and face.registered_on <= today else 0,
        name=name or escape(face.name),
        brand=_brand(face, look),
        former=None if name else _former(face, look),
        district=area_label(face.district) if face.district else None,
        services=tuple(service_label(each.item, each.line) for each in offers[:SERVICES_SEEN]),
        more=max(0, len(offers) - SERVICES_SEEN),
        why=_why(look.plan, subject),
    )


def _person(
    token: str | None, entries: Sequence[Entry], employers: Mapping[str, CompanyFace], look: Look
) -> PersonHit | None:
    worker = next(iter(_faces(entries, WorkerFace)), None)
    if token is None or worker is None or worker.name_masked is None:
        return None
    plan, today = look.plan, look.today
    permit = next(iter(_faces(entries, PermitFace)), None)
    checks = next(iter(_faces(entries, ChecksFace)), None)
    consent = next(iter(_faces(entries, ConsentFace)), None)
    lines = next(iter(_faces(entries, LinesFace)), None)
    spells = list(_faces(entries, EmploymentFace))
    services = current_services(spells, today)
    standing = permit_standing(permit, checks, spells, employers, services, today, lines)
    refs = dict.fromkeys(spell.company for spell in current_employments(spells, today))
    companies = tuple(employers[ref] for ref in refs if ref in employers)
    told = told_reasons(standing, permit, consented=bool(consent and consent.checks)) if permit else ()
    return PersonHit(
        token=token,
        worker=worker,
        state=standing.state,
        reasons=told,
        services=tuple(service_label(each.item, each.line) for each in _wanted_first(services, look.items)),
        level=_level(entries, today),
        companies=companies,
        why=(*_why(plan, worker_subject(services, companies) if plan.terms else None), CONSENT),
    )


def _level(entries: Sequence[Entry], today: date) -> Label | None:
    """The highest skill level, verified and holding today; certificates without levels stand on the person's page."""
    held = [
        levels().get((each.scheme, each.level))
        for each in _faces(entries, CertificateFace)
        if each.verified and each.scheme and each.level and (each.valid_until is None or each.valid_until >= today)
    ]
    label, rank = max((found for found in held if found), key=lambda found: found[1], default=(None, 0))
    return label if rank else None


def _employers(session: Session, people: Iterable[Sequence[Entry]]) -> dict[str, CompanyFace]:
    refs = {spell.company for entries in people for spell in _faces(entries, EmploymentFace) if spell.company}
    if not refs:
        return {}
    entries = reading.current_of(session, sorted(refs), (CompanyFace.KIND.name,))
    return {ref: face for ref, held in entries.items() for face in _faces(held, CompanyFace)}


def _why(plan: Plan, subject: Subject | None) -> tuple[Label, ...]:
    return tuple(reasons(plan, subject)) if subject else ()


def _brand(face: CompanyFace, look: Look) -> Markup | None:
    """The brand, unless the name says it already."""
    if not face.brand or face.brand in face.name:
        return None
    return look.marked(face.brand) or escape(face.brand)


def _former(face: CompanyFace, look: Look) -> Markup | None:
    """The former name that answers, where the present one does not."""
    marked = (look.marked(former.name) for former in face.former_names or ())
    return next((each for each in marked if each), None)


def _wanted_first(services: Sequence[Service], wanted: Sequence[str]) -> Sequence[Service]:
    return sorted(services, key=lambda each: each.item not in wanted) if wanted else services


def _faces(entries: Iterable[Entry], cls: type[F]) -> Iterable[F]:
    return (entry.face(cls) for entry in entries if entry.kind == cls.KIND.name)
