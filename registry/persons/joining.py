"""The parts of joining two files of one person, in the order in which they must happen."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry.consents import actions as consent_actions
from registry.consents.disclosure import ConsentFace
from registry.consents.models import Consent
from registry.consents.states import Channel
from registry.core.actor import Actor
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing
from registry.permits import actions_cards as card_actions
from registry.permits.disclosure import CardFace, PermitFace
from registry.permits.models import Card
from registry.permits.queries import permits_of
from registry.persons.closing import give_number
from registry.persons.moving import end_doubled_requests, hand_over, note, rows_of, standing_twice
from registry.persons.queries import consents_said
from registry.persons.rules import withdrawn_by_join
from registry.persons.showing import repeat
from registry.persons.states import Moved
from registry.photos.models import Photo
from registry.qualifications.disclosure import CertificateFace
from registry.record import keys, reading
from registry.record.actions import Publication, Published, publish
from registry.record.kinds import KINDS
from registry.record.models import RecordEntry
from registry.record.redaction import redact_owner
from registry.workers import actions_employment as employment_actions
from registry.workers.actions_employment import EmploymentChange
from registry.workers.disclosure import EmploymentFace
from registry.workers.models import Worker
from registry.workers.queries import current_spells

BASIS = "两份档案属同一人，合并"
JOINED_RULE = "个人信息保护法第四十六条"
ASKED_BY = "association"
WHY = "两份档案合并：同一段从业重复登记"
LEFT = frozenset({PermitFace.KIND.name, CardFace.KIND.name})  # a void permit goes on answering under the closed file


def settle_consents(session: Session, actor: Actor, clock: Clock, kept: str, closed: str, why: str) -> None:
    """Withdraw under each file what was withdrawn under the other; the record loses it in the same act."""
    said = {ref: consents_said(session, ref) for ref in (kept, closed)}
    stop_kept, stop_closed = withdrawn_by_join(said[kept], said[closed])
    for ref, other, scopes in ((kept, closed, stop_kept), (closed, kept, stop_closed)):
        if scopes:
            channel = session.scalars(
                select(Consent.withdrawn_channel)
                .where(Consent.worker_ref == other, Consent.withdrawn_at.is_not(None), Consent.scope.in_(scopes))
                .order_by(Consent.withdrawn_at.desc())
            ).first()
            taken = Channel(channel or Channel.PAPER)
            consent_actions.withdraw(session, actor, clock, ref, channel=taken, scopes=scopes, why=why)


def merge_spells(session: Session, actor: Actor, clock: Clock, kept: str, closed: str) -> None:
    """A spell that both files hold with one company is one spell: the kept one gets the earlier day and all services,
    the other ends today with a note."""
    spells = current_spells(session, [kept, closed])
    ours = {spell.company_ref: spell for spell in spells.get(kept, [])}
    for spell in spells.get(closed, []):
        own = ours.get(spell.company_ref)
        if own is None:
            continue
        began = [day for day in (own.since_on, spell.since_on) if day is not None]
        services = tuple(dict.fromkeys((*own.services, *spell.services)))
        change = EmploymentChange(own.ref, min(began, default=None), services)
        if (change.since_on, change.services) != (own.since_on, own.services):
            employment_actions.change_employment_many(session, actor, clock, [change], why=WHY)
        employment_actions.end_employment(
            session, actor, clock, worker_ref=closed, company_ref=spell.company_ref, why=WHY
        )


def join_permits(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, case_ref: str, kept: str, closed: str
) -> list[str]:
    """One permit survives: the kept file's, or the other's where it has none. Returns permit and cards that move."""
    held = permits_of(session, [kept, closed])
    if closed not in held:
        if session.scalar(select(Worker.permit_index).where(Worker.ref == kept)) is None:
            give_number(session, keyring, closed, kept)
        return []
    if kept in held:
        card_actions.void(session, actor, clock, held[closed].ref, why=BASIS)
        return []
    permit = held[closed].ref
    cards = list(session.scalars(select(Card.ref).where(Card.permit_ref == permit)))
    session.execute(update(Worker).where(Worker.ref == kept).values(permit_number=None, permit_index=None))
    give_number(session, keyring, closed, kept)
    hand_over(session, case_ref, Moved.PERMIT, [permit], closed, kept)
    hand_over(session, case_ref, Moved.CARD, cards, closed, kept)
    keys.give(session, [permit, *cards], kept)
    return [permit, *cards]


def move_record(session: Session, clock: Clock, kept: str, closed: str, permit: list[str]) -> list[Published]:
    """Repeat under the kept owner what goes along, and end and erase what the record says of the other person."""
    kinds = [EmploymentFace.KIND, CertificateFace.KIND]
    refs = [entry.ref for entry in reading.current_of(session, [closed], [one.name for one in kinds])[closed]]
    entries = repeat(session, clock, kinds, refs, kept, BASIS)
    entries += repeat(session, clock, [PermitFace.KIND, CardFace.KIND], permit, kept, BASIS)
    if reading.current(session, ConsentFace.KIND.name, closed) is not None:
        today = shanghai_date(clock.now())
        entries += publish(session, clock, [Publication(ConsentFace.KIND, closed, closed, None, today, BASIS)])
    names = session.scalars(select(RecordEntry.kind).where(RecordEntry.owner == closed).distinct())
    going = [KINDS[name] for name in sorted(names) if KINDS[name].personal and name not in LEFT]
    return entries + redact_owner(session, clock, owner=closed, kinds=going, rule=JOINED_RULE, asked_by=ASKED_BY)


def move_rows(session: Session, clock: Clock, keyring: KeyRing, case_ref: str, kept: str, closed: str) -> None:
    """Give every row of the closed file to the kept one, but for what would be there twice."""
    end_doubled_requests(session, clock, kept, closed)
    stay = standing_twice(session, kept, closed)
    for what in (
        Moved.EMPLOYMENT, Moved.CERTIFICATE, Moved.STAGE, Moved.TRAINING, Moved.CREDIT, Moved.CHECK, Moved.CONSENT,
        Moved.OCCASION, Moved.REQUEST, Moved.FINDING, Moved.RIGHTS, Moved.TRANSFER, Moved.LOOK,
    ):  # fmt: skip
        rows = [row for row in rows_of(session, what, closed) if row not in stay.get(what, set())]
        hand_over(session, case_ref, what, rows, closed, kept)
    _move_photo(session, keyring, case_ref, kept, closed)


def _move_photo(session: Session, keyring: KeyRing, case_ref: str, kept: str, closed: str) -> None:
    photo = session.get(Photo, closed)
    if photo is None:
        return
    if session.get(Photo, kept) is None:
        plain = keyring.decrypt(photo.image, table="photo", column="image", row=closed)
        token = keyring.encrypt(plain, table="photo", column="image", row=kept)
        session.add(Photo(worker_ref=kept, digest=photo.digest, image=token, kept_at=photo.kept_at))
        note(session, case_ref, Moved.PHOTO, [closed], closed, kept)
    session.delete(photo)
    session.flush()
