"""The checklist of one person: what is there, what is missing, and which service lines may be confirmed.

Sources: R003 (training and certificate before work), R008 (a failed exam closes the line), R017 (identity and
background first), R102 (psychological screening, advised for care); standing asks health and insurance for green.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from registry.background_checks.disclosure import NO_CHECK, ChecksFace, PublicCheck
from registry.background_checks.rules import end_of
from registry.background_checks.states import Component, PublicOutcome
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.sources import ATTESTED
from registry.core.tables import core_table
from registry.core.taxonomy import HealthTier, ServiceLine, is_vulnerable, tier_needed
from registry.eligibility.disclosure import LinesFace, OpenLine
from registry.eligibility.states import Met, Need, Weight
from registry.qualifications.queries import HeldCertificate
from registry.qualifications.states import Scheme
from registry.training.rules import Outcome, closed_lines, passed_lines
from registry.workers.disclosure import OfferedService


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one person. `screened_on`: the newest psychological screening that was done."""

    services: tuple[OfferedService, ...]
    checks: ChecksFace
    certificates: tuple[HeldCertificate, ...]
    outcomes: tuple[Outcome, ...]
    screened_on: date | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist. `on` is its last day where it is met or out of date, or the day it was closed."""

    need: Need
    weight: Weight
    met: Met
    on: date | None = None


@dataclass(frozen=True, slots=True)
class LineList:
    """What one service line asks for more."""

    line: ServiceLine
    items: tuple[Item, ...]

    @property
    def open(self) -> bool:
        """Whether training and certificate are there."""
        return all(item.met is Met.MET for item in self.items if item.weight is Weight.GATE)


@dataclass(frozen=True, slots=True)
class Checklist:
    """Everything asked of one person on a day."""

    items: tuple[Item, ...]
    lines: tuple[LineList, ...]

    @property
    def known(self) -> bool:
        """Whether identity and background stand."""
        return all(item.met is Met.MET for item in self.items if item.weight is Weight.GATE)

    @property
    def passes(self) -> bool:
        """Whether a permit may be granted: the person stands, and for at least one line the work is learned."""
        return self.known and any(one.open for one in self.lines)

    @property
    def missing(self) -> tuple[tuple[ServiceLine | None, Item], ...]:
        """(line or None, item) of whatever the gate asks for and is not met."""
        every = [(None, item) for item in self.items] + [(one.line, item) for one in self.lines for item in one.items]
        return tuple((line, item) for line, item in every if item.weight is Weight.GATE and item.met is not Met.MET)


_CHECKS = {
    Need.IDENTITY: (Component.BC1, Weight.GATE),
    Need.CRIMINAL_RECORD: (Component.BC2, Weight.GATE),
    Need.BACKGROUND: (Component.BC3, Weight.GATE),
    Need.HEALTH: (Component.BC4, Weight.GREEN),
    Need.INSURANCE: (Component.BC9, Weight.GREEN),
}


def checklist(facts: Facts, today: date) -> Checklist:
    """The checklist of a person on a day of Shanghai."""
    items = [
        Item(need, weight, *_checked(component, _check(facts.checks, component), today))
        for need, (component, weight) in _CHECKS.items()
    ]
    tier = max((tier_needed(one.item, one.line) for one in facts.services), key=lambda one: one.rank, default=None)
    items = [_tiered(item, _check(facts.checks, Component.BC4).tier, tier) for item in items]
    if any(is_vulnerable(one.item, one.line) for one in facts.services):
        items.append(_screened(facts.screened_on, today))
    offered = list(dict.fromkeys(one.line for one in facts.services))
    return Checklist(tuple(items), tuple(_line_lists(facts, offered, today)))


def _line_lists(facts: Facts, lines: Iterable[ServiceLine], today: date) -> list[LineList]:
    """What each line asks for more, and how far it is met."""
    closed = closed_lines(facts.outcomes)
    everybody, passed = passed_lines(facts.outcomes)
    prejob = _checked(Component.BC12, _check(facts.checks, Component.BC12), today)[0] in (Met.MET, Met.UNDATED)
    found = []
    for line in lines:
        if line in closed:
            training = Item(Need.TRAINING, Weight.GATE, Met.CLOSED, closed[line])
        else:
            learned = everybody or prejob or line in passed
            training = Item(Need.TRAINING, Weight.GATE, Met.MET if learned else Met.MISSING)
        found.append(LineList(line, (training, certified(facts.certificates, line, today))))
    return found


def certified(certificates: Iterable[HeldCertificate], line: ServiceLine, today: date) -> Item:
    """How far a person's certificates answer for a line: the one that holds longest speaks."""
    fitting = [one for one in certificates if line in lines_of_scheme(one.scheme)]
    current = [one for one in fitting if one.valid_until is None or one.valid_until >= today]
    attested = [one for one in current if one.attested]
    if attested:
        ends = [one.valid_until for one in attested]
        last = None if None in ends else max(end for end in ends if end is not None)
        return Item(Need.CERTIFICATE, Weight.GATE, Met.MET, last)
    if current:
        met = Met.REFUSED if all(one.not_accepted for one in current) else Met.STATED
        return Item(Need.CERTIFICATE, Weight.GATE, met)
    if fitting:
        lapsed = max(one.valid_until for one in fitting if one.valid_until is not None)
        return Item(Need.CERTIFICATE, Weight.GATE, Met.LAPSED, lapsed)
    return Item(Need.CERTIFICATE, Weight.GATE, Met.MISSING)


