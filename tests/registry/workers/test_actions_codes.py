"""Codes: one use, one purpose, one person, thirty days; the newest of a purpose is the only one."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.core.actor import SYSTEM, Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import NotAllowed, NotFound, RuleBroken
from registry.workers.actions_codes import GOOD_FOR, LETTERS, SIGNS, VISIT, end_visit, issue_code, use_code
from registry.workers.models import WorkerCode
from registry.workers.queries_codes import visitor_of, works
from registry.workers.states import CodePurpose
from tests.make.workers import registered

OWN, MOVE = CodePurpose.OWN_PAGE, CodePurpose.TRANSFER


@pytest.fixture
def person(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> str:
    return registered(session=session, actor=actor, clock=clock, keyring=keyring)


def test_a_code_works_once_for_its_purpose_and_person(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    code = issue_code(session, SYSTEM, clock, keyring, person, OWN)
    assert len(code) == LETTERS
    assert set(code) <= set(SIGNS)
    assert code not in str(session.execute(select(WorkerCode.__table__)).all())
    other = registered(session=session, actor=actor, clock=clock, keyring=keyring)
    for worker, purpose in ((other, OWN), (person, MOVE)):
        assert not works(session, keyring, worker, purpose, code, clock.now())
        with pytest.raises(RuleBroken):
            use_code(session, SYSTEM, clock, keyring, worker, purpose, code)
    typed = f" {code[:4].lower()}-{code[4:]} "
    assert works(session, keyring, person, OWN, typed, clock.now())
    use_code(session, SYSTEM, clock, keyring, person, OWN, typed)
    assert not works(session, keyring, person, OWN, code, clock.now())
    with pytest.raises(RuleBroken):
        use_code(session, SYSTEM, clock, keyring, person, OWN, code)


def test_a_code_ends_with_its_days_and_with_a_newer_one(
    session: Session, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    old = issue_code(session, SYSTEM, clock, keyring, person, MOVE)
    code = issue_code(session, SYSTEM, clock, keyring, person, MOVE)
    with pytest.raises(RuleBroken):
        use_code(session, SYSTEM, clock, keyring, person, MOVE, old)
    clock.advance(seconds=GOOD_FOR.total_seconds() - 1)
    assert works(session, keyring, person, MOVE, code, clock.now())
    clock.advance(seconds=1)
    assert not works(session, keyring, person, MOVE, code, clock.now())
    with pytest.raises(RuleBroken):
        use_code(session, SYSTEM, clock, keyring, person, MOVE, code)


def test_a_visit_lasts_some_minutes_or_until_it_is_closed(
    session: Session, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    refs = [
        use_code(
            session, SYSTEM, clock, keyring, person, OWN, issue_code(session, SYSTEM, clock, keyring, person, OWN),
            visits=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    assert [visitor_of(session, ref, clock.now()) for ref in refs] == [person, person]
    clock.advance(minutes=1)
    end_visit(session, Actor(person, Role.WORKER, ""), clock, refs[0])
    assert visitor_of(session, refs[0], clock.now()) is None
    assert visitor_of(session, refs[1], clock.now() + VISIT - timedelta(minutes=1, seconds=1)) == person
    assert visitor_of(session, refs[1], clock.now() + VISIT) is None
    assert visitor_of(session, "nobody", clock.now()) is None


def test_codes_are_handed_out_by_the_office_to_people_who_are_registered(
    session: Session, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    with pytest.raises(NotFound):
        issue_code(session, SYSTEM, clock, keyring, "nobody", OWN)
    for role in (Role.COMPANY_SIGNER, Role.WORKER, Role.REGULATOR, Role.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            issue_code(session, Actor("x", role, "x"), clock, keyring, person, OWN)
