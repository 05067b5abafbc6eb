"""Builders of checks."""

from datetime import UTC, date, datetime

from registry.background_checks.rules import NewCheck, Statement
from registry.background_checks.states import Component, Outcome
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier


def new_check(
    *,
    worker_ref: str = "w",
    component: Component = Component.BC2,
    outcome: Outcome = Outcome.CLEAR,
    source: Source = Source.ASSOCIATION,
    source_note: str = "",
    checked_on: date | None = date(2026, 6, 1),
    valid_until: date | None = None,
    covers_until: date | None = None,
    tier: HealthTier | None = None,
    document: str = "",
) -> NewCheck:
    """A clear criminal record query of last June."""
    return NewCheck(
        worker_ref, component, outcome, source, source_note, checked_on, valid_until, covers_until, tier, document
    )


def statement(
    *,
    component: Component = Component.BC2,
    outcome: Outcome = Outcome.CLEAR,
    source: Source = Source.ASSOCIATION,
    checked_on: date | None = date(2026, 6, 1),
    valid_until: date | None = None,
    tier: HealthTier | None = None,
    recorded_at: datetime = datetime(2026, 6, 2, 4, tzinfo=UTC),
) -> Statement:
    """A recorded clear criminal record query of last June."""
    return Statement(component, outcome, source, checked_on, valid_until, tier, recorded_at)
