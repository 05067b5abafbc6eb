"""A company's way into the register: draft, submission, return, decision by two people."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.accounts.queries import open_memberships
from registry.cases import actions as cases
from registry.cases.models import Case
from registry.cases.queries import steps
from registry.cases.states import CaseState, Outcome
from registry.companies import actions_applications as applications
from registry.companies.disclosure import CompanyFace, DeclarationFace
from registry.companies.models import Company, CompanyApplication
from registry.companies.states import ApplicationSection, ApplicationState
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.record import reading
from tests.make.applications import answers, applicant, ready, submitted
from tests.make.cases import CLERK, OTHER_REVIEWER, REVIEWER
from tests.make.companies import register_company


@pytest.fixture
def person(session: Session, clock: FixedClock, keyring: KeyRing) -> Actor:
    ready(session, clock)
    return applicant(session, clock, keyring)


def test_a_draft_keeps_whatever_was_typed(session: Session, clock: FixedClock, person: Actor) -> None:
    ref = applications.begin(session, person, clock)
    assert applications.begin(session, person, clock) == ref
    findings = applications.save_section(
        session, person, clock, ref, ApplicationSection.ENTITY, {"name": "x", "uscc": "坏的", "address": "另一节"}
    )
    assert {"uscc", "established_on"} <= {finding.field for finding in findings}
    found = session.get(CompanyApplication, ref)
    assert found is not None
    assert (found.answers["uscc"], found.answers.get("address")) == ("坏的", None)
    with pytest.raises(RuleBroken):
        applications.submit(session, person, clock, ref)
    assert found.state == ApplicationState.DRAFT


def test_two_officers_make_a_company(session: Session, clock: FixedClock, person: Actor) -> None:
    found = submitted(session, clock, person)
    case = session.get_one(Case, found.case_ref)
    assert case.due_at is not None
    assert "赵雪志" not in str(case.payload)
    with pytest.raises(Conflict):
        applications.decide_application(session, REVIEWER, clock, case.ref, outcome=Outcome.APPROVED, why="材料齐全")
    cases.propose(session, CLERK, clock, case.ref, outcome=Outcome.APPROVED, why="材料齐全")
    company = applications.decide_application(
        session, REVIEWER, clock, case.ref, outcome=Outcome.APPROVED, why="材料齐全"
    )
    assert company is not None
    face = reading.current(session, CompanyFace.KIND.name, company)
    assert face is not None
    assert face.fields["name"] == answers()["name"]
    assert face.fields["verified_on"] == "2026-11-21"
    declared = reading.current_of(session, [company], [DeclarationFace.KIND.name])[company]
    assert declared[0].fields["department"] == "质量管理部"
    assert declared[0].fields["policies"][0]["limit_yuan"] == 500_000
    written = [entry.seq for entry in (face, declared[0])]
    assert [one.positions for one in steps(session, case.ref)][-1] == tuple(sorted(written))
    post = open_memberships(session, person.ref)[0]
    assert (post.role, post.company_ref) == (Role.COMPANY_SIGNER, company)
    assert found.state == ApplicationState.APPROVED
    with pytest.raises(Conflict):
        applications.decide_application(session, OTHER_REVIEWER, clock, case.ref, outcome=Outcome.APPROVED, why="再来")


def test_nobody_decides_the_own_proposal(session: Session, clock: FixedClock, person: Actor) -> None:
    found = submitted(session, clock, person)
    assert found.case_ref is not None
    cases.propose(session, REVIEWER, clock, found.case_ref, outcome=Outcome.APPROVED, why="材料齐全")
    with pytest.raises(NotAllowed):
        applications.decide_application(
            session, REVIEWER, clock, found.case_ref, outcome=Outcome.APPROVED, why="材料齐全"
        )
    assert session.scalar(select(Company.ref)) is None


def test_returned_with_reasons_and_sent_again(session: Session, clock: FixedClock, person: Actor) -> None:
    found = submitted(session, clock, person)
    assert found.case_ref is not None
    applications.return_application(
        session, CLERK, clock, found.case_ref, why="请补正", fields={"address": "门牌号不清"}
    )
    assert found.state == ApplicationState.RETURNED
    applications.save_section(
        session, person, clock, found.ref, ApplicationSection.PREMISES, answers(address="云州市东塘区示范路9号2室")
    )
    number = found.number
    assert applications.submit(session, person, clock, found.ref) == number
    assert session.get_one(Case, found.case_ref).state == CaseState.OPEN


def test_refused_nothing_is_published(session: Session, clock: FixedClock, person: Actor) -> None:
    found = submitted(session, clock, person)
    assert found.case_ref is not None
    cases.propose(session, CLERK, clock, found.case_ref, outcome=Outcome.REFUSED, why="没有固定场所")
    answer = applications.decide_application(
        session, REVIEWER, clock, found.case_ref, outcome=Outcome.REFUSED, why="没有固定场所"
    )
    assert answer is None
    assert reading.position(session) == 0
    assert applications.begin(session, person, clock) != found.ref


def test_a_registered_code_cannot_apply_again(session: Session, clock: FixedClock, person: Actor) -> None:
    register_company(session, clock, uscc=answers()["uscc"])
    with pytest.raises(RuleBroken) as caught:
        submitted(session, clock, person)
    assert [finding.code for finding in caught.value.findings] == ["company_registered"]


def test_a_declared_predecessor_is_tied(session: Session, clock: FixedClock, person: Actor) -> None:
    before = register_company(session, clock)
    code = session.get_one(Company, before).uscc
    found = submitted(session, clock, person, predecessor=code, predecessor_basis="股东和场所相同")
    assert found.case_ref is not None
    cases.propose(session, CLERK, clock, found.case_ref, outcome=Outcome.APPROVED, why="材料齐全")
    company = applications.decide_application(
        session, REVIEWER, clock, found.case_ref, outcome=Outcome.APPROVED, why="材料齐全"
    )
    assert company is not None
    assert [entry.fields["other"] for entry in reading.current_of(session, [company], ["succession"])[company]] == [
        before
    ]


def test_other_peoples_applications_are_not_found(
    session: Session, clock: FixedClock, keyring: KeyRing, person: Actor
) -> None:
    ref = applications.begin(session, person, clock)
    stranger = applicant(session, clock, keyring, email="other@example.test")
    for verb in (
        lambda: applications.save_section(session, stranger, clock, ref, ApplicationSection.ENTITY, {}),
        lambda: applications.submit(session, stranger, clock, ref),
        lambda: applications.withdraw_application(session, stranger, clock, ref),
        lambda: applications.submit(session, stranger, clock, "unknown"),
    ):
        with pytest.raises(NotFound):
            verb()


def test_giving_up(session: Session, clock: FixedClock, person: Actor) -> None:
    found = submitted(session, clock, person)
    with pytest.raises(Conflict):
        applications.withdraw_application(session, person, clock, found.ref)
    assert found.case_ref is not None
    applications.return_application(session, CLERK, clock, found.case_ref, why="请补正", fields={})
    applications.withdraw_application(session, person, clock, found.ref)
    assert found.state == ApplicationState.WITHDRAWN
    assert session.get_one(Case, found.case_ref).state == CaseState.CLOSED
