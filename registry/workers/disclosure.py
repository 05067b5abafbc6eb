"""What anyone may see of a worker, and of whom they work for. No name, number or birthday is here."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from registry.core.identifiers import Sex
from registry.core.labels import Label
from registry.core.sources import Source
from registry.core.taxonomy import ServiceLine
from registry.record.kinds import Face, Kind


@dataclass(frozen=True, slots=True)
class WorkerFace(Face):
    """The listed face of a person, there only while consent to be listed is.

    `age_band` ("40-49") is that of the day of this entry and is shown so: a band that moved by itself would give the
    birthday away. `native_province` is the six-digit area code of the province, `since_on` the day of registration.
    """

    KIND: ClassVar[Kind] = Kind(
        "worker",
        True,
        Label("家政服务员", "Worker"),
        personal=frozenset({"name_masked", "sex", "age_band", "native_province", "since_on"}),
    )

    name_masked: str | None
    sex: Sex | None
    age_band: str | None
    native_province: str | None
    since_on: date | None


@dataclass(frozen=True, slots=True)
class OfferedService:
    """A service item, or only its line where the item was not said."""

    item: str | None
    line: ServiceLine


@dataclass(frozen=True, slots=True)
class EmploymentFace(Face):
    """One spell of a person with a company, reached from a permit; `until_on` is its last day."""

    KIND: ClassVar[Kind] = Kind(
        "employment",
        False,
        Label("从业经历", "Employment"),
        personal=frozenset({"company", "since_on", "until_on", "services", "source"}),
        link="company",
    )

    company: str
    since_on: date | None
    until_on: date | None
    services: tuple[OfferedService, ...]
    source: Source
