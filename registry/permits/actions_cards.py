"""Printing cards and reporting them lost. Each card has secrets of its own; the permit's number outlives them all."""

from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.base import new_ref, to_micros
from registry.core.bulk import insert_rows
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing, Purpose
from registry.core.errors import Conflict, NotFound
from registry.core.labels import Label
from registry.core.permissions import require
from registry.core.permit_numbers import new_card_code, new_card_token
from registry.core.sources import Source
from registry.permits.access import PERMISSIONS
from registry.permits.actions import NOT_NOW, hand_out
from registry.permits.disclosure import CardFace, PermitFace
from registry.permits.models import Card, CardSecret, Permit
from registry.permits.queries import cards_of, holder_of
from registry.permits.rules import after
from registry.permits.states import PUBLISHED, Act, CardState, PermitState
from registry.record.actions import Publication, Published, publish
from registry.record.keys import Key, bind_many
from registry.workers.queries import joined_into

TOKEN_KEYS = "card_token"  # namespaces of the record's keys: blind index of a card's secret -> card
CODE_KEYS = "card_code"
KIND = CardFace.KIND
SECRETS = ("token", "code")
_COLUMNS = ("ref", "permit_ref", "worker_ref", "state", "issued_on", "printed_at", "lost_at")


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """The secrets of a new card: `token` for the QR code, `code` to be typed. Stored encrypted while the card lives."""

    ref: str
    token: str
    code: str


def print_card(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, permit_ref: str, *, why: str = ""
) -> PrintedCard:
    """Make a new card; one that was active until now is dead at once. The first card hands out an issued permit.

    Raises Conflict when the permit's state allows no card, NotFound for no such permit, NotAllowed.
    """
    require(actor, PERMISSIONS["permits.print"])
    permit = session.execute(
        select(Permit.state, Permit.worker_ref, Permit.decision_final).where(Permit.ref == permit_ref)
    ).first()
    if permit is None:
        raise NotFound(Label("没有这张上门服务证", "There is no such permit"))
    state = PermitState(permit.state)
    if joined_into(session, permit.worker_ref) is not None:
        raise Conflict(NOT_NOW)
    if after(state, Act.PRINT, decision_final=permit.decision_final) is None:
        raise Conflict(NOT_NOW)
    entries = _kill(session, clock, permit_ref, CardState.REPLACED)
    ref, today = new_ref(), shanghai_date(clock.now())
    row = (ref, permit_ref, permit.worker_ref, CardState.ACTIVE.value, today.isoformat(), to_micros(clock.now()), None)
    insert_rows(session, Card.__table__, _COLUMNS, [row])
    card = PrintedCard(ref, new_card_token(), new_card_code())
    sealed = (keyring.encrypt(getattr(card, name), table="card_secret", column=name, row=ref) for name in SECRETS)
    insert_rows(session, CardSecret.__table__, ("card_ref", *SECRETS), [(ref, *sealed)])
    token_index = keyring.blind_index(Purpose.CARD_TOKEN, card.token)
    code_index = keyring.blind_index(Purpose.CARD_CODE, card.code)
    bind_many(
        session,
        [
            Key(TOKEN_KEYS, token_index, KIND.name, ref, permit.worker_ref),
            Key(CODE_KEYS, code_index, KIND.name, ref, permit.worker_ref),
        ],
    )
    face = CardFace(CardState.ACTIVE, today)
    entries += publish(session, clock, [Publication(KIND, ref, permit.worker_ref, face, today)])
    after_printing = {"permit": permit_ref, **face.fields()}
    write(session, clock, actor, [Trace("card.print", "card", ref, None, after_printing, why, entries)])
    if state is PermitState.ISSUED:
        hand_out(session, actor, clock, permit_ref)
    return card


def report_lost(session: Session, actor: Actor, clock: Clock, permit_ref: str, *, why: str = "") -> None:
    """Report the active card of a permit lost: dead from this moment, its secrets answer 已挂失. The permit lives on.

    Raises Conflict when no card is active; NotFound when the permit is none of the company's; NotAllowed.
    """
    require(actor, PERMISSIONS["permits.report_lost"])
    holder_of(session, actor, permit_ref)
    entries = _kill(session, clock, permit_ref, CardState.LOST)
    if not entries:
        raise Conflict(Label("没有可以挂失的卡", "There is no active card to report"))
    before, after_report = {"state": CardState.ACTIVE.value}, {"state": CardState.LOST.value}
    trace = Trace("card.report_lost", "card", entries[0].ref, before, after_report, why, entries)
    write(session, clock, actor, [trace])


def reissue_card(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, permit_ref: str, *, why: str = ""
) -> PrintedCard:
    """Print a card in place of the lost one. Raises Conflict when the newest card was not reported lost; NotAllowed."""
    cards = cards_of(session, permit_ref)
    if not cards or cards[-1][1] is not CardState.LOST:
        raise Conflict(Label("最近一张卡没有挂失", "The newest card was not reported lost"))
    return print_card(session, actor, clock, keyring, permit_ref, why=why)


def void(session: Session, actor: Actor, clock: Clock, permit_ref: str, *, why: str) -> None:
    """Put a second permit of one person out of force for good, part of joining two files: its number answers 今日无效
    without a reason, its card 已换发新卡. The file it hangs on is closed, so nothing can bring it back.
    """
    row = session.get_one(Permit, permit_ref, populate_existing=True)
    before, entries = {"state": row.state}, _kill(session, clock, permit_ref, CardState.REPLACED)
    public = PermitState(row.state) in PUBLISHED
    row.state, row.decision_final = PermitState.REVOKED.value, False
    session.flush()
    if public:
        face = PermitFace(
            PermitState.REVOKED, row.valid_from, row.valid_until, row.issuer or None, Source(row.source), False
        )
        today = shanghai_date(clock.now())
        entries += publish(session, clock, [Publication(face.KIND, permit_ref, row.worker_ref, face, today)])
    trace = Trace("permit.void", "permit", permit_ref, before, {"state": row.state}, why, entries, row.worker_ref)
    write(session, clock, actor, [trace])


def _kill(session: Session, clock: Clock, permit_ref: str, state: CardState) -> list[Published]:
    """Take the active card out of use, if there is one; its keys stay so that the door can say why."""
    active = session.execute(
        select(Card.ref, Card.worker_ref, Card.issued_on).where(
            Card.permit_ref == permit_ref, Card.state == CardState.ACTIVE.value
        )
    ).first()
    if active is None:
        return []
    session.connection().execute(delete(CardSecret).where(CardSecret.card_ref == active.ref))
    lost_at = clock.now() if state is CardState.LOST else None
    session.connection().execute(update(Card).where(Card.ref == active.ref).values(state=state.value, lost_at=lost_at))
    face = CardFace(state, active.issued_on)
    return publish(session, clock, [Publication(KIND, active.ref, active.worker_ref, face, shanghai_date(clock.now()))])
