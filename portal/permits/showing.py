"""What the pages of both desks show of a permit, whoever looks at it."""

from dataclasses import dataclass
from datetime import date

from flask import Response, make_response
from sqlalchemy.orm import Session

from portal.language import lang
from portal.permits.printing import certificate, qr_markup
from portal.signing import current_actor
from portal.wiring import wiring
from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.consents.queries import standing_scopes
from registry.consents.states import Scope
from registry.core.clock import shanghai_date
from registry.core.errors import Conflict, NotFound
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND
from registry.eligibility.disclosure import LinesFace, line_confirmed
from registry.eligibility.queries import checklists
from registry.eligibility.rules import Checklist
from registry.permits.queries import holder_of
from registry.permits.queries_cases import open_case_of
from registry.permits.queries_desk import Badge, OwedCard, PermitFile, badge_of, file_of, owed_cards
from registry.permits.states import PermitState
from registry.photos.queries import has_picture, picture_of
from registry.record import reading
from registry.workers.queries import current_spells

KINDS = (CaseKind.PERMIT_APPLICATION, CaseKind.PERMIT_SUSPENSION, CaseKind.PERMIT_REVOCATION)
# In these a badge may be shown and a certificate made.
IN_FORCE = frozenset({PermitState.ACTIVE, PermitState.REISSUED})


@dataclass(frozen=True, slots=True)
class Shown:
    """A permit with the case about it, the checklist of its holder, and whether there is a photo and may be shown."""

    file: PermitFile
    case: Case | None
    checklist: Checklist
    owed: OwedCard | None
    pictured: bool
    photo_agreed: bool


def today() -> date:
    """The day in Shanghai."""
    return shanghai_date(wiring().clock.now())


def permit_file(session: Session, ref: str) -> PermitFile:
    """The permit, if the reader may see it. Raises NotFound, alike for none and for another company's."""
    holder_of(session, current_actor(), ref)
    return file_of(session, wiring().keyring, ref, today())


def shown(session: Session, ref: str) -> Shown:
    """The permit with everything its page says. Raises NotFound."""
    found = permit_file(session, ref)
    person = found.line.worker_ref
    case_ref = open_case_of(session, ref, KINDS)
    owed = owed_cards(session, wiring().clock.now(), today(), ref=ref)
    return Shown(
        found,
        session.get(Case, case_ref) if case_ref else None,
        checklists(session, [person], today())[person],
        owed[0] if owed else None,
        has_picture(session, person),
        Scope.PHOTO in standing_scopes(session, [person]).get(person, set()),
    )


@dataclass(frozen=True, slots=True)
class BadgePage:
    """A badge with its drawing; `address` is where its QR code leads."""

    file: PermitFile
    badge: Badge
    address: str
    qr: str
    pictured: bool
    services: tuple[Label, ...]


def badge_page(session: Session, ref: str) -> BadgePage | None:
    """The badge of a permit in force; None when there is none to show. Raises NotFound."""
    found = permit_file(session, ref)
    badge = badge_of(session, wiring().keyring, ref)
    if badge is None or found.line.shown not in IN_FORCE:
        return None
    address = f"{wiring().settings.base_address}/d/{badge.token}"
    person = found.line.worker_ref
    return BadgePage(
        found, badge, address, qr_markup(address), has_picture(session, person), services_of(session, person)
    )


def services_of(session: Session, worker_ref: str) -> tuple[Label, ...]:
    """The lines of service that a person offers now and that are confirmed, in words."""
    entry = reading.current(session, LinesFace.KIND.name, worker_ref)
    lines = entry.face(LinesFace) if entry else None
    spells = current_spells(session, [worker_ref]).get(worker_ref, [])
    offered = dict.fromkeys(service.line for spell in spells for service in spell.services)
    return tuple(line.label for line in offered if line_confirmed(lines, line, today()))


def certificate_answer(session: Session, ref: str) -> Response:
    """The certificate as a file that is kept nowhere. Raises NotFound, Conflict, RuleBroken, Unavailable."""
    page = badge_page(session, ref)
    if page is None:
        raise Conflict(
            Label("没有可用的证卡，先制卡才能出证书", "There is no card in force; print one before the certificate")
        )
    at = wiring()
    settings = at.settings
    made = certificate(
        page.file, page.badge, address=page.address,
        association=settings.association_en if lang() == "en" else settings.association,
        phone=settings.association_phone, services=page.services,
        photo=picture_of(session, at.keyring, page.file.line.worker_ref),
    )  # fmt: skip
    answer = make_response(made)
    answer.mimetype = "application/pdf"
    # The name of the file says nothing about whose it is.
    answer.headers["Content-Disposition"] = 'attachment; filename="certificate.pdf"'
    return answer


def picture_answer(session: Session, ref: str) -> Response:
    """The photo held of a permit's holder. Raises NotFound."""
    found = permit_file(session, ref)
    image = picture_of(session, wiring().keyring, found.line.worker_ref)
    if image is None:
        raise NotFound(NOT_FOUND)
    answer = make_response(image)
    answer.mimetype = "image/jpeg"
    return answer
