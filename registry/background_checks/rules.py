"""What the public learns of checks, and when one is due again.

Nothing here asks what day it is for the public face: it changes only when a statement comes, and whether a check has
lapsed is worked out by its reader (design point 7). docs/decisions/0011 says what a watcher could infer.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from registry.background_checks.disclosure import NO_CHECK, ChecksFace, PublicCheck
from registry.background_checks.states import DECISIVE, PUBLIC, Component, Outcome, PublicOutcome
from registry.core.clock import shanghai_date
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.sources import ATTESTED, Source
from registry.core.tables import core_table
from registry.core.taxonomy import HealthTier


class NewCheck(NamedTuple):
    """One statement about one component. `covers_until`: the data asked reached to that day. `document` is a reference
    to the paper, which is not kept (domain README 7 rule 6)."""

    worker_ref: str
    component: Component
    outcome: Outcome
    source: Source
    source_note: str = ""
    checked_on: date | None = None
    valid_until: date | None = None
    covers_until: date | None = None
    tier: HealthTier | None = None
    document: str = ""


class Statement(NamedTuple):
    """A recorded check, as the rules need it."""

    component: Component
    outcome: Outcome
    source: Source
    checked_on: date | None
    valid_until: date | None
    tier: HealthTier | None
    recorded_at: datetime


@cache
def validity_days(component: Component) -> int | None:
    """Days a result holds where the table fixes them (365 for BC2: 未成年人保护法 62), else None."""
    days = {row["code"]: row["validity_days"] for row in core_table("background_checks")}[component]
    return int(days) if days else None


def end_of(component: Component, checked_on: date | None, valid_until: date | None) -> date | None:
    """The last day of a clear result: the stated one, else the table's days after the check, else unknown."""
    days = validity_days(component)
    if valid_until is not None or checked_on is None or days is None:
        return valid_until
    return checked_on + timedelta(days=days)


def recheck_due(component: Component, checked_on: date | None, valid_until: date | None) -> date | None:
    """The day by which the check is to be made again: the earlier of its end and the table's days, if any is known."""
    days = validity_days(component)
    by_table = checked_on + timedelta(days=days) if checked_on is not None and days is not None else None
    ends = [end for end in (valid_until, by_table) if end is not None]
    return min(ends, default=None)


def check_statement(check: NewCheck, today: date) -> list[Finding]:
    """What is wrong with a statement. Codes: check_ahead, check_days, check_tier, check_no_end."""
    findings = []
    if check.checked_on is not None and check.checked_on > today:
        message = Label("核查日期在将来", "The day of the check lies in the future")
        findings.append(Finding("check_ahead", message, "checked_on"))
    if check.checked_on and check.valid_until and check.valid_until < check.checked_on:
        message = Label("有效期早于核查日期", "It ends before it was made")
        findings.append(Finding("check_days", message, "valid_until"))
    if check.tier is not None and check.component is not Component.BC4:
        findings.append(Finding("check_tier", Label("只有健康体检有类别", "Only a health check has a class"), "tier"))
    if check.valid_until is not None and check.outcome is not Outcome.CLEAR:
        message = Label("只有通过的核查有有效期", "Only a clear check has an end")
        findings.append(Finding("check_no_end", message, "valid_until"))
    return findings


def public_face(statements: Iterable[Statement]) -> ChecksFace:
    """What the public may see of everything stated about one person."""
    by_component: dict[Component, list[Statement]] = {}
    for statement in statements:
        by_component.setdefault(statement.component, []).append(statement)
    return ChecksFace(
        **{component.name: public_check(by_component[component]) for component in PUBLIC if component in by_component}
    )


def public_check(statements: Sequence[Statement]) -> PublicCheck:
    """What the public may see of one component.

    The newest clear or adverse statement decides; a pending or failed re-check takes nothing away. An adverse one
    removes a clear one at once, unless that had run out before: then it goes on reading as run out, so that a failed
    re-check neither shows nor reads better than a missed one.
    """
    ordered = sorted(statements, key=_order) if len(statements) > 1 else statements
    decisive = [statement for statement in ordered if statement.outcome in DECISIVE]
    if not decisive:
        return COULD_NOT if ordered and ordered[-1].outcome is Outcome.COULD_NOT else NO_CHECK
    if decisive[-1].outcome is Outcome.CLEAR:
        return _shown(decisive[-1])
    first_adverse = len(decisive) - 1
    while first_adverse > 0 and decisive[first_adverse - 1].outcome is Outcome.ADVERSE:
        first_adverse -= 1
    if first_adverse:
        clear, known_on = decisive[first_adverse - 1], shanghai_date(decisive[first_adverse].recorded_at)
        end = end_of(clear.component, clear.checked_on, clear.valid_until)
        if end is not None and end < known_on:
            return _shown(clear)
    return NO_CHECK


COULD_NOT = PublicCheck(PublicOutcome.COULD_NOT)


def _order(statement: Statement) -> tuple[date, bool, datetime, bool]:
    """By the day of the check; on one day what is attested outranks what is stated, and adverse outranks clear."""
    day = statement.checked_on or shanghai_date(statement.recorded_at)
    return day, statement.source in ATTESTED, statement.recorded_at, statement.outcome is Outcome.ADVERSE


def _shown(clear: Statement) -> PublicCheck:
    return _clear(clear.source, clear.checked_on, clear.valid_until, clear.tier)


@lru_cache(maxsize=4096)
def _clear(source: Source, checked_on: date | None, valid_until: date | None, tier: HealthTier | None) -> PublicCheck:
    """Remembered, because a roster says the same of thousands."""
    return PublicCheck(PublicOutcome.CLEAR, source, checked_on, valid_until, tier)
