"""Looks, approvals beyond the daily limit, and the terms by which staff find a person."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.base import Base, UtcMoment
from registry.core.constraints import one_of
from registry.looks.states import GrantKind, Purpose, Seen

# Beginnings are found by range, so the order must be that of the code points on every engine.
_BYTEWISE = Text().with_variant(Text(collation="C"), "postgresql")


class LookGrant(Base):
    """An approval that two people gave: so many looks, until then. It comes from one decided case."""

    __tablename__ = "look_grant"
    __table_args__ = (
        one_of("kind", GrantKind),
        CheckConstraint("allowed > 0", name="allows_some"),
        Index("uq_look_grant_case_ref", "case_ref", unique=True),
        Index("ix_look_grant_account_ref", "account_ref"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    account_ref: Mapped[str] = mapped_column(Text)
    case_ref: Mapped[str] = mapped_column(Text, ForeignKey("case_file.ref"))
    allowed: Mapped[int]
    from_at: Mapped[datetime] = mapped_column(UtcMoment)
    until_at: Mapped[datetime] = mapped_column(UtcMoment)


class Look(Base):
    """Somebody looked at a person's data. Written and committed before anything is shown."""

    __tablename__ = "look"
    __table_args__ = (
        one_of("seen", Seen),
        one_of("purpose", Purpose),
        Index("ix_look_actor", "actor", "at"),
        Index("ix_look_worker_ref", "worker_ref", "at"),
        Index("ix_look_at", "at"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcMoment)
    actor: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    worker_ref: Mapped[str] = mapped_column(Text)
    seen: Mapped[str] = mapped_column(Text)
    purpose: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    case_ref: Mapped[str | None] = mapped_column(Text, ForeignKey("case_file.ref"))
    grant_ref: Mapped[str | None] = mapped_column(Text, ForeignKey("look_grant.ref"))


class PersonTerm(Base):
    """A word by which a person is found: every ending of the name, the pinyin, the initials."""

    __tablename__ = "person_term"
    __table_args__ = (Index("ix_person_term_kind", "kind", "term", "worker_ref"),)

    worker_ref: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    term: Mapped[str] = mapped_column(_BYTEWISE, primary_key=True)


class PersonTermCursor(Base):
    """How far the terms have followed the trace: every change of a person is in it."""

    __tablename__ = "person_term_cursor"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
