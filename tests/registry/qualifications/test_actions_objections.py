"""Objections against a panel's ruling: who may raise, who may decide, and the fresh panel."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from registry.cases import actions as cases
from registry.cases.states import Outcome
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.qualifications.actions import record_certificates
from registry.qualifications.actions_committee import appoint_member, rule_on
from registry.qualifications.actions_objections import decide_objection, raise_objection
from registry.qualifications.queries import certificate_of
from registry.qualifications.queries_committee import rulings_of
from registry.qualifications.states import Expertise, Ruling
from registry.record import reading
from registry.workers.actions_employment import start_employment_many
from tests.make.cases import written_by
from tests.make.qualifications import certificate
from tests.make.workers import company, new_employment, registered

TODAY = date(2026, 11, 21)
BODY = "云州市家政服务行业协会"
CLERK = Actor("clerk-7", Role.CLERK, "经办")
REVIEWER = Actor("reviewer-7", Role.REVIEWER, "复核")
OTHER = Actor("reviewer-8", Role.REVIEWER, "另一复核")


@pytest.fixture
def ours(session: Session) -> str:
    return company(session=session)


@pytest.fixture
def held(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, ours: str) -> str:
    ref = registered(session=session, actor=actor, clock=clock, keyring=keyring)
    start_employment_many(session, actor, clock, [new_employment(worker_ref=ref, company_ref=ours)])
    return record_certificates(session, actor, clock, keyring, [certificate(worker_ref=ref)])[0]


@pytest.fixture
def members(session: Session, clock: FixedClock) -> list[str]:
    return [
        appoint_member(session, REVIEWER, clock, name=f"委员{number}", expertise=Expertise.EXPERT, field="母婴护理")
        for number in range(6)
    ]


@pytest.fixture
def ruled(session: Session, clock: FixedClock, held: str, members: list[str]) -> str:
    return rule_on(
        session, REVIEWER, clock, held, Ruling.NOT_ACCEPTED, members[:3],
        reasons="编号与发证机构记录不符", decided_on=TODAY, body=BODY,
    )  # fmt: skip


def owner(ours: str) -> Actor:
    return Actor("company-7", Role.COMPANY_SIGNER, "企业", company=ours)


def test_upheld_a_fresh_panel_rules_the_other_way(
    session: Session, clock: FixedClock, held: str, ruled: str, members: list[str], ours: str
) -> None:
    case = raise_objection(session, owner(ours), clock, ruled, grounds="发证机构已更正记录，见来函")
    cases.propose(session, CLERK, clock, case, outcome=Outcome.UPHELD, why="来函属实")
    with pytest.raises(RuleBroken) as same_panel, session.begin_nested():
        decide_objection(session, OTHER, clock, case, Outcome.UPHELD, why="来函属实", panel=members[:3], body=BODY)
    assert {finding.code for finding in same_panel.value.findings} == {"panel_conflict"}
    before = reading.position(session)
    decide_objection(session, OTHER, clock, case, Outcome.UPHELD, why="来函属实", panel=members[3:], body=BODY)
    assert written_by(session, case) == list(range(before + 1, reading.position(session) + 1))
    assert [one.ruling for one in rulings_of(session, held)] == [Ruling.ACCEPTED, Ruling.NOT_ACCEPTED]
    assert certificate_of(session, held).attested
    with pytest.raises(Conflict):
        decide_objection(session, OTHER, clock, case, Outcome.REJECTED, why="再议")


def test_rejected_the_ruling_stands_and_is_not_objected_to_again(
    session: Session, clock: FixedClock, held: str, ruled: str, ours: str
) -> None:
    case = raise_objection(session, owner(ours), clock, ruled, grounds="不服")
    with pytest.raises(Conflict):
        raise_objection(session, CLERK, clock, ruled, grounds="不服")
    cases.propose(session, CLERK, clock, case, outcome=Outcome.REJECTED, why="无新证据")
    decide_objection(session, OTHER, clock, case, Outcome.REJECTED, why="无新证据")
    assert len(rulings_of(session, held)) == 1
    with pytest.raises(Conflict):
        raise_objection(session, owner(ours), clock, ruled, grounds="仍不服")


def test_two_people_neither_of_whom_entered_the_ruling(
    session: Session, clock: FixedClock, ruled: str, ours: str
) -> None:
    case = raise_objection(session, owner(ours), clock, ruled, grounds="不服")
    with pytest.raises(Conflict):
        decide_objection(session, OTHER, clock, case, Outcome.REJECTED, why="无新证据")
    cases.propose(session, OTHER, clock, case, outcome=Outcome.REJECTED, why="无新证据")
    for nobody in (OTHER, REVIEWER, CLERK, owner(ours)):
        with pytest.raises(NotAllowed):
            decide_objection(session, nobody, clock, case, Outcome.REJECTED, why="无新证据")


def test_others_people_are_not_found_and_grounds_are_asked_for(
    session: Session, clock: FixedClock, ruled: str, ours: str
) -> None:
    with pytest.raises(NotFound):
        raise_objection(session, owner(company(session=session)), clock, ruled, grounds="不服")
    with pytest.raises(NotFound):
        raise_objection(session, owner(ours), clock, "none", grounds="不服")
    with pytest.raises(RuleBroken):
        raise_objection(session, owner(ours), clock, ruled, grounds=" ")
