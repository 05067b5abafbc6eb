"""What a row of the roster of companies asks of the register: a new company, or which fields to change. Pure."""

from collections.abc import Mapping
from typing import Any

from registry.companies.disclosure import CompanyFace, FormerName, ServiceOffering
from registry.companies.rules import settled_services
from registry.companies.states import MembershipStatus
from registry.core.sources import ATTESTED
from registry.core.taxonomy import ServiceLine
from registry.rosters.company_rows import CompanyLine


def new_company(line: CompanyLine) -> dict[str, Any]:
    """The fields with which a company enters; membership that is not stated is none."""
    return {"membership": MembershipStatus.NONE, **line.fields, "uscc": line.uscc}


def company_changes(line: CompanyLine, face: CompanyFace) -> dict[str, Any]:
    """{field: new value} of what differs. Empty cells change nothing; former names only ever grow.

    A company repeating what the association verified leaves the source as it is; the association repeating what a
    company stated attests it.
    """
    stated = dict(line.fields)
    source = stated.pop("source")
    if "services" in stated:
        stated["services"] = _services(line, face)
    elif line.emergency_24h is not None:
        stated["services"] = _marked(face.services, line.emergency_24h)
    if "former_names" in stated:
        stated["former_names"] = _former_names(stated["former_names"], face)
    if "service_areas" in stated and set(stated["service_areas"]) == set(face.service_areas):
        del stated["service_areas"]
    changes = {name: value for name, value in stated.items() if value != getattr(face, name)}
    if changes or (source in ATTESTED and face.source not in ATTESTED):
        changes["source"] = source
    return changes


def changed_fields(changes: Mapping[str, Any], face: CompanyFace) -> list[str]:
    """The fields to name in the report: the source only where it changes."""
    return [name for name, value in changes.items() if value != getattr(face, name)]


def _services(line: CompanyLine, face: CompanyFace) -> tuple[ServiceOffering, ...]:
    """The stated services, each with the 24-hour mark it has unless the file states one; in the old order if equal."""
    marked = {(one.item, one.line): one.emergency_24h for one in face.services}
    stated = tuple(
        ServiceOffering(
            one.item,
            one.line,
            one.emergency_24h if line.emergency_24h is not None else marked.get((one.item, one.line), False),
        )
        for one in line.fields["services"]
    )
    settled = settled_services(stated)
    return face.services if set(settled) == set(face.services) else settled


def _marked(services: tuple[ServiceOffering, ...], emergency: bool) -> tuple[ServiceOffering, ...]:
    return settled_services(
        tuple(ServiceOffering(one.item, one.line, emergency and one.line == ServiceLine.REPAIR) for one in services)
    )


def _former_names(stated: tuple[FormerName, ...], face: CompanyFace) -> tuple[FormerName, ...]:
    known = {former.name for former in face.former_names} | {face.name}
    return face.former_names + tuple(former for former in stated if former.name not in known)
