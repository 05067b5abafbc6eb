"""A post of power takes two people, neither of them the one who gets it."""

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.accounts.actions import give_decided_post
from registry.accounts.models import Membership
from registry.accounts.queries import open_memberships
from registry.accounts.rules import NEEDS_TWO
from registry.audit.models import AuditEntry
from registry.cases.models import Case
from registry.cases.states import CaseState, Outcome
from registry.core.actor import COMPANY_ROLES, OFFICERS, Actor, Role
from registry.core.base import new_ref
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.posts.actions import ask_for_post, decide_post
from registry.posts.queries import asked_post, waiting_posts
from tests.make.accounts import ADMINISTRATOR, account

DPO = Actor("dpo-1", Role.DATA_PROTECTION_OFFICER, "个保")


@pytest.fixture
def person(session: Session, clock: FixedClock, keyring: KeyRing) -> str:
    """Somebody who holds the post of a complaint officer."""
    return account(session, clock, keyring, role=Role.COMPLAINT_OFFICER).ref


def ask(session: Session, clock: FixedClock, person: str, role: Role = Role.CLERK, by: Actor = ADMINISTRATOR) -> str:
    return ask_for_post(session, by, clock, person, role, districts=("990101",), why="接替离岗的同事")


def posts(session: Session, person: str) -> list[str]:
    return sorted(post.role for post in open_memberships(session, person))


def test_the_post_is_held_once_the_second_person_agrees(session: Session, clock: FixedClock, person: str) -> None:
    case = ask(session, clock, person)
    assert posts(session, person) == [Role.COMPLAINT_OFFICER]
    assert [one.ref for one in waiting_posts(session, person)] == [case]
    decide_post(session, DPO, clock, case, outcome=Outcome.APPROVED, why="已核对任职文件")
    assert posts(session, person) == [Role.CLERK, Role.COMPLAINT_OFFICER]
    found = session.get(Case, case)
    assert found is not None
    assert (found.state, asked_post(found).role) == (CaseState.CLOSED, Role.CLERK)
    assert not waiting_posts(session, person)
    acts = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_ref == person)).all()
    assert {"account.ask_for_post", "account.give_post"} <= set(acts)


def test_refused_it_is_not_held_and_may_be_asked_for_again(session: Session, clock: FixedClock, person: str) -> None:
    decide_post(session, DPO, clock, ask(session, clock, person), outcome=Outcome.REFUSED, why="没有任职文件")
    assert posts(session, person) == [Role.COMPLAINT_OFFICER]
    assert ask(session, clock, person)


def test_whoever_asked_does_not_decide(session: Session, clock: FixedClock, person: str) -> None:
    case = ask(session, clock, person)
    with pytest.raises(NotAllowed):
        decide_post(session, ADMINISTRATOR, clock, case, outcome=Outcome.APPROVED, why="自己")


@pytest.mark.parametrize("role", sorted(OFFICERS - {Role.DATA_PROTECTION_OFFICER}))
def test_no_other_post_decides(session: Session, clock: FixedClock, person: str, role: Role) -> None:
    case = ask(session, clock, person)
    with pytest.raises((NotAllowed, NotFound)):
        decide_post(session, Actor("x", role, "x"), clock, case, outcome=Outcome.APPROVED, why="x")


def test_nobody_asks_for_or_decides_a_post_of_their_own(session: Session, clock: FixedClock, keyring: KeyRing) -> None:
    officer = account(session, clock, keyring, role=Role.DATA_PROTECTION_OFFICER)
    with pytest.raises(NotAllowed):
        decide_post(session, officer, clock, ask(session, clock, officer.ref), outcome=Outcome.APPROVED, why="给自己")
    admin = account(session, clock, keyring, role=Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        ask(session, clock, admin.ref, Role.ADMINISTRATOR, by=admin)


@pytest.mark.parametrize("role", sorted(COMPANY_ROLES - {Role.COMPANY}))
def test_a_company_post_is_not_asked_for_here(session: Session, clock: FixedClock, person: str, role: Role) -> None:
    with pytest.raises(RuleBroken):
        ask(session, clock, person, role)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.REGULATOR, Role.COMPLAINT_OFFICER])
def test_posts_that_exclude_each_other_or_are_held_are_refused_before_anybody_decides(
    session: Session, clock: FixedClock, person: str, role: Role
) -> None:
    with pytest.raises(RuleBroken) as refused:
        ask(session, clock, person, role)
    assert {finding.field for finding in refused.value.findings} == {"role"}


def test_the_same_waits_once_and_a_reason_is_needed(session: Session, clock: FixedClock, person: str) -> None:
    ask(session, clock, person)
    with pytest.raises(RuleBroken) as refused:
        ask_for_post(session, ADMINISTRATOR, clock, person, Role.CLERK, why=" ")
    assert {finding.code for finding in refused.value.findings} == {"why", "post_waits"}


def test_what_excludes_it_by_the_time_it_is_decided_stops_it(
    session: Session, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    case = ask(session, clock, person)
    give_decided_post(session, DPO, clock, person, Role.CLERK, districts=(), decided_in="another-case")
    with pytest.raises(RuleBroken):
        decide_post(session, DPO, clock, case, outcome=Outcome.APPROVED, why="同意")


def test_a_decision_gives_one_post(session: Session, clock: FixedClock, person: str) -> None:
    case = ask(session, clock, person)
    decide_post(session, DPO, clock, case, outcome=Outcome.APPROVED, why="同意")
    with pytest.raises(Conflict):
        decide_post(session, DPO, clock, case, outcome=Outcome.APPROVED, why="再来")
    row = {"account_ref": person, "districts": [], "from_at": clock.now(), "added_by": "x"}
    for decided_in in (case, None):  # the database says no, whatever the code does
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(
                insert(Membership).values(ref=new_ref(), role=Role.PRICE_OFFICER, decided_in=decided_in, **row)
            )


def test_whoever_sees_data_or_decides_is_among_those() -> None:
    assert OFFICERS | {Role.ADMINISTRATOR, Role.REGULATOR} == NEEDS_TWO
