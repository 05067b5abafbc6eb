"""What the desk takes as a result, as a table; and how soon a check is due again."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.background_checks.desk import check_finding, check_result, due_counts, due_in
from registry.background_checks.states import Component, DueIn, Outcome
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier
from tests.make.background_checks import new_finding, new_result

TODAY = date(2026, 11, 21)
COULD_NOT = {"outcome": Outcome.COULD_NOT, "document": ""}
SCREENED = {"component": Component.BC11, "covers_until": None}
HEALTH = {"component": Component.BC4, "covers_until": None, "valid_until": date(2027, 11, 19)}

RESULTS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"outcome": Outcome.ADVERSE}, ["result_adverse"]),
    ({"outcome": Outcome.PENDING}, ["result_outcome"]),
    ({"source": Source.COMPANY}, ["result_source"]),
    ({"source_note": " "}, ["result_note"]),
    ({"document": ""}, ["result_document"]),
    ({"covers_until": None}, ["result_covers"]),
    ({"covers_until": TODAY}, ["result_covers"]),
    ({"component": Component.BC1, "covers_until": None}, []),
    ({"checked_on": date(2026, 11, 22)}, ["check_ahead"]),
    (HEALTH, ["result_tier"]),
    ({**HEALTH, "tier": HealthTier.GENERAL}, []),
    ({"component": Component.BC9, "covers_until": None}, ["result_end"]),
    (SCREENED, []),
    (SCREENED | COULD_NOT | {"retry_on": date(2026, 12, 1)}, ["result_screening"]),
    (COULD_NOT, ["result_retry"]),
    ({**COULD_NOT, "retry_on": TODAY}, ["result_retry"]),
    ({**COULD_NOT, "retry_on": date(2026, 11, 22)}, []),
    ({**COULD_NOT, "retry_on": TODAY + timedelta(days=90)}, []),
    ({**COULD_NOT, "retry_on": TODAY + timedelta(days=91)}, ["result_retry"]),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "codes"), RESULTS)
def test_results(changes: dict[str, Any], codes: list[str]) -> None:
    assert [finding.code for finding in check_result(new_result(**changes), TODAY)] == codes


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"component": Component.BC11, "covers_until": None}, ["finding_component"]),
        ({"component": Component.BC5, "covers_until": None}, ["finding_component"]),
        ({"reasons": " "}, ["finding_reasons"]),
        ({"document": ""}, ["result_document"]),
        ({"covers_until": None}, ["result_covers"]),
        ({"checked_on": date(2026, 12, 1), "source_note": ""}, ["check_ahead", "result_note"]),
    ],
)
def test_proposed_findings(changes: dict[str, Any], codes: list[str]) -> None:
    assert [finding.code for finding in check_finding(new_finding(**changes), TODAY)] == codes


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (-1, DueIn.OVERDUE), (0, DueIn.IN_30), (30, DueIn.IN_30), (31, DueIn.IN_60), (60, DueIn.IN_60),
        (61, DueIn.IN_90), (90, DueIn.IN_90), (91, None),
    ],
)  # fmt: skip
def test_how_soon(days: int, step: DueIn | None) -> None:
    assert due_in(TODAY + timedelta(days=days), TODAY) is step


@given(st.lists(st.integers(-400, 400).map(lambda days: TODAY + timedelta(days=days))))
def test_counts_name_every_step_and_lose_nothing(days: list[date]) -> None:
    counted = due_counts(days, TODAY)
    assert set(counted) == set(DueIn)
    assert sum(counted.values()) == sum(day <= TODAY + timedelta(days=90) for day in days)
