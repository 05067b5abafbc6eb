"""Uploads of rosters. The row is the truth; the file lies beside, encrypted, under its ref, and goes at the end."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.base import Base, JsonText, UtcMoment
from registry.core.constraints import one_of
from registry.rosters.states import LIVE, UploadState

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
