"""Tables of companies: what the register knows of each, and which company carries on which.

A company's `ref` is its name in the record. Lists hang on tables of their own, ordered by `place` as they were given.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.companies.states import (
    ApplicationState,
    CompanyState,
    MembershipStatus,
    OperatingMode,
    ResponsibleRole,
    SuccessionDeclarer,
)
from registry.core.base import Base, JsonText, UtcMoment
from registry.core.constraints import one_of
from registry.core.sources import Source
from registry.core.taxonomy import ServiceLine


class Company(Base):
    """One company, known by its credit code. `effective_on` is the day from which its newest version holds."""

    __tablename__ = "company"
    __table_args__ = (
        one_of("state", CompanyState),
        one_of("mode", OperatingMode),
        one_of("membership", MembershipStatus),
        one_of("source", Source),
        UniqueConstraint("uscc"),
        CheckConstraint("length(uscc) = 18", name="uscc_18"),
        CheckConstraint("length(name) > 0", name="name_given"),
        CheckConstraint("verified_on IS NULL OR source <> 'company'", name="verified_by_others"),
        CheckConstraint("state_from_on >= registered_on", name="state_after_registration"),
        CheckConstraint("effective_on >= registered_on", name="version_after_registration"),
        CheckConstraint(
            "insurance_title IS NOT NULL OR (insurance_insurer IS NULL AND insurance_valid_until IS NULL)",
            name="insurance_whole",
        ),
        Index("ix_company_state", "state"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    uscc: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    brand: Mapped[str | None] = mapped_column(Text)
    mode: Mapped[str] = mapped_column(Text)
    membership: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    state_from_on: Mapped[date]
    registered_on: Mapped[date]
    established_on: Mapped[date | None]
    address: Mapped[str | None] = mapped_column(Text)
    district: Mapped[str | None] = mapped_column(Text, ForeignKey("area.code"))
    licence_scope: Mapped[str | None] = mapped_column(Text)
    licence_valid_until: Mapped[date | None]
    legal_representative: Mapped[str | None] = mapped_column(Text)
    hotline: Mapped[str | None] = mapped_column(Text)
    complaint_phone: Mapped[str | None] = mapped_column(Text)
    insurance_title: Mapped[str | None] = mapped_column(Text)
    insurance_insurer: Mapped[str | None] = mapped_column(Text)
    insurance_valid_until: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text)
    verified_on: Mapped[date | None]
    effective_on: Mapped[date]


class CompanyFormerName(Base):
    """A name a company no longer bears."""

    __tablename__ = "company_former_name"

    company_ref: Mapped[str] = mapped_column(Text, ForeignKey("company.ref"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    until_on: Mapped[date | None]


class CompanyOutlet(Base):
    """A place of business besides the registered one."""

    __tablename__ = "company_outlet"

    company_ref: Mapped[str] = mapped_column(Text, ForeignKey("company.ref"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    district: Mapped[str | None] = mapped_column(Text, ForeignKey("area.code"))
    phone: Mapped[str | None] = mapped_column(Text)


class CompanyServiceArea(Base):
    """An area in which a company works."""

    __tablename__ = "company_service_area"
    __table_args__ = (UniqueConstraint("company_ref", "area"),)

    company_ref: Mapped[str] = mapped_column(Text, ForeignKey("company.ref"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(Text, ForeignKey("area.code"))


class CompanyService(Base):
    """A service on offer: an item of the taxonomy, or a line whose item was not said."""

    __tablename__ = "company_service"
    __table_args__ = (
        one_of("line", ServiceLine),
        CheckConstraint("NOT emergency_24h OR line = 'repair'", name="emergency_is_repair"),
        Index("ix_company_service_line", "line"),
    )

    company_ref: Mapped[str] = mapped_column(Text, ForeignKey("company.ref"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[str | None] = mapped_column(Text)
    line: Mapped[str] = mapped_column(Text)
    emergency_24h: Mapped[bool]


class CompanyResponsible(Base):
    """Who answers for one duty (R024); without a name the duty is given to a post."""

    __tablename__ = "company_responsible"
    __table_args__ = (one_of("role", ResponsibleRole),)

    company_ref: Mapped[str] = mapped_column(Text, ForeignKey("company.ref"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(Text)


class CompanySuccession(Base):
    """One company carries on another: declared by the company, or decided by two officers; never inferred.

    Each side has its own subject in the record, so that neither page can be without it. An annulled tie no longer
    shows; two officers annul it, with a reason.
    """

    __tablename__ = "company_succession"
    __table_args__ = (
        one_of("declared_by", SuccessionDeclarer),
        Index(
            "uq_company_succession_standing",
            "predecessor_ref",
            "successor_ref",
            unique=True,
            sqlite_where=text("annulled_at IS NULL"),
            postgresql_where=text("annulled_at IS NULL"),
        ),
        CheckConstraint("predecessor_ref <> successor_ref", name="two_companies"),
        CheckConstraint("length(basis) > 0", name="basis_given"),
        CheckConstraint(
            "declared_by <> 'officers' OR "
            "(first_officer IS NOT NULL AND second_officer IS NOT NULL AND first_officer <> second_officer "
            "AND reply IS NOT NULL AND length(reply) > 0)",
            name="decided_by_two_with_reply",
        ),
        CheckConstraint(
            "declared_by <> 'company' OR (first_officer IS NULL AND second_officer IS NULL)",
            name="declared_without_officers",
        ),
        CheckConstraint("(annulled_at IS NULL) = (annulled_why IS NULL)", name="annulled_whole"),
        Index("ix_company_succession_successor_ref", "successor_ref"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    predecessor_ref: Mapped[str] = mapped_column(Text, ForeignKey("company.ref"))
    successor_ref: Mapped[str] = mapped_column(Text, ForeignKey("company.ref"))
    predecessor_side: Mapped[str] = mapped_column(Text)
    successor_side: Mapped[str] = mapped_column(Text)
    declared_by: Mapped[str] = mapped_column(Text)
    first_officer: Mapped[str | None] = mapped_column(Text)
    second_officer: Mapped[str | None] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text)
    reply: Mapped[str | None] = mapped_column(Text)
    from_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(UtcMoment)
    annulled_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    annulled_why: Mapped[str | None] = mapped_column(Text)


class CompanyApplication(Base):
    """An application to be registered; `answers` are kept as typed, section by section, and become public on approval.

    One person has one application under way. `number` is the reference told to the applicant.
    """

    __tablename__ = "company_application"
    __table_args__ = (
        one_of("state", ApplicationState),
        UniqueConstraint("number"),
        UniqueConstraint("case_ref"),
        CheckConstraint("(state = 'approved') = (company_ref IS NOT NULL)", name="approved_with_company"),
        CheckConstraint("state = 'draft' OR state = 'withdrawn' OR case_ref IS NOT NULL", name="submitted_with_case"),
        Index(
            "uq_company_application_under_way",
            "account_ref",
            unique=True,
            sqlite_where=text("state IN ('draft', 'submitted', 'returned')"),
            postgresql_where=text("state IN ('draft', 'submitted', 'returned')"),
        ),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[str] = mapped_column(Text)
    account_ref: Mapped[str] = mapped_column(Text, ForeignKey("account.ref"))
    state: Mapped[str] = mapped_column(Text)
    answers: Mapped[dict[str, Any]] = mapped_column(JsonText)
    begun_at: Mapped[datetime] = mapped_column(UtcMoment)
    changed_at: Mapped[datetime] = mapped_column(UtcMoment)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcMoment)
    case_ref: Mapped[str | None] = mapped_column(Text)
    company_ref: Mapped[str | None] = mapped_column(Text, ForeignKey("company.ref"))


class CompanyDeclaration(Base):
    """What a company declares besides: its department, equipment and insurance policies (R029, R041, R052, R054)."""

    __tablename__ = "company_declaration"

    company_ref: Mapped[str] = mapped_column(Text, ForeignKey("company.ref"), primary_key=True)
    ref: Mapped[str] = mapped_column(Text, unique=True)
    department: Mapped[str | None] = mapped_column(Text)
    protective_equipment: Mapped[str | None] = mapped_column(Text)
    tools: Mapped[str | None] = mapped_column(Text)
    policies: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    contracts: Mapped[list[dict[str, Any]] | None] = mapped_column(JsonText)
    declared_on: Mapped[date]


class ModelContract(Base):
    """A model contract on the association's list (R054); an ended one is offered to no company any more."""

    __tablename__ = "model_contract"
    __table_args__ = (
        UniqueConstraint("title", "version"),
        CheckConstraint("title <> '' AND version <> ''", name="named"),
        CheckConstraint("ended_on IS NULL OR ended_on >= issued_on", name="days_in_order"),
    )

    ref: Mapped[str] = mapped_column(Text, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    issued_on: Mapped[date]
    ended_on: Mapped[date | None]
