"""What a household should know before a service of this company begins (R049, R092, R096, R144, R145)."""

from collections.abc import Sequence
from dataclasses import dataclass

from registry.companies.disclosure import ServiceOffering
from registry.core.labels import Label
from registry.core.taxonomy import (
    HealthTier,
    RiskFlag,
    ServiceLine,
    is_vulnerable,
    service_items,
    service_label,
    tier_needed,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """One service with what it asks for."""

    item: str | None
    label: Label
    unit: str
    tier: HealthTier
    vulnerable: bool
    emergency_24h: bool
    risks: tuple[RiskFlag, ...]


@dataclass(frozen=True, slots=True)
class OfferLine:
    """The offers of one service line, in the taxonomy's order."""

    line: ServiceLine
    offers: tuple[Offer, ...]


def offer_lines(services: Sequence[ServiceOffering]) -> tuple[OfferLine, ...]:
    """The services by line, in the order of R090."""
    by_line: dict[ServiceLine, list[Offer]] = {}
    for service in services:
        item = service_items().get(service.item or "")
        by_line.setdefault(service.line, []).append(
            Offer(
                item=service.item,
                label=service_label(service.item, service.line),
                unit=item.unit_zh if item else "",
                tier=tier_needed(service.item, service.line),
                vulnerable=is_vulnerable(service.item, service.line),
                emergency_24h=service.emergency_24h,
                risks=item.risks if item else (),
            )
        )
    return tuple(OfferLine(line, tuple(by_line[line])) for line in ServiceLine if line in by_line)


def risks(lines: Sequence[OfferLine]) -> dict[RiskFlag, list[Label]]:
    """{risk: the services that carry it}, in the order of the flags."""
    found: dict[RiskFlag, list[Label]] = {}
    for flag in RiskFlag:
        carrying = [offer.label for line in lines for offer in line.offers if flag in offer.risks]
        if carrying:
            found[flag] = carrying
    return found


def has_emergency(services: Sequence[ServiceOffering]) -> bool:
    """Whether sudden faults can be reported at any hour (R096)."""
    return any(service.emergency_24h for service in services)
