"""What anyone who holds a person's permit may learn of their checks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar, Self

from registry.background_checks.states import PUBLIC, PublicOutcome
from registry.core.labels import Label
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier
from registry.record.kinds import Face, Kind, plain


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

    Fields are named by component. The record keeps null where there is nothing to say, and null, a component younger
    than the entry and an erased one all read NO_CHECK.
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

    def fields(self) -> dict[str, Any]:
        """The face as the record stores it."""
        return {name: _stored(getattr(self, name)) for name in _NAMES}

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Self:
        """The face of stored fields."""
        said = super(ChecksFace, cls).read(fields)
        return replace(said, **{name: NO_CHECK for name in _NAMES if getattr(said, name) is None})


_NAMES = tuple(component.name for component in PUBLIC)


@lru_cache(maxsize=4096)
def _stored(check: PublicCheck | None) -> dict[str, Any] | None:
    """Remembered: a roster says the same of thousands, and whoever publishes changes nothing."""
    if check is None or check == NO_CHECK:
        return None
    return {
        "outcome": plain(check.outcome),
        "source": plain(check.source),
        "checked_on": plain(check.checked_on),
        "valid_until": plain(check.valid_until),
        "tier": plain(check.tier),
    }


NOTHING = ChecksFace()
