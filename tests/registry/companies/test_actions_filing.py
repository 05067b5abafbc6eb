"""Declared changes, and the decisions about a registration that take two."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from registry.cases.models import Case
from registry.cases.queries import steps
from registry.cases.states import Outcome
from registry.companies.actions_filing import decide_change, decide_state, file_change, propose_state
from registry.companies.models import Company
from registry.companies.queries import load
from registry.companies.rules_applications import answers_of
from registry.companies.states import CompanyState
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.errors import NotAllowed, NotFound, RuleBroken
from registry.record import reading
from tests.make.applications import ready
from tests.make.cases import CLERK, OTHER_REVIEWER, REVIEWER
from tests.make.companies import register_company

DAY = date(2026, 11, 10)


@pytest.fixture
def ref(session: Session, clock: FixedClock) -> str:
    ready(session, clock)
    return register_company(session, clock)


def signer(company: str) -> Actor:
    return Actor("signer", Role.COMPANY_SIGNER, "签署人", company)


def filed(session: Session, clock: FixedClock, ref: str, happened_on: date = DAY, **changes: Any) -> Case:
    before = answers_of(load(session, [ref])[ref])
    case = file_change(session, signer(ref), clock, ref, {**before, **changes}, happened_on=happened_on)
    return session.get_one(Case, case)


def test_a_filed_change_is_published_only_when_approved(session: Session, clock: FixedClock, ref: str) -> None:
    before = reading.position(session)
    case = filed(session, clock, ref, address="云州市东塘区新路8号")
    assert case.payload["changes"] == {"address": "云州市东塘区新路8号"}
    assert case.payload["late"] is False
    assert reading.position(session) == before
    assert decide_change(session, REVIEWER, clock, case.ref, outcome=Outcome.APPROVED, why="核对无误")
    assert session.get_one(Company, ref).address == "云州市东塘区新路8号"
    assert reading.position(session) == before + 1
    assert steps(session, case.ref)[-1].positions == (before + 1,)


def test_a_refused_change_changes_nothing(session: Session, clock: FixedClock, ref: str) -> None:
    before = reading.position(session)
    case = filed(session, clock, ref, address="云州市东塘区新路8号")
    assert not decide_change(session, REVIEWER, clock, case.ref, outcome=Outcome.REFUSED, why="地址不存在")
    assert reading.position(session) == before


@pytest.mark.parametrize(("day", "late"), [(date(2026, 11, 6), False), (date(2026, 11, 5), True)])
def test_after_fifteen_days_it_is_late(session: Session, clock: FixedClock, ref: str, day: date, late: bool) -> None:
    assert filed(session, clock, ref, day, address="云州市东塘区新路8号").payload["late"] is late


def test_persons_and_services_change_too(session: Session, clock: FixedClock, ref: str) -> None:
    case = filed(session, clock, ref, quality="新负责人", services=["HC01", "HC02"], legal_representative="李新民")
    decide_change(session, REVIEWER, clock, case.ref, outcome=Outcome.APPROVED, why="核对无误")
    after = load(session, [ref])[ref]
    assert "新负责人" in [one.name for one in after.responsible_roles]
    assert {one.item for one in after.services} == {"HC01", "HC02"}
    assert after.legal_representative == "李新民"


@pytest.mark.parametrize(
    ("changes", "day", "field"),
    [({}, DAY, None), ({"hotline": "12"}, DAY, "hotline"), ({"address": "新"}, date(2026, 11, 22), "happened_on")],
)
def test_what_cannot_be_filed(
    session: Session, clock: FixedClock, ref: str, changes: dict[str, Any], day: date, field: str | None
) -> None:
    with pytest.raises(RuleBroken) as caught:
        filed(session, clock, ref, day, **changes)
    assert [finding.field for finding in caught.value.findings] == [field]


def test_a_company_files_for_itself_only(session: Session, clock: FixedClock, ref: str) -> None:
    with pytest.raises(NotFound):
        file_change(session, signer("other"), clock, ref, {"address": "x"}, happened_on=DAY)
    with pytest.raises(NotAllowed):
        file_change(session, CLERK, clock, ref, {"address": "x"}, happened_on=DAY)


@pytest.mark.parametrize("to", [CompanyState.SUSPENDED, CompanyState.EXPELLED])
def test_suspension_and_expulsion_take_two(session: Session, clock: FixedClock, ref: str, to: CompanyState) -> None:
    case = propose_state(session, REVIEWER, clock, ref, to, why="连续两次抽查不合格")
    with pytest.raises(NotAllowed):
        decide_state(session, REVIEWER, clock, case, to=to, outcome=Outcome.APPROVED, why="同意")
    assert session.get_one(Company, ref).state == CompanyState.APPROVED
    before = reading.position(session)
    assert decide_state(session, OTHER_REVIEWER, clock, case, to=to, outcome=Outcome.APPROVED, why="同意")
    assert session.get_one(Company, ref).state == to
    assert steps(session, case)[-1].positions == (before + 1,)
