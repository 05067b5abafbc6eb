"""What a row of the roster of workers asks of the register: nothing, a new person, or which changes. Pure.

An empty cell states nothing and changes nothing. What the association or an authority attested is not weakened by a
company repeating it. A statement about a check that says no more than what is known, or is older, adds nothing: so the
same file twice changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from registry.background_checks.rules import NewCheck, Statement
from registry.background_checks.states import Component, Outcome
from registry.core.chinese import normalise_name
from registry.core.names import clean_name
from registry.core.sources import ATTESTED, Source
from registry.core.taxonomy import HealthTier
from registry.permits.queries import HeldPermit
from registry.rosters.worker_rows import WorkerLine
from registry.workers.queries import KnownWorker, Spell

# What 背景核查 of a roster fills (rosters README), and the note that says where the statement came from.
FILLED = (Component.BC2, Component.BC3)
NOTE = "roster"


@dataclass(frozen=True, slots=True)
class Known:
    """What the register holds about the person of a row; everything empty for somebody new."""

    worker: KnownWorker | None = None
    spell: Spell | None = None
    permit: HeldPermit | None = None
    statements: Sequence[Statement] = ()
    grades: frozenset[tuple[str, str | None]] = frozenset()
    is_listed: bool = False
    withdrew: bool = False


class Stated(NamedTuple):
    """A statement about a check that a row asks to record, of the row's source."""

    component: Component
    outcome: Outcome
    checked_on: date | None = None
    valid_until: date | None = None
    tier: HealthTier | None = None

    def check(self, worker_ref: str, source: Source) -> NewCheck:
        """The statement about a person, as the verb takes it."""
        return NewCheck(
            worker_ref, self.component, self.outcome, source, NOTE, self.checked_on, self.valid_until, tier=self.tier
        )


@dataclass(slots=True)
class Step:
    """What a row asks for. `changed` names the fields that differ, in the template's order."""

    line: WorkerLine
    known: Known
    registers: bool = False
    changes_name: bool = False
    changes_phone: bool = False
    starts: bool = False
    changes_spell: bool = False
    issues: bool = False
    restates_permit: bool = False
    checks: list[Stated] = field(default_factory=list)
    records_grade: bool = False
    consents: bool = False
    changed: list[str] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """New to the register, or new to this company."""
        return self.registers or self.starts

    @property
    def is_unchanged(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.registers or self.changed)


def step_of(line: WorkerLine, known: Known, today: date, *, phone_index: str = "") -> Step:
    """What a row asks for, given what is known. `phone_index` is the blind index of the row's phone."""
    step = Step(line, known, registers=known.worker is None, starts=known.spell is None)
    step.checks = list(_checks(line, known, today))
    if known.worker is not None and _may_change(line, known):
        step.changes_name = clean_name(line.name) != known.worker.name
        step.changes_phone = bool(phone_index) and phone_index != known.worker.phone_index
    if known.spell is not None:
        step.changes_spell = bool(_spell_fields(line, known.spell))
    if line.permit_number:
        step.issues = known.permit is None
        step.restates_permit = known.permit is not None and bool(_permit_fields(line, known.permit))
    step.records_grade = line.grade is not None and line.grade not in known.grades
    step.consents = line.lists and not known.is_listed and not known.withdrew
    step.changed = list(dict.fromkeys(_changed(step)))
    return step


def contradicts_identity(line: WorkerLine, known: Known) -> bool:
    """Whether the row gives a registered ID number another name without being entitled to change it."""
    worker = known.worker
    if worker is None or _may_change(line, known):
        return False
    return normalise_name(line.name) != normalise_name(worker.name)


def contradicts_permit(line: WorkerLine, known: Known, permit_index: str, holder: str | None) -> bool:
    """Whether the row's permit number is bound to somebody else, or its person to another number.

    `holder` is the person whom the register knows by this number. One finding for both: it tells a company nothing
    about who is registered elsewhere.
    """
    if not line.permit_number:
        return False
    mine = known.worker.ref if known.worker else None
    if holder is not None and holder != mine:
        return True
    return known.worker is not None and known.worker.permit_index not in (None, permit_index)


