"""Uploads of rosters, the newcomers that wait after them, and what officers ruled on these.

The row of an upload is the truth; the file lies beside, encrypted, under its ref, and goes at the end.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.base import Base, JsonText, Sealed, UtcMoment
from registry.core.constraints import one_of
from registry.core.indexed import Indexed
from registry.rosters.states import LIVE, NewcomerState, RulingAct, RulingState, UploadState

_LIVE = " OR ".join(f"state = '{state.value}'" for state in LIVE)


class RosterUpload(Base):
    """One file of one company; at most one lives per company.

    `summary` holds counts and grouped findings (uploads.Summary), never what a cell held; `told` is why it failed.
    """

    __tablename__ = "roster_upload"
    __table_args__ = (
        one_of("state", UploadState),
        CheckConstraint(f"({_LIVE}) = (ended_at IS NULL)", name="ended_at_a_moment"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed_whole"),
        CheckConstraint("state <> 'applying' OR confirmed_by IS NOT NULL", name="applied_when_confirmed"),
        Index("ix_roster_upload_company_ref", "company_ref", "received_at"),
        Index(
            "uq_roster_upload_live",
            "company_ref",
            unique=True,
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    company_ref: Mapped[str] = mapped_column(Text, ForeignKey("company.ref"))
    state: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcMoment)
    received_by: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    lang: Mapped[str] = mapped_column(Text)
    consent_on: Mapped[date | None]
    notice_version: Mapped[str] = mapped_column(Text)
    summary: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    told: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    confirmed_by: Mapped[str | None] = mapped_column(Text)
    confirmed_role: Mapped[str | None] = mapped_column(Text)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    ended_at: Mapped[datetime | None] = mapped_column(UtcMoment)


class RosterNewcomer(Base):
    """A person whom a company's roster names and whom it does not employ: waits, known elsewhere or not.

    `person` and `permit` are blind indexes, `sealed` is the encrypted row (worker_rows.WorkerLine); all three and, but
    for a refusal, the name go when it is decided. `request_ref` is the transfer that an officer handed it to.
    """

    __tablename__ = "roster_newcomer"
    __table_args__ = (
        one_of("state", NewcomerState),
        CheckConstraint("(state = 'waiting') = (person IS NOT NULL)", name="person_while_waiting"),
        CheckConstraint("(state = 'waiting') = (sealed IS NOT NULL)", name="sealed_while_waiting"),
        CheckConstraint("state = 'waiting' OR permit IS NULL", name="permit_while_waiting"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_at_a_moment"),
        CheckConstraint("(state = 'asked') = (request_ref IS NOT NULL)", name="asked_by_a_request"),
        CheckConstraint("state = 'refused' OR why = ''", name="reason_of_a_refusal"),
        Index("uq_roster_newcomer_row", "upload_ref", "row", unique=True),
        Index("ix_roster_newcomer_state", "upload_ref", "state", "row"),
        Index("ix_roster_newcomer_company_ref", "company_ref", "state"),
        Index("ix_roster_newcomer_request_ref", "request_ref"),
        Index(
            "uq_roster_newcomer_waiting",
            "person",
            "company_ref",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    upload_ref: Mapped[str] = mapped_column(Text, ForeignKey("roster_upload.ref"))
    row: Mapped[int]
    company_ref: Mapped[str] = mapped_column(Text, ForeignKey("company.ref"))
    name: Mapped[str] = mapped_column(Text)
    person: Mapped[str | None] = mapped_column(Indexed())
    permit: Mapped[str | None] = mapped_column(Indexed())
    sealed: Mapped[bytes | None] = mapped_column(Sealed)
    state: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    request_ref: Mapped[str | None] = mapped_column(Text, ForeignKey("transfer_request.ref"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcMoment)


class RosterRuling(Base):
    """What an officer said shall happen to newcomers of one upload; carried out whole or not at all, one at a time.

    `people` are newcomers' refs, or None for everybody whom the act fits; `counted` is for how many it was done.
    """

    __tablename__ = "roster_ruling"
    __table_args__ = (
        one_of("act", RulingAct),
        one_of("state", RulingState),
        CheckConstraint("(state = 'asked') = (ended_at IS NULL)", name="ended_at_a_moment"),
        CheckConstraint("(state = 'failed') = (told IS NOT NULL)", name="told_when_failed"),
        Index("ix_roster_ruling_upload_ref", "upload_ref", "asked_at"),
        Index(
            "uq_roster_ruling_live",
            "upload_ref",
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    upload_ref: Mapped[str] = mapped_column(Text, ForeignKey("roster_upload.ref"))
    case_ref: Mapped[str] = mapped_column(Text, ForeignKey("case_file.ref"))
    act: Mapped[str] = mapped_column(Text)
    people: Mapped[list[str] | None] = mapped_column(JsonText)
    why: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(Text)
    asked_role: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UtcMoment)
    counted: Mapped[int]
    told: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    ended_at: Mapped[datetime | None] = mapped_column(UtcMoment)