@cache
def lines_of_scheme(scheme: Scheme) -> frozenset[ServiceLine]:
    """The service lines that a scheme's certificates answer for (certificate_lines.csv, a proposal)."""
    return frozenset(ServiceLine(row["line"]) for row in core_table("certificate_lines") if row["scheme"] == scheme)


def gate(found: Checklist) -> list[Finding]:
    """Why no permit may be granted, each missing thing once; empty when one may. Codes: gate_<need>, gate_services."""
    if found.passes:
        return []
    findings = [_finding(None, item) for line, item in found.missing if line is None]
    if not found.lines:
        message = Label("没有登记可提供的服务项目", "No service is registered")
        findings.append(Finding("gate_services", message, "services"))
    if not any(one.open for one in found.lines):
        findings += [_finding(line, item) for line, item in found.missing if line is not None]
    return findings


def face_of(facts: Facts, today: date, *, judged: bool) -> LinesFace:
    """What the public side learns. `judged`: the person has passed the gate once; others only have closed lines.

    Every line that training and certificate answer for is confirmed, offered or not, so that taking up a service needs
    no new judgement. Of judged persons a closed line is not among the confirmed, like one without certificate.
    """
    if not judged:
        return LinesFace(None, tuple(sorted(closed_lines(facts.outcomes))))
    found = _line_lists(facts, list(ServiceLine), today)
    lines = [OpenLine(one.line, _until(one)) for one in found if one.open]
    return LinesFace(tuple(sorted(lines, key=lambda one: one.line)), ())


def _until(one: LineList) -> date | None:
    return next(item.on for item in one.items if item.need is Need.CERTIFICATE)


def _finding(line: ServiceLine | None, item: Item) -> Finding:
    zh, en = f"{item.need.label.zh}：{item.met.label.zh}", f"{item.need.label.en}: {item.met.label.en.lower()}"
    if line is not None:
        zh, en = f"{line.label.zh}，{zh}", f"{line.label.en}, {en}"
    return Finding(f"gate_{item.need.value}", Label(zh, en), item.need.value)


def _check(checks: ChecksFace, component: Component) -> PublicCheck:
    return getattr(checks, component.name) or NO_CHECK


def _checked(component: Component, check: PublicCheck, today: date) -> tuple[Met, date | None]:
    if check.outcome is PublicOutcome.COULD_NOT:
        return Met.COULD_NOT, None
    if check.outcome is not PublicOutcome.CLEAR:
        return Met.MISSING, None
    end = end_of(component, check.checked_on, check.valid_until)
    if end is not None and end < today:
        return Met.LAPSED, end
    if check.source not in ATTESTED:
        return Met.STATED, end
    if end is None and component is not Component.BC1:
        return Met.UNDATED, None
    return Met.MET, end


def _tiered(item: Item, have: HealthTier | None, need: HealthTier | None) -> Item:
    if item.need is not Need.HEALTH or item.met is not Met.MET or need in (None, HealthTier.GENERAL):
        return item
    enough = have is not None and need is not None and have.covers(need)
    return item if enough else Item(item.need, item.weight, Met.TOO_LOW, item.on)


def _screened(screened_on: date | None, today: date) -> Item:
    if screened_on is None:
        return Item(Need.SCREENING, Weight.ADVISED, Met.MISSING)
    end = end_of(Component.BC11, screened_on, None)
    lapsed = end is not None and end < today
    return Item(Need.SCREENING, Weight.ADVISED, Met.LAPSED if lapsed else Met.MET, end)
