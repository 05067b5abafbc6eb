"""The people of a company who agreed to be listed: fifty at most, as pages and never as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from portal.companies.staff import faces_of
from registry.background_checks.disclosure import ChecksFace
from registry.companies.disclosure import CompanyFace
from registry.eligibility.disclosure import LinesFace
from registry.permits.disclosure import PermitFace
from registry.qualifications.disclosure import CertificateFace
from registry.record import keys, reading
from registry.standing.changes import boundaries
from registry.standing.rules import current_employments, current_services, permit_standing
from registry.standing.states import Standing
from registry.workers.disclosure import EmploymentFace, WorkerFace
from search.protocol import PERSON_DEPTH

PAGE_SIZE = 25
_SHOWN = tuple(
    face.KIND.name for face in (WorkerFace, EmploymentFace, PermitFace, ChecksFace, CertificateFace, LinesFace)
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One person who agreed to be listed, with the address of their page."""

    token: str
    worker: WorkerFace
    spell: EmploymentFace
    certificates: tuple[CertificateFace, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of listed people; `cut` says that there are more than anyone may page through."""

    people: tuple[Listed, ...]
    page: int
    last: int
    cut: bool
    owners: tuple[str, ...]
    days: tuple[date, ...]


def listing(session: Session, company: str, listed: Sequence[str], page: int, today: date) -> Listing:
    """Page `page` of those who work there now and agreed to be listed, never deeper than the fiftieth."""
    reachable = listed[:PERSON_DEPTH]
    last = max(1, -(-len(reachable) // PAGE_SIZE))
    page = min(max(page, 1), last)
    shown = reachable[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    people, employers, days = _listed(session, company, shown, today)
    owners = tuple(dict.fromkeys((*shown, *employers)))
    return Listing(tuple(people), page, last, len(listed) > PERSON_DEPTH, owners, tuple(sorted(days)))


def _listed(
    session: Session, company: str, shown: Sequence[str], today: date
) -> tuple[list[Listed], Sequence[str], set[date]]:
    entries = reading.current_of(session, shown, _SHOWN)
    tokens = keys.keys_of(session, "worker_page", shown)
    ties = {owner: faces_of(held, EmploymentFace) for owner, held in entries.items()}
    employers = sorted({spell.company for held in ties.values() for spell in held if spell.company})
    companies = _companies(session, employers)
    people: list[Listed] = []
    days: set[date] = set()
    for owner in shown:
        if owner not in tokens:
            continue
        held = entries[owner]
        permits, checks = faces_of(held, PermitFace), faces_of(held, ChecksFace)
        permit, check = permits[0] if permits else None, checks[0] if checks else None
        lines = faces_of(held, LinesFace)
        services = current_services(ties[owner], today)
        standing = permit_standing(permit, check, ties[owner], companies, services, today, lines[0] if lines else None)
        spell = next(each for each in current_employments(ties[owner], today) if each.company == company)
        people.append(
            Listed(
                tokens[owner],
                faces_of(held, WorkerFace)[0],
                spell,
                tuple(faces_of(held, CertificateFace)),
                standing,
            )
        )
        days |= set(boundaries(*permits, *checks, *ties[owner], *lines))
    days |= set(boundaries(*companies.values()))
    return people, employers, days


def _companies(session: Session, refs: Sequence[str]) -> Mapping[str, CompanyFace]:
    found = reading.current_of(session, refs, [CompanyFace.KIND.name])
    return {ref: entries[0].face(CompanyFace) for ref, entries in found.items() if entries}
