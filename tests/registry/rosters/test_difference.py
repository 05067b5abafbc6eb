"""What a row asks of the register, as a pure decision."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from registry.background_checks.rules import Statement
from registry.background_checks.states import Component, Outcome
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier, ServiceLine
from registry.permits.queries import HeldPermit
from registry.permits.states import PermitState
from registry.rosters.difference import Known, contradicts_identity, contradicts_permit, step_of
from registry.rosters.worker_rows import WorkerLine
from registry.workers.disclosure import OfferedService
from registry.workers.queries import KnownWorker, Spell

TODAY = date(2026, 11, 21)
CLEANING = OfferedService("HC01", ServiceLine.CLEANING)
WINDOWS = OfferedService("HC04", ServiceLine.CLEANING)
LINE = WorkerLine(
    row=2,
    name="张淑芬",
    id_number="id",
    uscc="code",
    source=Source.COMPANY,
    phone="10048317163",
    permit_number="YZ1",
    services=(CLEANING, WINDOWS),
    grade=("OCC_4-10-01-06", "L5"),
    hired_on=date(2022, 2, 18),
    checked_on=date(2026, 5, 1),
    check_outcome=Outcome.CLEAR,
    health_until=date(2027, 7, 5),
    insured_until=date(2027, 6, 5),
)


def statement(component: Component, **values: Any) -> Statement:
    made: dict[str, Any] = {
        "outcome": Outcome.CLEAR,
        "source": Source.COMPANY,
        "checked_on": None,
        "valid_until": None,
        "tier": None,
        "recorded_at": datetime(2026, 6, 1, tzinfo=UTC),
    }
    return Statement(component, **(made | values))


def known(**values: Any) -> Known:
    """Everything that LINE says is known already, stated by the company."""
    checked = {"checked_on": LINE.checked_on}
    made: dict[str, Any] = {
        "worker": KnownWorker("w", "张淑芬", None, "i", "phone", "permit", Source.COMPANY),
        "spell": Spell("s", "w", "c", LINE.hired_on, None, (WINDOWS, CLEANING), Source.COMPANY),
        "permit": HeldPermit("p", "w", PermitState.ACTIVE, None, None, "", Source.COMPANY, False),
        "statements": [
            statement(Component.BC2, **checked),
            statement(Component.BC3, **checked),
            statement(Component.BC4, valid_until=LINE.health_until),
            statement(Component.BC9, valid_until=LINE.insured_until),
        ],
        "grades": frozenset({("OCC_4-10-01-06", "L5")}),
    }
    return Known(**(made | values))


def changed(line: WorkerLine, held: Known, phone: str = "phone") -> list[str]:
    return step_of(line, held, TODAY, phone_index=phone).changed


def test_somebody_new_is_registered_with_everything_the_row_says() -> None:
    step = step_of(LINE, Known(), TODAY)
    assert (step.registers, step.starts, step.issues, step.records_grade, step.changed) == (True, True, True, True, [])
    assert [check.component for check in step.checks] == [Component.BC2, Component.BC3, Component.BC4, Component.BC9]
    made = step.checks[0].check("w", LINE.source)
    assert (made.worker_ref, made.source, made.source_note) == ("w", Source.COMPANY, "roster")


def test_the_same_again_asks_for_nothing() -> None:
    step = step_of(LINE, known(), TODAY, phone_index="phone")
    assert step.is_unchanged
    assert not step.is_new


def test_services_in_another_order_are_the_same() -> None:
    assert changed(replace(LINE, services=(WINDOWS, CLEANING)), known()) == []
    assert changed(replace(LINE, services=(WINDOWS,)), known()) == ["services"]


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"name": "张淑芳"}, ["name"]),
        ({"hired_on": date(2023, 1, 1)}, ["hired_on"]),
        ({"permit_until": date(2028, 1, 1)}, ["permit_until"]),
        ({"permit_from": date(2024, 1, 1)}, ["permit_from"]),
        ({"grade": ("OCC_4-10-01-06", "L4")}, ["grade"]),
        ({"checked_on": date(2026, 11, 1)}, ["check_outcome"]),
        ({"check_outcome": Outcome.ADVERSE}, ["check_outcome"]),
        ({"health_until": date(2027, 8, 1)}, ["health_until"]),
        ({"health_tier": HealthTier.ELDER_CARE}, ["health_until"]),
        ({"insured_until": date(2027, 1, 1)}, ["insured_until"]),
    ],
)
def test_each_field_that_differs_is_named(values: dict[str, Any], fields: list[str]) -> None:
    assert changed(replace(LINE, **values), known()) == fields


def test_a_new_phone_is_a_change_and_an_empty_one_is_not() -> None:
    assert changed(LINE, known(), phone="other") == ["phone"]
    assert changed(LINE, known(), phone="") == []


@pytest.mark.parametrize(
    "field",
    [
        "hired_on",
        "permit_from",
        "permit_until",
        "grade",
        "check_outcome",
        "health_until",
        "health_tier",
        "insured_until",
    ],
)
def test_what_is_not_stated_changes_nothing(field: str) -> None:
    assert changed(replace(LINE, **{field: None}), known()) == []
    assert changed(replace(LINE, services=(), permit_number=""), known()) == []


def test_the_association_attests_the_identity_and_all_it_repeats() -> None:
    line = replace(LINE, source=Source.ASSOCIATION)
    step = step_of(line, known(), TODAY, phone_index="phone")
    assert [check.component for check in step.checks] == [
        Component.BC1, Component.BC2, Component.BC3, Component.BC4, Component.BC9,
    ]  # fmt: skip
    assert step.changes_spell
    assert step.restates_permit


def test_a_company_repeating_what_was_attested_weakens_nothing() -> None:
    attested = [
        statement(one.component, source=Source.ASSOCIATION, checked_on=one.checked_on, valid_until=one.valid_until)
        for one in known().statements
    ]
    spell, permit = known().spell, known().permit
    assert spell is not None
    assert permit is not None
    held = known(
        statements=attested,
        spell=replace(spell, source=Source.ASSOCIATION),
        permit=replace(permit, source=Source.ASSOCIATION),
    )
    assert changed(LINE, held) == []
    assert changed(replace(LINE, health_until=date(2027, 1, 1)), held) == []
    assert changed(replace(LINE, health_until=date(2028, 1, 1)), held) == ["health_until"]


def test_an_older_check_adds_nothing() -> None:
    assert changed(replace(LINE, checked_on=date(2025, 1, 1)), known()) == []


def test_consent_is_recorded_once_and_never_against_a_withdrawal() -> None:
    line = replace(LINE, listing=True, consent_on=date(2026, 1, 1), notice_version="v1")
    assert changed(line, known()) == ["listing"]
    assert changed(line, known(is_listed=True)) == []
    assert changed(line, known(withdrew=True)) == []
    assert changed(replace(line, notice_version=""), known()) == []


def test_a_stranger_company_cannot_change_a_person() -> None:
    line = replace(LINE, name="李别人")
    elsewhere = known(spell=None)
    assert contradicts_identity(line, elsewhere)
    assert not contradicts_identity(line, known())
    assert not contradicts_identity(replace(line, source=Source.ASSOCIATION), elsewhere)
    step = step_of(replace(LINE, phone="x"), elsewhere, TODAY, phone_index="other")
    assert (step.changes_name, step.changes_phone, step.starts) == (False, False, True)


@pytest.mark.parametrize(
    ("held", "index", "holder", "wrong"),
    [
        (Known(), "new", None, False),
        (Known(), "taken", "somebody", True),
        (known(), "permit", "w", False),
        (known(), "other", None, True),
        (known(), "other", "somebody", True),
        (known(worker=KnownWorker("w", "张淑芬", None, "i", None, None, Source.COMPANY)), "new", None, False),
    ],
)
def test_one_number_for_one_person_for_life(held: Known, index: str, holder: str | None, wrong: bool) -> None:
    assert contradicts_permit(LINE, held, index, holder) is wrong
    assert not contradicts_permit(replace(LINE, permit_number=""), held, "", holder)
