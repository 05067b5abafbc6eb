"""What a company stated about a person who is registered already, kept until an officer has decided."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from registry.core.taxonomy import ServiceLine
from registry.workers.disclosure import OfferedService


@dataclass(frozen=True, slots=True)
class FiledPerson:
    """A person as the company filed them: its own words only, nothing the register knew before."""

    name: str
    id_number: str
    phone: str = ""
    services: tuple[OfferedService, ...] = ()
    hired_on: date | None = None

    def packed(self) -> str:
        """As JSON text, to be encrypted."""
        services = [[one.item, one.line.value] for one in self.services]
        return orjson.dumps([self.name, self.id_number, self.phone, services, self.hired_on]).decode()

    @classmethod
    def unpacked(cls, text: str) -> "FiledPerson":
        """From JSON text."""
        values: list[Any] = orjson.loads(text)
        name, number, phone, services, hired_on = values
        offered = tuple(OfferedService(item, ServiceLine(line)) for item, line in services)
        return cls(name, number, phone, offered, date.fromisoformat(hired_on) if hired_on else None)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A registered person whom a company says it employs."""

    worker_ref: str
    company_ref: str
    filed: FiledPerson
