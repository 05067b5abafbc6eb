"""Permits and printed cards. The number lies with the person; the door finds a card by the index of its secrets."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.base import Base, Sealed, UtcMoment
from registry.core.constraints import one_of
from registry.core.sources import Source
from registry.permits.states import DECIDED, STORED, CardState

_DECIDED = ", ".join(f"'{state.value}'" for state in sorted(DECIDED))


class Permit(Base):
    """One per person: one person, one number, one permit. Only a decided state can be final."""

    __tablename__ = "permit"
    __table_args__ = (
        one_of("state", sorted(STORED)),
        one_of("source", Source),
        CheckConstraint(f"NOT decision_final OR state IN ({_DECIDED})", name="final_decision"),
        CheckConstraint("valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from", name="days_in_order"),
        Index("uq_permit_worker_ref", "worker_ref", unique=True),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
    state: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    issuer: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    decision_final: Mapped[bool]
    recorded_at: Mapped[datetime] = mapped_column(UtcMoment)


class Card(Base):
    """One printed card. At most one of a permit is active."""

    __tablename__ = "card"
    __table_args__ = (
        one_of("state", CardState),
        CheckConstraint("(lost_at IS NOT NULL) = (state = 'lost')", name="lost_when"),
        Index("ix_card_permit_ref", "permit_ref"),
        Index(
            "uq_card_active",
            "permit_ref",
            unique=True,
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    permit_ref: Mapped[str] = mapped_column(Text, ForeignKey("permit.ref"))
    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
    state: Mapped[str] = mapped_column(Text)
    issued_on: Mapped[date]
    printed_at: Mapped[datetime] = mapped_column(UtcMoment)
    lost_at: Mapped[datetime | None] = mapped_column(UtcMoment)


class CardSecret(Base):
    """What an active card answers to, encrypted, so that its badge can be shown again; gone with the card."""

    __tablename__ = "card_secret"

    card_ref: Mapped[str] = mapped_column(Text, ForeignKey("card.ref"), primary_key=True)
    token: Mapped[bytes] = mapped_column(Sealed)
    code: Mapped[bytes] = mapped_column(Sealed)
