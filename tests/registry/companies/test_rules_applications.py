"""What an application asks for and what is wrong with an answer."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.companies.rules_applications import (
    FIELDS,
    NEEDED,
    SECTION_FIELDS,
    check_application,
    check_section,
    day_of,
    finished_sections,
    row_of,
    section_of,
)
from registry.companies.states import ApplicationSection
from tests.make.applications import answers

TODAY = date(2026, 11, 21)


def test_whole_answers_are_right() -> None:
    assert check_application(answers(), TODAY) == []
    assert finished_sections(answers(), TODAY) == set(ApplicationSection)


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_what_is_missing_is_said_at_its_field(name: str) -> None:
    findings = check_application(answers(**{name: None}), TODAY)
    assert [finding.field for finding in findings] == [name]
    assert section_of(name) not in finished_sections(answers(**{name: None}), TODAY)


@pytest.mark.parametrize(
    ("given_", "field"),
    [
        ({"uscc": "91110000600037341X"}, "uscc"),
        ({"uscc": "51110000600037341L"}, "uscc"),
        ({"established_on": "2027-01-01"}, "established_on"),
        ({"established_on": "去年"}, "established_on"),
        ({"licence_valid_until": "2020-01-01"}, "licence_valid_until"),
        ({"hotline": "123"}, "hotline"),
        ({"district": "000000"}, "district"),
        ({"services": ["XX99"]}, "services"),
        ({"mode": "别的"}, "mode"),
        ({"insurance_limit": "五十万"}, "insurance_limit"),
        ({"insured_count": "-3"}, "insured_count"),
        ({"insured_count": "0"}, "insured_count"),
        ({"name": "=cmd()"}, "name"),
        ({"tools": "x" * 2001}, "tools"),
        ({"predecessor": "91110000600037341L"}, "predecessor_basis"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(given_: dict[str, Any], field: str) -> None:
    assert field in {finding.field for finding in check_application(answers(**given_), TODAY)}


def test_every_field_belongs_to_one_section() -> None:
    names = [name for fields in SECTION_FIELDS.values() for name in fields]
    assert len(names) == len(set(names)) == len(FIELDS)


def test_a_section_says_only_what_is_its_own() -> None:
    broken = answers(name=None, hotline=None)
    assert [one.field for one in check_section(ApplicationSection.ENTITY, broken, TODAY)] == ["name"]


@given(st.dictionaries(st.sampled_from(sorted(FIELDS)), st.none() | st.text(max_size=30) | st.lists(st.text())))
def test_nothing_that_is_typed_breaks_the_check(typed: dict[str, Any]) -> None:
    lists = {
        name: typed.get(name) if isinstance(typed.get(name), list) else [] for name in ("services", "service_areas")
    }
    texts = {name: value for name, value in typed.items() if isinstance(value, str)}
    assert check_application({**texts, **lists}, TODAY)


def test_days_as_they_are_typed() -> None:
    assert day_of(" 2026-11-21 ") == date(2026, 11, 21)
    assert day_of("2026-02-30") is None
    assert day_of(None) is None


def test_the_row_holds_what_was_answered() -> None:
    row = row_of(answers(uscc=" 91 " + answers()["uscc"][2:]))
    assert row["uscc"] == answers()["uscc"]
    assert [one.name for one in row["responsible_roles"]] == ["孙丽", "周敏", "吴强", "郑洁"]
    assert row["insurance"].valid_until == date(2027, 6, 30)
