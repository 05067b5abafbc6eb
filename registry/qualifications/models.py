"""Certificates, and the ledger of training credits, which only grows."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.base import Base, JsonText, Sealed, UtcMoment
from registry.core.constraints import one_of
from registry.core.sources import Source
from registry.qualifications.states import (
    CreditKind,
    Expertise,
    How,
    IssuerKind,
    ObjectionState,
    Ruling,
    Scheme,
    Seen,
    StageKind,
    TieKind,
)


class Certificate(Base):
    """One certificate of one person. Its number lies encrypted and is shown to nobody but staff, by its last four."""

    __tablename__ = "certificate"
    __table_args__ = (
        one_of("scheme", Scheme),
        one_of("issuer_kind", IssuerKind),
        one_of("how", How),
        one_of("source", Source),
        CheckConstraint("title <> ''", name="titled"),
        CheckConstraint(
            "(verified_on IS NULL) = (how IS NULL) AND (verified_on IS NULL) = (verified_by IS NULL)",
            name="verified_whole",
        ),
        CheckConstraint("valid_until IS NULL OR issued_on IS NULL OR valid_until >= issued_on", name="days_in_order"),
        Index("ix_certificate_worker_ref", "worker_ref"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
    scheme: Mapped[str] = mapped_column(Text)
    level: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    issuer_kind: Mapped[str | None] = mapped_column(Text)
    issuer: Mapped[str] = mapped_column(Text)
    number: Mapped[bytes | None] = mapped_column(Sealed)
    issued_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text)
    verified_by: Mapped[str | None] = mapped_column(Text)
    verified_on: Mapped[date | None]
    how: Mapped[str | None] = mapped_column(Text)


class Stage(Base):
    """Schooling or work before, as the company states it; private. Verified whole: by which source, how, when."""

    __tablename__ = "worker_stage"
    __table_args__ = (
        one_of("kind", StageKind),
        one_of("how", How),
        CheckConstraint("place <> '' AND what <> ''", name="told"),
        CheckConstraint("until_on IS NULL OR since_on IS NULL OR until_on >= since_on", name="days_in_order"),
        CheckConstraint(
            "(verified_on IS NULL) = (how IS NULL) AND (verified_on IS NULL) = (verified_by IS NULL)",
            name="verified_whole",
        ),
        Index("ix_worker_stage_worker_ref", "worker_ref"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
    kind: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text)
    what: Mapped[str] = mapped_column(Text)
    since_on: Mapped[date | None]
    until_on: Mapped[date | None]
    stated_on: Mapped[date]
    stated_by: Mapped[str] = mapped_column(Text)
    verified_by: Mapped[str | None] = mapped_column(Text)
    verified_on: Mapped[date | None]
    how: Mapped[str | None] = mapped_column(Text)


class CreditEntry(Base):
    """One line of the ledger. An adjustment names the earning it adjusts and why, and lapses with it."""

    __tablename__ = "credit_entry"
    __table_args__ = (
        one_of("kind", CreditKind),
        one_of("source", Source),
        CheckConstraint(
            "(kind = 'earn' AND adjusts IS NULL AND credits > 0)"
            " OR (kind = 'adjust' AND adjusts IS NOT NULL AND credits <> 0 AND reason <> '')",
            name="earned_or_adjusted",
        ),
        Index("ix_credit_entry_worker_ref", "worker_ref"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
    kind: Mapped[str] = mapped_column(Text)
    credits: Mapped[int]
    earned_on: Mapped[date]
    course: Mapped[str] = mapped_column(Text)
    adjusts: Mapped[str | None] = mapped_column(Text, ForeignKey("credit_entry.ref"))
    reason: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(UtcMoment)


class RenewalRule(Base):
    """The credits that renewing a certificate of a scheme takes, from a day on; the newest begun rule is in force."""

    __tablename__ = "renewal_rule"
    __table_args__ = (
        one_of("scheme", Scheme),
        CheckConstraint("credits >= 0", name="credits_counted"),
        CheckConstraint("years >= 1", name="years_counted"),
    )

    scheme: Mapped[str] = mapped_column(Text, primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    credits: Mapped[int]
    years: Mapped[int]
    basis: Mapped[str] = mapped_column(Text)


class CertificateReview(Base):
    """One attempt at verifying a certificate: who looked, how, when, and what they saw. The table only grows."""

    __tablename__ = "certificate_review"
    __table_args__ = (
        one_of("seen", Seen),
        one_of("how", How),
        Index("ix_certificate_review_certificate_ref", "certificate_ref"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    certificate_ref: Mapped[str] = mapped_column(Text, ForeignKey("certificate.ref"))
    seen: Mapped[str] = mapped_column(Text)
    how: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    seen_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(UtcMoment)


class CommitteeMember(Base):
    """A member of the review committee. `account_ref`: the member's own account, if there is one."""

    __tablename__ = "committee_member"
    __table_args__ = (
        one_of("expertise", Expertise),
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("until_on IS NULL OR until_on >= since_on", name="days_in_order"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    expertise: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(Text)
    account_ref: Mapped[str | None] = mapped_column(Text)
    since_on: Mapped[date]
    until_on: Mapped[date | None]


class CommitteeTie(Base):
    """An interest a member declared: a company or an issuing body; a tie that ended still counts for a while."""

    __tablename__ = "committee_tie"
    __table_args__ = (
        one_of("kind", TieKind),
        CheckConstraint("(company_ref IS NULL) <> (issuer = '')", name="tied_to_one"),
        CheckConstraint("ended_on IS NULL OR ended_on >= from_on", name="days_in_order"),
        Index("ix_committee_tie_member_ref", "member_ref"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    member_ref: Mapped[str] = mapped_column(Text, ForeignKey("committee_member.ref"))
    kind: Mapped[str] = mapped_column(Text)
    company_ref: Mapped[str | None] = mapped_column(Text, ForeignKey("company.ref"))
    issuer: Mapped[str] = mapped_column(Text)
    from_on: Mapped[date]
    ended_on: Mapped[date | None]


class CertificateRuling(Base):
    """A decision of a named panel about a certificate; the newest one about a certificate stands. Only grows."""

    __tablename__ = "certificate_ruling"
    __table_args__ = (
        one_of("ruling", Ruling),
        CheckConstraint("reasons <> ''", name="reasoned"),
        Index("ix_certificate_ruling_certificate_ref", "certificate_ref"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    certificate_ref: Mapped[str] = mapped_column(Text, ForeignKey("certificate.ref"))
    ruling: Mapped[str] = mapped_column(Text)
    panel: Mapped[list[str]] = mapped_column(JsonText)
    reasons: Mapped[str] = mapped_column(Text)
    decided_on: Mapped[date]
    recorded_by: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(UtcMoment)


class CertificateObjection(Base):
    """An objection against a ruling (R111): who raised it, why, and how it was decided, by none of the first panel."""

    __tablename__ = "certificate_objection"
    __table_args__ = (
        one_of("state", ObjectionState),
        CheckConstraint("grounds <> ''", name="grounded"),
        CheckConstraint("(state = 'raised') = (decided_by IS NULL)", name="decided_whole"),
        Index("uq_certificate_objection_case_ref", "case_ref", unique=True),
        Index(
            "uq_certificate_objection_raised",
            "ruling_ref",
            unique=True,
            sqlite_where=text("state = 'raised'"),
            postgresql_where=text("state = 'raised'"),
        ),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    case_ref: Mapped[str] = mapped_column(Text)
    ruling_ref: Mapped[str] = mapped_column(Text, ForeignKey("certificate_ruling.ref"))
    grounds: Mapped[str] = mapped_column(Text)
    raised_by: Mapped[str] = mapped_column(Text)
    raised_on: Mapped[date]
    state: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str | None] = mapped_column(Text)
    decided_on: Mapped[date | None]
