"""What anyone who holds a person's permit may learn of their checks."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from registry.background_checks.states import PUBLIC, PublicOutcome
from registry.core.labels import Label
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier
from registry.record.kinds import Face, Kind


@dataclass(frozen=True, slots=True)
class PublicCheck:
    """One component. Only a clear one carries its source, days and (BC4) class of health check."""

    outcome: PublicOutcome
    source: Source | None = None
    checked_on: date | None = None
    valid_until: date | None = None
    tier: HealthTier | None = None


NO_CHECK = PublicCheck(PublicOutcome.NONE)


@dataclass(frozen=True, slots=True)
class ChecksFace(Face):
    """One entry per person (its ref is the person's). A person without an entry reads exactly like all NO_CHECK.

    Fields are named by component; None stands for a component younger than the entry and reads like NO_CHECK.
    """

    KIND: ClassVar[Kind] = Kind(
        "checks",
        False,
        Label("背景核查", "Background checks"),
        personal=frozenset(component.name for component in PUBLIC),
    )

    BC1: PublicCheck | None = NO_CHECK
    BC2: PublicCheck | None = NO_CHECK
    BC3: PublicCheck | None = NO_CHECK
    BC4: PublicCheck | None = NO_CHECK
    BC6: PublicCheck | None = NO_CHECK
    BC8: PublicCheck | None = NO_CHECK
    BC9: PublicCheck | None = NO_CHECK
    BC12: PublicCheck | None = NO_CHECK


NOTHING = ChecksFace()
