"""What each service asks for beyond the base (R049): the health class of its work, and care for vulnerable people."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from registry.core.labels import Label
from registry.core.taxonomy import HealthTier, ServiceLine, is_vulnerable, service_label, tier_needed


class Service(Protocol):
    """A service as faces hold it: an item's code, or None where only the line was said."""

    @property
    def item(self) -> str | None: ...

    @property
    def line(self) -> ServiceLine: ...


@dataclass(frozen=True, slots=True)
class LineNeed:
    """One service's demands. `strict` when its health class is above the mildest."""

    line: ServiceLine
    label: Label
    tier: HealthTier
    vulnerable: bool

    @property
    def strict(self) -> bool:
        """Whether a health check of the mildest class is not enough."""
        return self.tier is not HealthTier.GENERAL


def need_of(service: Service) -> LineNeed:
    """The demands of one service."""
    return LineNeed(
        service.line,
        service_label(service.item, service.line),
        tier_needed(service.item, service.line),
        is_vulnerable(service.item, service.line),
    )


def needs_of(services: Iterable[Service]) -> list[LineNeed]:
    """The demands of several services, each once, in their order."""
    return list(dict.fromkeys(need_of(service) for service in services))
