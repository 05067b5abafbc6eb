"""From the public faces of the record to index documents. Nothing else ever reaches the index."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy.orm import Session

from registry.background_checks.disclosure import ChecksFace
from registry.companies.disclosure import CompanyFace
from registry.core.clock import shanghai_date
from registry.core.taxonomy import ServiceLine, service_items
from registry.eligibility.disclosure import LinesFace
from registry.permits.disclosure import PermitFace
from registry.qualifications.disclosure import CertificateFace
from registry.record.kinds import Face
from registry.record.reading import Entry, current_of
from registry.standing.changes import boundaries, timeline
from registry.standing.lines import Service
from registry.standing.rules import company_standing, current_employments, current_services, permit_standing
from registry.workers.disclosure import EmploymentFace, WorkerFace
from search.company_names import core_name, name_key
from search.documents import COMPANY, WORKER, Document, Name
from search.plan import Place
from search.text import words
from search.vocabulary import area_with_parts

SUBJECTS = (CompanyFace.KIND.name, WorkerFace.KIND.name)
BEHIND_WORKERS = (
    EmploymentFace.KIND.name,
    CertificateFace.KIND.name,
    PermitFace.KIND.name,
    ChecksFace.KIND.name,
    LinesFace.KIND.name,
)

F = TypeVar("F", bound=Face)


def documents_of(session: Session, owners: Sequence[str], today: date) -> list[Document]:
    """The documents of those owners that are published and listed, as of a Shanghai day; others have none."""
    subjects = current_of(session, owners, SUBJECTS)
    persons = [owner for owner, entries in subjects.items() if _face(entries, WorkerFace) is not None]
    behind = current_of(session, persons, BEHIND_WORKERS)
    employers = list(
        {spell.company for entries in behind.values() for spell in _faces(entries, EmploymentFace) if spell.company}
    )
    companies = {
        ref: face
        for ref, entries in current_of(session, employers, (CompanyFace.KIND.name,)).items()
        if (face := _face(entries, CompanyFace)) is not None
    }
    documents = []
    for owner, entries in subjects.items():
        company = _face(entries, CompanyFace)
        if company is not None:
            documents.append(company_document(owner, company, _changed(entries), today))
        worker = _face(entries, WorkerFace)
        if worker is not None:
            every = [*entries, *behind[owner]]
            documents.append(worker_document(owner, worker, every, companies, today))
    return documents


def company_document(ref: str, face: CompanyFace, changed: date | None, today: date) -> Document:
    """A company as it is searched for. Telephone numbers and persons' names stay out."""
    core = core_name(face.name, face.district)
    names = [Name(Place.CORE.value, core), Name(Place.NAME.value, face.name)]
    if face.brand:
        names.append(Name(Place.BRAND.value, face.brand))
    names += [Name(Place.FORMER.value, former.name) for former in face.former_names or ()]
    judged = timeline(lambda day: company_standing(face, day).state.value, boundaries(face), today)
    offers = offered(face.services or ())
    return Document(
        kind=COMPANY,
        ref=ref,
        names=tuple(names),
        code=face.uscc,
        words=tuple(words(f"{face.address or ''} {face.licence_scope or ''}")),
        items=offers.items,
        lines=offers.lines,
        unspecified=offers.unspecified,
        groups=offers.groups,
        home=face.district,
        districts=districts_of([face]),
        mode=face.mode.value if face.mode else None,
        membership=face.membership.value if face.membership else None,
        since=_ordinal(face.registered_on),
        changed=_ordinal(changed),
        name_key=name_key(core),
        review=_next_day([day for day, _ in judged], today),
        timeline=_held(judged),
    )


def worker_document(
    ref: str, face: WorkerFace, entries: Sequence[Entry], companies: Mapping[str, CompanyFace], today: date
) -> Document:
    """A person who consented to be listed: what they do, where and for whom; nothing that names them."""
    permit, checks = _face(entries, PermitFace), _face(entries, ChecksFace)
    lines = _face(entries, LinesFace)
    spells = list(_faces(entries, EmploymentFace))
    current = current_employments(spells, today)
    offers = offered(current_services(spells, today))
    employers = [companies[spell.company] for spell in current if spell.company in companies]
    certificates = [
        each
        for each in _faces(entries, CertificateFace)
        if each.verified and each.level and (each.valid_until is None or each.valid_until >= today)
    ]
    days = boundaries(permit, checks, lines, *spells, *employers)

    def judge(day: date) -> str:
        services = current_services(spells, day)
        return permit_standing(permit, checks, spells, companies, services, day, lines).state.value

    judged = timeline(judge, days, today)
    ends = [each.valid_until for each in certificates if each.valid_until]
    return Document(
        kind=WORKER,
        ref=ref,
        items=offers.items,
        lines=offers.lines,
        unspecified=offers.unspecified,
        groups=offers.groups,
        districts=districts_of(employers),
        companies=tuple(dict.fromkeys(spell.company for spell in current)),
        grades=tuple(dict.fromkeys(f"{each.scheme}:{each.level}" for each in certificates)),
        since=_ordinal(face.since_on),
        changed=_ordinal(_changed(entries)),
        review=_next_day([*days, *(date.fromordinal(end.toordinal() + 1) for end in ends)], today),
        timeline=_held(judged),
    )


@dataclass(frozen=True, slots=True)
class Offered:
    """What is offered: items, lines, lines without an item, groups."""

    items: tuple[str, ...]
    lines: tuple[str, ...]
    unspecified: tuple[str, ...]
    groups: tuple[str, ...]


def offered(services: Iterable[Service]) -> Offered:
    """Items, lines, lines without item and groups of what is offered, each once."""
    items: dict[str, None] = {}
    lines: dict[str, None] = {}
    unspecified: dict[str, None] = {}
    groups: dict[str, None] = {}
    for service in services:
        line = ServiceLine(service.line).value
        lines[line] = None
        known = service_items().get(service.item) if service.item else None
        if known is None:
            unspecified[line] = None
        else:
            items[known.code] = None
            groups[known.group.value] = None
    return Offered(tuple(items), tuple(lines), tuple(unspecified), tuple(groups))


def districts_of(companies: Iterable[CompanyFace]) -> tuple[str, ...]:
    """Where companies are and where they serve; who serves a city serves every district of it."""
    codes: dict[str, None] = {}
    for company in companies:
        for code in (company.district, *(company.service_areas or ())):
            if code:
                codes.update(dict.fromkeys(area_with_parts(code)))
    return tuple(codes)


def _held(judged: Sequence[tuple[date, str]]) -> tuple[tuple[int, str], ...]:
    """A timeline in ordinals; its first state holds from the beginning of time, since no one asks about the past."""
    (_, first), *rest = judged
    return ((0, first), *((day.toordinal(), state) for day, state in rest))


def _next_day(days: Iterable[date], today: date) -> int:
    return min((day.toordinal() for day in days if day > today), default=0)


def _faces(entries: Iterable[Entry], cls: type[F]) -> Iterable[F]:
    return (entry.face(cls) for entry in entries if entry.kind == cls.KIND.name)


def _face(entries: Iterable[Entry], cls: type[F]) -> F | None:
    return next(iter(_faces(entries, cls)), None)


def _changed(entries: Sequence[Entry]) -> date | None:
    return max((shanghai_date(entry.recorded_at) for entry in entries), default=None)


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0
