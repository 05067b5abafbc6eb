"""Another identity number: two people, one correction of the record, the old number nowhere but masked in the trace."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.actions_keys import rotate_table
from registry.audit.models import AuditEntry
from registry.audit.verify import verify_chain, verify_links
from registry.background_checks.actions import record_many
from registry.background_checks.queries import statements_of
from registry.cases import actions as cases
from registry.cases.models import Case
from registry.cases.states import CaseState, Outcome
from registry.consents.actions import give_many
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.core.identifiers import Sex
from registry.persons import actions
from registry.persons.models import PersonProposal
from registry.persons.queries import number_change
from registry.persons.states import ChecksMade
from registry.record import reading
from registry.record.verify import verify
from registry.tasks.models import OutgoingMail
from registry.workers.actions import WorkerChange, change_many
from registry.workers.actions_employment import start_employment
from registry.workers.models import Worker
from registry.workers.queries import find_by_id
from tests.make.accounts import account
from tests.make.background_checks import new_check
from tests.make.cases import CLERK, DPO, OTHER_REVIEWER, REVIEWER, SIGNER
from tests.make.companies import register_company
from tests.make.consents import given
from tests.make.identifiers import id_number
from tests.make.workers import new_employment, new_worker, registered

KEYS = KeyRing.generate()
WRONG = id_number(born=date(1985, 6, 1), sex=Sex.FEMALE, serial=401)
RIGHT = id_number(born=date(1975, 6, 1), sex=Sex.MALE, serial=402)


@pytest.fixture
def person(session: Session, actor: Actor, clock: FixedClock) -> str:
    worker = new_worker(name="张淑芬", id=WRONG)
    return registered(session=session, actor=actor, clock=clock, keyring=KEYS, worker=worker)


def propose(session: Session, clock: FixedClock, person: str, number: str = RIGHT, **fields: object) -> str:
    stated = {"checks": ChecksMade.RIGHT, "why": "看过原件", **fields}
    return actions.propose_identity(session, CLERK, clock, KEYS, person, number, **stated)


def decide(
    session: Session, clock: FixedClock, case: str, by: Actor = REVIEWER, outcome: Outcome = Outcome.APPROVED
) -> None:
    actions.decide_identity(session, by, clock, KEYS, case, outcome=outcome, why="核对无误")


def clean(session: Session) -> None:
    assert verify(session).failure is None
    assert verify_chain(session).failure is None
    assert verify_links(session) is None


def test_number_sex_birthday_and_every_listed_version_change_together(
    session: Session, clock: FixedClock, person: str
) -> None:
    give_many(session, CLERK, clock, [given(worker_ref=person)])
    clock.advance(days=1)
    change_many(session, CLERK, clock, KEYS, [WorkerChange(person, native_province="440000")])
    case = propose(session, clock, person)
    assert [one.fields["sex"] for one in reading.history(session, "worker", person)] == ["female", "female"]
    decide(session, clock, case)
    row = session.get_one(Worker, person, populate_existing=True)
    assert (row.sex, row.birth_on) == ("male", date(1975, 6, 1))
    assert (find_by_id(session, KEYS, RIGHT), find_by_id(session, KEYS, WRONG)) == (person, None)
    assert KEYS.decrypt(row.id_number, table="worker", column="id_number", row=person) == RIGHT
    versions = reading.history(session, "worker", person)
    assert [(one.corrects is not None, one.fields["sex"], one.fields["age_band"]) for one in versions] == [
        (False, "female", "40-49"), (True, "male", "50-59"), (False, "female", "40-49"), (True, "male", "50-59"),
    ]  # fmt: skip
    today = date(2026, 11, 22)
    for day in (date(2026, 11, 21), today):
        seen = reading.as_of(session, "worker", person, today, day)
        assert seen is not None
        assert seen.fields["sex"] == "male"
    assert session.get_one(Case, case).state == CaseState.DECIDED
    clean(session)


def test_neither_number_is_readable_anywhere(session: Session, clock: FixedClock, person: str) -> None:
    case = propose(session, clock, person)
    change = number_change(session, KEYS, session.get_one(Case, case), date(2026, 11, 21))
    assert change is not None
    assert (change.was[-4:], change.becomes[-4:], change.age_band) == (WRONG[-4:], RIGHT[-4:], ("40-49", "50-59"))
    decide(session, clock, case)
    told = "".join(f"{row.before}{row.after}{row.why}" for row in session.scalars(select(AuditEntry)))
    kept = "".join(str(row.payload) for row in session.scalars(select(Case)))
    for number in (WRONG, RIGHT):
        assert number not in told + kept
        assert number[6:14] not in told + kept
    assert session.scalars(select(PersonProposal.sealed)).all() == [None]
    assert number_change(session, KEYS, session.get_one(Case, case), date(2026, 11, 21)) is None


def test_a_number_of_another_points_to_joining(session: Session, actor: Actor, clock: FixedClock, person: str) -> None:
    other = new_worker()
    registered(session=session, actor=actor, clock=clock, keyring=KEYS, worker=other)
    with pytest.raises(RuleBroken) as refused:
        propose(session, clock, person, other.id_number)
    assert [finding.code for finding in refused.value.findings] == ["id_of_another"]
    case = propose(session, clock, person)
    registered(session=session, actor=actor, clock=clock, keyring=KEYS, worker=new_worker(id=RIGHT))
    with pytest.raises(Conflict):
        decide(session, clock, case)


def test_two_people_of_the_right_posts(session: Session, clock: FixedClock, person: str) -> None:
    with pytest.raises(NotAllowed):
        actions.propose_identity(session, SIGNER, clock, KEYS, person, RIGHT, checks=ChecksMade.RIGHT, why="看过原件")
    with pytest.raises(NotFound):
        propose(session, clock, "nobody")
    case = propose(session, clock, person)
    with pytest.raises(Conflict):
        propose(session, clock, person)
    for nobody in (CLERK, Actor(CLERK.ref, Role.REVIEWER, "同一人")):
        with pytest.raises(NotAllowed):
            decide(session, clock, case, by=nobody)
    cases.send_back(session, REVIEWER, clock, case, why="再核对")
    cases.propose(session, REVIEWER, clock, case, outcome=Outcome.APPROVED, why="核对过")
    with pytest.raises(NotAllowed):
        decide(session, clock, case)
    decide(session, clock, case, by=OTHER_REVIEWER)
    with pytest.raises(Conflict):
        decide(session, clock, case, by=DPO)


def test_a_refusal_changes_nothing(session: Session, clock: FixedClock, person: str) -> None:
    decide(session, clock, propose(session, clock, person), outcome=Outcome.REFUSED)
    assert find_by_id(session, KEYS, WRONG) == person
    assert session.scalars(select(PersonProposal.sealed)).all() == [None]
    clean(session)


@pytest.mark.parametrize(("checks", "left"), [(ChecksMade.RIGHT, 1), (ChecksMade.WRONG, 0)])
def test_checks_made_with_the_wrong_number_are_struck_out(
    session: Session, clock: FixedClock, person: str, checks: ChecksMade, left: int
) -> None:
    record_many(session, CLERK, clock, [new_check(worker_ref=person)])
    decide(session, clock, propose(session, clock, person, checks=checks))
    assert len(statements_of(session, [person]).get(person, [])) == left
    clean(session)


def test_the_company_is_told_without_a_name(session: Session, clock: FixedClock, person: str) -> None:
    company = register_company(session, clock)
    account(session, clock, KEYS, role=Role.COMPANY_CLERK, name="企业经办", email="c@example.test", company=company)
    start_employment(session, CLERK, clock, new_employment(worker_ref=person, company_ref=company))
    case = propose(session, clock, person)
    assert session.scalars(select(OutgoingMail)).all() == []
    decide(session, clock, case)
    (mail,) = session.scalars(select(OutgoingMail)).all()
    body = KEYS.decrypt(mail.body, table="outgoing_mail", column="body", row=mail.ref)
    assert session.get_one(Case, case).number in body
    assert "张" not in body
    assert (mail.about_kind, mail.about_ref) == ("case", case)


def test_what_waits_comes_under_the_first_key(session: Session, clock: FixedClock, person: str) -> None:
    propose(session, clock, person)
    case = session.scalars(select(PersonProposal.case_ref)).one()
    assert rotate_table(session, CLERK, clock, KEYS, PersonProposal.__table__) == case
    assert rotate_table(session, CLERK, clock, KEYS, PersonProposal.__table__, after=case) is None
