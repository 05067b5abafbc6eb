"""What a listed person's page is made of: entries of one owner, now or as known then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from portal.lookback import Lookback
from portal.pictures import shown_digest
from registry.background_checks.disclosure import ChecksFace
from registry.companies.disclosure import CompanyFace
from registry.consents.disclosure import ConsentFace
from registry.core.labels import Label
from registry.eligibility.disclosure import LinesFace
from registry.permits.disclosure import PermitFace
from registry.photos.disclosure import PhotoFace
from registry.qualifications.disclosure import CertificateFace, CreditFace
from registry.record import keys, reading
from registry.record.kinds import Face
from registry.record.reading import Entry
from registry.rights.disclosure import PersonObjectionFace
from registry.rights.states import ObjectionState
from registry.standing.changes import boundaries
from registry.standing.door import CheckLine, check_lines, told_reasons
from registry.standing.lines import needs_of
from registry.standing.rules import best_tie, current_services, line_standings, permit_standing
from registry.standing.states import StandingState
from registry.workers.disclosure import EmploymentFace, WorkerFace

F = TypeVar("F", bound=Face)

NAMESPACE = "worker_page"
# What may be looked at as it was; the others have no public past (issue, section 3).
WITH_PAST = (WorkerFace, EmploymentFace, CertificateFace, CreditFace)
WITHOUT_PAST = (PermitFace, ChecksFace, ConsentFace, LinesFace)


@dataclass(frozen=True, slots=True)
class Line:
    """One service with the standing of the person for it."""

    service: Label
    state: StandingState
    reasons: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """How the person stands today. `checks` is empty without the person's consent to show them."""

    state: StandingState
    reasons: tuple[Label, ...]
    lines: tuple[Line, ...]
    checks: tuple[CheckLine, ...]
    valid_until: date | None
    company: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """A listed person. `judged` is None when looking back or without a permit; `owners` are those whose entries were
    read, `newest` the newest of the person's own; `changes` the days on which something begins or ends by itself;
    `objections` are those being examined, told of the present only."""

    worker: WorkerFace
    employments: tuple[EmploymentFace, ...]
    certificates: tuple[CertificateFace, ...]
    credit: CreditFace | None
    companies: dict[str, CompanyFace]
    judged: Judged | None
    owners: tuple[str, ...]
    newest: int
    changes: tuple[date, ...]
    pictured: bool
    objections: tuple[PersonObjectionFace, ...]


def owner_of(session: Session, token: str) -> str | None:
    """Whose page an address is; None for unknown, withdrawn and never listed, by the same single read."""
    target = keys.resolve(session, NAMESPACE, token)
    return target.owner if target else None


def person(session: Session, owner: str, look: Lookback, today: date) -> Person | None:
    """The person as the page shows them, or None where nothing may be shown."""
    names = [face.KIND.name for face in (*WITH_PAST, *WITHOUT_PAST, PhotoFace, PersonObjectionFace)]
    found = reading.current_of(session, [owner], names)[owner]
    if look.looking_back:
        found = [entry for entry in _as_then(session, found, look) if entry is not None]
    worker = _first(found, WorkerFace)
    if worker is None or worker.name_masked is None:
        return None
    employments = sorted(_faces(found, EmploymentFace), key=lambda spell: spell.since_on or date.min, reverse=True)
    certificates = sorted(
        _faces(found, CertificateFace), key=lambda each: (each.issued_on or date.min, each.title or ""), reverse=True
    )
    credit = _first(found, CreditFace)
    companies = companies_of(session, employments, look)
    private = (_first(found, face) for face in (PermitFace, ChecksFace, LinesFace))
    days = boundaries(*private, *employments, *companies.values())
    return Person(
        worker,
        tuple(employments),
        tuple(certificates),
        credit,
        companies,
        None if look.looking_back else _judge(found, employments, companies, today),
        (owner, *companies),
        max(entry.seq for entry in found),
        tuple(sorted({*days, *_ends(certificates, credit)})),
        shown_digest(found) is not None,
        tuple(one for one in _faces(found, PersonObjectionFace) if one.state is ObjectionState.OPEN),
    )


def _as_then(session: Session, found: Iterable[Entry], look: Lookback) -> Iterable[Entry | None]:
    kinds = {face.KIND.name: face.KIND for face in WITH_PAST}
    return (look.read(session, kinds[entry.kind], entry.ref) for entry in found if entry.kind in kinds)


def _judge(
    found: list[Entry], employments: list[EmploymentFace], companies: dict[str, CompanyFace], today: date
) -> Judged | None:
    permit, checks, consent, lines = (_first(found, face) for face in WITHOUT_PAST)
    if permit is None:
        return None
    shown = consent is not None and bool(consent.checks)
    services = current_services(employments, today)
    facts = (permit, checks, employments, companies, services, today, lines)
    whole = permit_standing(*facts)
    by_line = line_standings(*facts)
    spell, _ = best_tie(employments, companies, today)
    return Judged(
        whole.state,
        told_reasons(whole, permit, consented=shown),
        tuple(
            Line(need.label, by_line[need.line].state, told_reasons(by_line[need.line], permit, consented=shown))
            for need in needs_of(services)
        ),
        check_lines(checks, today) if shown else (),
        permit.valid_until,
        spell.company if spell else None,
    )


def _faces(found: Iterable[Entry], face: type[F]) -> list[F]:
    return [entry.face(face) for entry in found if entry.kind == face.KIND.name]


def _first(found: Iterable[Entry], face: type[F]) -> F | None:
    return next(iter(_faces(found, face)), None)


def companies_of(
    session: Session, employments: Iterable[EmploymentFace], look: Lookback | None = None
) -> dict[str, CompanyFace]:
    """{ref: face} of the companies that spells name, for the same look into the past as the page."""
    refs = list(dict.fromkeys(spell.company for spell in employments if spell.company))
    if look is not None and look.looking_back:
        then = {ref: look.read(session, CompanyFace.KIND, ref) for ref in refs}
        return {ref: entry.face(CompanyFace) for ref, entry in then.items() if entry}
    entries = reading.current_of(session, refs, [CompanyFace.KIND.name])
    return {ref: each[0].face(CompanyFace) for ref, each in entries.items() if each}


def _ends(certificates: Iterable[CertificateFace], credit: CreditFace | None) -> set[date]:
    """The first days on which a certificate is over or credits no longer suffice."""
    days = {each.valid_until + timedelta(days=1) for each in certificates if each.valid_until}
    if credit and credit.renewal_due_on:
        days.add(credit.renewal_due_on)
    return days