def _may_change(line: WorkerLine, known: Known) -> bool:
    """Particulars are changed by the association, or by the company for which the person works now."""
    return line.source in ATTESTED or known.spell is not None


def _spell_fields(line: WorkerLine, spell: Spell) -> list[str]:
    fields = []
    if line.hired_on is not None and line.hired_on != spell.since_on:
        fields.append("hired_on")
    if line.services and set(line.services) != set(spell.services):
        fields.append("services")
    if line.source in ATTESTED and spell.source not in ATTESTED:
        fields.append("source")
    return fields


def _permit_fields(line: WorkerLine, permit: HeldPermit) -> list[str]:
    fields = [
        name
        for name, stated, held in (
            ("permit_from", line.permit_from, permit.valid_from),
            ("permit_until", line.permit_until, permit.valid_until),
        )
        if stated is not None and stated != held
    ]
    if line.source in ATTESTED and permit.source not in ATTESTED:
        fields.append("source")
    return fields


def _checks(line: WorkerLine, known: Known, today: date) -> Iterator[Stated]:
    """The statements to record."""
    if line.source is Source.ASSOCIATION and not _is_attested(known.statements, Component.BC1):
        yield Stated(Component.BC1, Outcome.CLEAR, checked_on=today)
    if line.check_outcome is not None:
        for component in FILLED:
            if _adds_result(line, component, known.statements):
                yield Stated(component, line.check_outcome, checked_on=line.checked_on)
    for component, until, tier in (
        (Component.BC4, line.health_until, line.health_tier),
        (Component.BC9, line.insured_until, None),
    ):
        if until is not None and _adds_end(line, component, until, known.statements):
            yield Stated(component, Outcome.CLEAR, valid_until=until, tier=tier)


def _is_attested(statements: Sequence[Statement], component: Component) -> bool:
    return any(
        one.component is component and one.outcome is Outcome.CLEAR and one.source in ATTESTED for one in statements
    )


def _adds_result(line: WorkerLine, component: Component, statements: Sequence[Statement]) -> bool:
    """A dated result adds something unless one of that day or a later one is known from as good a source."""
    for one in statements:
        if one.component is not component or not _as_good(one.source, line.source):
            continue
        if one.outcome is line.check_outcome and one.checked_on == line.checked_on:
            return False
        if line.checked_on is not None and one.checked_on is not None and one.checked_on > line.checked_on:
            return False
    return True


def _adds_end(line: WorkerLine, component: Component, until: date, statements: Sequence[Statement]) -> bool:
    """An end adds something unless the newest statement of as good a source says the same (and the same class)."""
    same = [one for one in statements if one.component is component and _as_good(one.source, line.source)]
    if not same:
        return True
    newest = max(same, key=lambda one: one.recorded_at)
    tier_differs = line.health_tier is not None and newest.tier is not line.health_tier
    if newest.outcome is not Outcome.CLEAR or (component is Component.BC4 and tier_differs):
        return True
    if newest.source in ATTESTED and line.source not in ATTESTED and newest.valid_until is not None:
        return until > newest.valid_until
    return newest.valid_until != until


def _as_good(known: Source, stated: Source) -> bool:
    return known in ATTESTED or stated not in ATTESTED


_CHECK_FIELDS = {
    Component.BC1: "identity",
    Component.BC2: "check_outcome",
    Component.BC3: "check_outcome",
    Component.BC4: "health_until",
    Component.BC9: "insured_until",
}


def _changed(step: Step) -> Iterator[str]:
    if step.registers:
        return
    if step.changes_name:
        yield "name"
    if step.changes_phone:
        yield "phone"
    if step.starts:
        yield "company"
    elif step.known.spell is not None:
        yield from _spell_fields(step.line, step.known.spell)
    if step.issues:
        yield "permit_number"
    elif step.known.permit is not None and step.line.permit_number:
        yield from _permit_fields(step.line, step.known.permit)
    yield from (_CHECK_FIELDS[check.component] for check in step.checks)
    if step.records_grade:
        yield "grade"
    if step.consents:
        yield "listing"
