"""The parts of splitting a file: what may be chosen, and what becomes of the record and of the rows."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.consents.models import Consent
from registry.consents.states import Scope
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.permits.disclosure import CardFace, PermitFace
from registry.permits.models import Card
from registry.persons.closing import give_number
from registry.persons.moving import hand_over, rows_of
from registry.persons.showing import repeat, take_down
from registry.persons.states import Moved
from registry.photos.disclosure import PhotoFace
from registry.qualifications.disclosure import CertificateFace, CreditFace
from registry.qualifications.models import CreditEntry
from registry.record import keys
from registry.record.actions import Published
from registry.record.redaction import redact_owner
from registry.training.models import TrainingRecord
from registry.workers.disclosure import EmploymentFace, WorkerFace

BASIS = "一份档案属两人，拆分"
RULE = "个人信息保护法第四十六条"
ASKED_BY = "association"
CHOOSABLE = (
    Moved.EMPLOYMENT, Moved.CERTIFICATE, Moved.STAGE, Moved.TRAINING, Moved.CREDIT, Moved.CHECK, Moved.CONSENT,
    Moved.PERMIT,
)  # fmt: skip


def check_chosen(session: Session, worker_ref: str, chosen: Mapping[Moved, Sequence[str]]) -> list[Finding]:
    """What is wrong with a choice of rows. Codes: split_nothing, split_not_there."""
    if not any(chosen.values()):
        message = Label("请选择归另一个人的内容", "Choose what belongs to the other person")
        return [Finding("split_nothing", message, "rows")]
    for what, rows in chosen.items():
        if what not in CHOOSABLE or set(rows) - set(rows_of(session, what, worker_ref)):
            message = Label("所选内容已不在这份档案里", "Something chosen is not in this file any more")
            return [Finding("split_not_there", message, "rows")]
    return []


def split_record(
    session: Session,
    clock: Clock,
    keyring: KeyRing,
    case_ref: str,
    kept: str,
    new: str,
    chosen: Mapping[Moved, Sequence[str]],
) -> list[Published]:
    """Repeat under the new owner what goes along. What nobody consents to any more, for the word was the other's,
    ends and is erased: certificates of a new person who is not listed, and all that is listed of an old one.
    """
    gone = set(
        session.scalars(
            select(Consent.scope).where(Consent.ref.in_(chosen.get(Moved.CONSENT, [])), Consent.withdrawn_at.is_(None))
        )
    )
    entries = repeat(session, clock, [EmploymentFace.KIND], list(chosen.get(Moved.EMPLOYMENT, [])), new, BASIS)
    certificates = list(chosen.get(Moved.CERTIFICATE, []))
    if Scope.LISTING in gone:
        entries += repeat(session, clock, [CertificateFace.KIND], certificates, new, BASIS)
        kinds = [WorkerFace.KIND, CertificateFace.KIND, CreditFace.KIND]
        entries += redact_owner(session, clock, owner=kept, kinds=kinds, rule=RULE, asked_by=ASKED_BY)
    elif certificates:
        entries += take_down(session, clock, CertificateFace.KIND, certificates, rule=RULE, asked_by=ASKED_BY)
    if Scope.PHOTO in gone:
        entries += redact_owner(session, clock, owner=kept, kinds=[PhotoFace.KIND], rule=RULE, asked_by=ASKED_BY)
    for permit in chosen.get(Moved.PERMIT, []):
        cards = list(session.scalars(select(Card.ref).where(Card.permit_ref == permit)))
        entries += repeat(session, clock, [PermitFace.KIND, CardFace.KIND], [permit, *cards], new, BASIS)
        keys.give(session, [permit, *cards], new)
        give_number(session, keyring, kept, new)
        hand_over(session, case_ref, Moved.CARD, cards, kept, new)
    return entries


def split_rows(session: Session, case_ref: str, kept: str, new: str, chosen: Mapping[Moved, Sequence[str]]) -> None:
    """Give the chosen rows to the new person; credits go with the training that earned them, and what adjusts them."""
    moving = {what: set(rows) for what, rows in chosen.items()}
    trained = moving.get(Moved.TRAINING, set())
    earned = set(
        session.scalars(
            select(TrainingRecord.credit_ref).where(
                TrainingRecord.ref.in_(trained), TrainingRecord.credit_ref.is_not(None)
            )
        )
    )
    credits = moving.get(Moved.CREDIT, set()) | {ref for ref in earned if ref}
    adjusting = set(session.scalars(select(CreditEntry.ref).where(CreditEntry.adjusts.in_(credits))))
    moving[Moved.CREDIT] = credits | adjusting
    for what in CHOOSABLE:
        hand_over(session, case_ref, what, sorted(moving.get(what, ())), kept, new)
