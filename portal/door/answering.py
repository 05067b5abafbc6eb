"""From a question to the answer at the door: one path whatever the answer, so that a miss tells nothing by its cost."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.door.asking import Question
from portal.pictures import shown_digest, ticket
from registry.background_checks.disclosure import ChecksFace
from registry.companies.disclosure import CompanyFace
from registry.consents.disclosure import ConsentFace
from registry.core.clock import SHANGHAI, shanghai_date
from registry.core.crypto import KeyRing, Purpose
from registry.core.labels import Label
from registry.core.taxonomy import service_label
from registry.eligibility.disclosure import LinesFace
from registry.permits.disclosure import CardFace, PermitFace
from registry.photos.disclosure import PhotoFace
from registry.record import keys, reading
from registry.standing.door import NO_MATCH, DoorAnswer, door_answer
from registry.standing.rules import company_standing
from registry.standing.states import Standing
from registry.workers.disclosure import EmploymentFace, WorkerFace
from registry.workers.door import surname_confirmed

_FACES = (PermitFace, ChecksFace, ConsentFace, EmploymentFace, WorkerFace, LinesFace, PhotoFace)
_KINDS = tuple(face.KIND.name for face in _FACES)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer with what the page shows beside it; `name_masked` and `page` only of people who agreed to be listed,
    `photo` (a ticket) only of people who agreed to that."""

    answer: DoorAnswer
    at: datetime
    position: int | None
    company: CompanyFace | None = None
    company_standing: Standing | None = None
    name_masked: str | None = None
    page: str | None = None
    asked: Question | None = None
    photo: str | None = None

    @property
    def stamp(self) -> str:
        """When it was said, in Shanghai time: 2026-11-21 09:41:07."""
        return f"{self.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"

    @property
    def service_labels(self) -> tuple[Label, ...]:
        """The services in words."""
        return tuple(service_label(service.item, service.line) for service in self.answer.services)


def ask(session: Session, keyring: KeyRing, question: Question, now: datetime) -> Told:
    """The answer to a typed question."""
    if question.by_code:
        indexes = keyring.blind_indexes(Purpose.CARD_CODE, question.number)
        return by_card(session, keyring, "card_code", indexes, now, question)
    index = question.subject(keyring)
    target = keys.resolve(session, "permit", index)
    # Asked whether or not the number is known: both must cost the same (safety T3).
    confirmed = surname_confirmed(session, keyring, index, question.surname)
    if target is None or not confirmed:
        return Told(NO_MATCH, now, reading.position(session), asked=question)
    return _told(session, keyring, target.owner, None, now, question)


def by_token(session: Session, keyring: KeyRing, token: str, now: datetime) -> Told:
    """The answer to the QR code of a card."""
    return by_card(session, keyring, "card_token", keyring.blind_indexes(Purpose.CARD_TOKEN, token), now, None)


def by_card(
    session: Session,
    keyring: KeyRing,
    namespace: str,
    indexes: tuple[str, ...],
    now: datetime,
    question: Question | None,
) -> Told:
    """The answer for a card found by the blind index of its token or code, under whichever index key it is kept."""
    target = keys.resolve_any(session, namespace, indexes)
    entry = reading.current(session, CardFace.KIND.name, target.ref) if target else None
    if target is None or entry is None:
        return Told(NO_MATCH, now, reading.position(session), asked=question)
    return _told(session, keyring, target.owner, entry.face(CardFace), now, question)


def _told(
    session: Session, keyring: KeyRing, owner: str, card: CardFace | None, now: datetime, question: Question | None
) -> Told:
    found = reading.current_of(session, [owner], _KINDS)[owner]
    employments = [entry.face(EmploymentFace) for entry in found if entry.kind == EmploymentFace.KIND.name]
    companies = companies_of(session, employments)
    permit, checks, consent, worker, lines = (
        next((entry for entry in found if entry.kind == face.KIND.name), None)
        for face in (PermitFace, ChecksFace, ConsentFace, WorkerFace, LinesFace)
    )
    today = shanghai_date(now)
    answer = door_answer(
        permit.face(PermitFace) if permit else None,
        card,
        checks.face(ChecksFace) if checks else None,
        consent.face(ConsentFace) if consent else None,
        employments,
        companies,
        today,
        lines.face(LinesFace) if lines else None,
    )
    company = companies.get(answer.company_ref) if answer.company_ref else None
    digest = shown_digest(found) if answer.matched else None
    return Told(
        answer,
        now,
        reading.position(session),
        company,
        company_standing(company, today) if company else None,
        worker.face(WorkerFace).name_masked if worker and answer.matched else None,
        keys.keys_of(session, "worker_page", [owner]).get(owner) if worker and answer.matched else None,
        question,
        ticket(keyring, owner, digest, now) if digest else None,
    )


def companies_of(session: Session, employments: list[EmploymentFace]) -> dict[str, CompanyFace]:
    """{ref: face} of the companies that employments name."""
    refs = list(dict.fromkeys(spell.company for spell in employments if spell.company))
    entries = reading.current_of(session, refs, [CompanyFace.KIND.name])
    return {ref: found[0].face(CompanyFace) for ref, found in entries.items() if found}
