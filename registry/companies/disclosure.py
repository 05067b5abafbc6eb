"""What anyone may see of a company: its own face, its ties to the companies before and after it, what it declares.

All kinds are listed: company data is public (domain README 7). Keys of the fields are those of the JSON twin.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from registry.companies.states import (
    CompanyState,
    MembershipStatus,
    OperatingMode,
    ResponsibleRole,
    SuccessionDeclarer,
    SuccessionDirection,
)
from registry.core.labels import Label
from registry.core.sources import Source
from registry.core.taxonomy import ServiceLine
from registry.record.kinds import Face, Kind


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name the company no longer bears; `until_on` is its last day, None when nobody stated it."""

    name: str
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class ServiceOffering:
    """A service of the taxonomy: one item, or a whole line with the item unspecified."""

    item: str | None
    line: ServiceLine
    emergency_24h: bool = False


@dataclass(frozen=True, slots=True)
class Outlet:
    """A place of business besides the registered one."""

    name: str
    address: str
    district: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class ResponsiblePerson:
    """Who answers for one duty; `name` is None when the duty is given to a post."""

    role: ResponsibleRole
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Insurance:
    """The company's own cover; `valid_until` is inclusive, None when not stated."""

    title: str
    insurer: str | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class CompanyFace(Face):
    """A company as the register shows it. `district` and `service_areas` are GB/T 2260 codes."""

    KIND: ClassVar[Kind] = Kind(
        "company",
        True,
        Label("企业", "Company"),
        personal=frozenset({"legal_representative", "responsible_roles"}),
    )

    name: str
    uscc: str
    state: CompanyState
    state_from_on: date
    mode: OperatingMode
    membership: MembershipStatus
    source: Source
    registered_on: date
    brand: str | None = None
    former_names: tuple[FormerName, ...] = ()
    established_on: date | None = None
    address: str | None = None
    district: str | None = None
    outlets: tuple[Outlet, ...] = ()
    service_areas: tuple[str, ...] = ()
    services: tuple[ServiceOffering, ...] = ()
    licence_scope: str | None = None
    licence_valid_until: date | None = None
    legal_representative: str | None = None
    responsible_roles: tuple[ResponsiblePerson, ...] = ()
    hotline: str | None = None
    complaint_phone: str | None = None
    insurance: Insurance | None = None
    verified_on: date | None = None


@dataclass(frozen=True, slots=True)
class SuccessionFace(Face):
    """One side of the tie between two companies; each side has its entry, `other` is a company's ref.

    `direction` says what the other one is to the owner. Figures of the two are never merged.
    """

    KIND: ClassVar[Kind] = Kind("succession", True, Label("前身与后继", "Succession"), link="other")

    direction: SuccessionDirection
    other: str
    declared_by: SuccessionDeclarer
    basis: str
    reply: str | None
    from_on: date


@dataclass(frozen=True, slots=True)
class Policy:
    """One insurance policy as declared (R054); `limit_yuan` is the sum insured, `insured_count` the people covered.

    Both days are inclusive; `valid_from` is None in what was declared before the form asked for it.
    """

    title: str
    insurer: str | None = None
    limit_yuan: int | None = None
    insured_count: int | None = None
    valid_until: date | None = None
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class UsedContract:
    """A model contract that a company says it uses, as the association's list had it on the day."""

    title: str
    version: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class DeclarationFace(Face):
    """What a company declares besides what is registered: never verified, shown as its own statement."""

    KIND: ClassVar[Kind] = Kind("declaration", True, Label("企业申报", "Declaration"), personal=frozenset())

    department: str | None = None
    protective_equipment: str | None = None
    tools: str | None = None
    policies: tuple[Policy, ...] = ()
    declared_on: date | None = None
    contracts: tuple[UsedContract, ...] = ()
