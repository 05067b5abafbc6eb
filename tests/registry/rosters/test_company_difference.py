"""What a row asks of a registered company, as a pure decision."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from registry.companies.disclosure import CompanyFace, FormerName, ServiceOffering
from registry.companies.states import CompanyState, MembershipStatus, OperatingMode
from registry.core.sources import Source
from registry.rosters.company_difference import changed_fields, company_changes, new_company
from registry.rosters.company_rows import CompanyLine

DRAIN = ServiceOffering("HM02", "repair")
NURSE = ServiceOffering("MI01", "child_care")
FACE = CompanyFace(
    name="甲", uscc="code", state=CompanyState.APPROVED, state_from_on=date(2026, 1, 1), mode=OperatingMode.EMPLOYED,
    membership=MembershipStatus.MEMBER, source=Source.COMPANY, registered_on=date(2026, 1, 1), brand="牌",
    services=(DRAIN, NURSE), former_names=(FormerName("旧", date(2025, 1, 1)),), service_areas=("990101", "990102"),
)  # fmt: skip


def line(emergency: bool | None = None, **fields: Any) -> CompanyLine:
    return CompanyLine(2, "code", {"source": Source.COMPANY, "name": "甲", **fields}, emergency)


@pytest.mark.parametrize(
    "row",
    [
        line(),
        line(brand="牌", mode=OperatingMode.EMPLOYED),
        line(services=(NURSE, DRAIN)),
        line(former_names=(FormerName("旧"), FormerName("甲"))),
        line(service_areas=("990102", "990101")),
        line(emergency=False),
    ],
)
def test_the_same_said_otherwise_is_no_change(row: CompanyLine) -> None:
    assert company_changes(row, FACE) == {}


def test_former_names_only_grow() -> None:
    changes = company_changes(line(former_names=(FormerName("更旧"),)), FACE)
    assert changes["former_names"] == (FormerName("旧", date(2025, 1, 1)), FormerName("更旧"))


def test_the_24_hour_mark_stays_unless_the_file_states_one() -> None:
    marked = replace(FACE, services=(replace(DRAIN, emergency_24h=True), NURSE))
    assert company_changes(line(services=(DRAIN, NURSE)), marked) == {}
    assert company_changes(line(services=(DRAIN, NURSE), emergency=False), marked)["services"] == (DRAIN, NURSE)
    assert company_changes(line(emergency=True), FACE)["services"][0].emergency_24h


def test_attesting_is_a_change_of_its_own() -> None:
    attesting = line()
    attesting = replace(attesting, fields={**attesting.fields, "source": Source.ASSOCIATION})
    changes = company_changes(attesting, FACE)
    assert changed_fields(changes, FACE) == ["source"]
    assert company_changes(attesting, replace(FACE, source=Source.ASSOCIATION)) == {}
    assert company_changes(line(), replace(FACE, source=Source.ASSOCIATION)) == {}


def test_a_new_company_without_membership_is_no_member() -> None:
    assert new_company(line())["membership"] is MembershipStatus.NONE
