"""Builders of checks."""

from datetime import UTC, date, datetime

from registry.background_checks.desk import NewFinding, NewResult
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


def new_result(
    *,
    worker_ref: str = "w",
    component: Component = Component.BC2,
    outcome: Outcome = Outcome.CLEAR,
    source: Source = Source.AUTHORITY,
    source_note: str = "市公安局查询窗口",
    checked_on: date = date(2026, 11, 20),
    covers_until: date | None = date(2026, 11, 19),
    valid_until: date | None = None,
    tier: HealthTier | None = None,
    document: str = "CX-20261120-07",
    retry_on: date | None = None,
) -> NewResult:
    """A clear criminal record query of yesterday, as the desk enters it."""
    return NewResult(
        worker_ref, component, outcome, source, source_note, checked_on, covers_until, valid_until, tier, document,
        retry_on,
    )  # fmt: skip


def new_finding(
    *,
    worker_ref: str = "w",
    component: Component = Component.BC2,
    source: Source = Source.AUTHORITY,
    source_note: str = "市公安局查询窗口",
    checked_on: date = date(2026, 11, 20),
    document: str = "CX-20261120-08",
    reasons: str = "查询回执载明有相关记录",
    covers_until: date | None = date(2026, 11, 19),
) -> NewFinding:
    """An adverse criminal record query of yesterday, as proposed."""
    return NewFinding(worker_ref, component, source, source_note, checked_on, document, reasons, covers_until)
