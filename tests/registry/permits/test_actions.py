"""Permits: one person, one number, one permit, found by index only."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.core.sources import Source
from registry.permits.actions import (
    PERMIT_KEYS,
    PermitChange,
    extend,
    grant,
    issue_many,
    lift,
    restate_many,
    revoke,
    settle,
    suspend,
)
from registry.permits.disclosure import PermitFace
from registry.permits.queries import permit_of
from registry.permits.states import PermitState
from registry.record import keys, reading
from registry.workers.door import permit_index
from registry.workers.queries import permit_number_of
from tests.make.permits import issued, new_permit
from tests.make.workers import new_worker, registered


@pytest.fixture
def person(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> str:
    return registered(session=session, actor=actor, clock=clock, keyring=keyring)


def face_of(session: Session, permit: str) -> PermitFace:
    entry = reading.current(session, "permit", permit)
    assert entry is not None
    return entry.face(PermitFace)


def test_a_permit_is_found_by_its_number_and_shows_no_name_and_no_number(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    (permit,) = issue_many(session, actor, clock, keyring, [new_permit(worker_ref=person, number="YZ996630386")])
    target = keys.resolve(session, PERMIT_KEYS, permit_index(keyring, "yz 996630386"))
    assert target == keys.KeyTarget("permit", permit, person)
    assert face_of(session, permit) == PermitFace(
        PermitState.ACTIVE, date(2026, 1, 1), date(2027, 12, 31), "云州市家政服务行业协会", Source.ASSOCIATION, False
    )
    assert not PermitFace.KIND.listed


def test_a_new_number_is_given_once_and_kept(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    (permit,) = issue_many(session, actor, clock, keyring, [new_permit(worker_ref=person, number=None)])
    number = permit_number_of(session, keyring, person)
    assert number is not None
    assert number.startswith("ZM")
    target = keys.resolve(session, PERMIT_KEYS, permit_index(keyring, number))
    assert target is not None
    assert target.ref == permit


def test_a_number_given_at_registration_is_the_permits(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing
) -> None:
    worker = new_worker(permit_number="YZ996630386")
    person = registered(session=session, actor=actor, clock=clock, keyring=keyring, worker=worker)
    with pytest.raises(Conflict):
        issue_many(session, actor, clock, keyring, [new_permit(worker_ref=person, number="YZ996630387")])
    issue_many(session, actor, clock, keyring, [new_permit(worker_ref=person, number=None)])
    assert keys.resolve(session, PERMIT_KEYS, permit_index(keyring, "YZ996630386")) is not None


def test_one_number_is_never_two_persons_and_one_person_never_has_two_permits(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    other = registered(session=session, actor=actor, clock=clock, keyring=keyring)
    issue_many(session, actor, clock, keyring, [new_permit(worker_ref=person, number="YZ996630386")])
    for again in (new_permit(worker_ref=other, number="YZ996630386"), new_permit(worker_ref=person, number=None)):
        with pytest.raises(Conflict):
            issue_many(session, actor, clock, keyring, [again])
    third = registered(session=session, actor=actor, clock=clock, keyring=keyring)
    both = [new_permit(worker_ref=one, number="YZ110000001") for one in (other, third)]
    with pytest.raises(Conflict):
        issue_many(session, actor, clock, keyring, both)
    with pytest.raises(NotFound):
        issue_many(session, actor, clock, keyring, [new_permit(worker_ref="nobody")])


def test_an_application_is_private_until_granted(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing
) -> None:
    person, permit = issued(session=session, actor=actor, clock=clock, keyring=keyring, state=PermitState.APPLIED)
    index = permit_index(keyring, permit_number_of(session, keyring, person) or "")
    assert reading.position(session) == 0
    assert keys.resolve(session, PERMIT_KEYS, index) is None
    grant(session, actor, clock, permit)
    assert face_of(session, permit).state is PermitState.ISSUED
    assert keys.resolve(session, PERMIT_KEYS, index) is not None
    with pytest.raises(Conflict):
        grant(session, actor, clock, permit)


def test_a_decision_is_traced_published_and_can_become_final(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing
) -> None:
    person, permit = issued(session=session, actor=actor, clock=clock, keyring=keyring)
    suspend(session, actor, clock, permit, why="核查中")
    assert (face_of(session, permit).state, face_of(session, permit).decision_final) == (PermitState.SUSPENDED, False)
    settle(session, actor, clock, permit, why="申诉期满")
    assert face_of(session, permit).decision_final is True
    extend(session, actor, clock, permit, valid_until=date(2028, 1, 1))
    assert face_of(session, permit).decision_final is True
    lift(session, actor, clock, permit, why="整改完成")
    assert (face_of(session, permit).state, face_of(session, permit).decision_final) == (PermitState.ACTIVE, False)
    revoke(session, actor, clock, permit, why="理事会决定", final=True)
    with pytest.raises(Conflict):
        lift(session, actor, clock, permit, why="来不及")
    assert permit_of(session, person).state is PermitState.REVOKED
    traces = session.execute(select(AuditEntry.action, AuditEntry.why).where(AuditEntry.subject_ref == permit))
    assert list(traces)[1:] == [
        ("permit.suspend", "核查中"), ("permit.settle", "申诉期满"), ("permit.extend", ""),
        ("permit.lift", "整改完成"), ("permit.revoke", "理事会决定"),
    ]  # fmt: skip


def test_an_extension_leads_on(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> None:
    _, permit = issued(session=session, actor=actor, clock=clock, keyring=keyring)
    with pytest.raises(RuleBroken):
        extend(session, actor, clock, permit, valid_until=date(2027, 12, 31))
    extend(session, actor, clock, permit, valid_until=date(2028, 1, 1))
    assert face_of(session, permit).valid_until == date(2028, 1, 1)


def test_a_roster_restates_days_but_not_decisions(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing
) -> None:
    _, permit = issued(session=session, actor=actor, clock=clock, keyring=keyring)
    suspend(session, actor, clock, permit, why="核查中", final=True)
    restate_many(session, actor, clock, [PermitChange(permit, issuer="云州市商务局", source=Source.AUTHORITY)])
    face = face_of(session, permit)
    assert (face.issuer, face.source, face.state, face.decision_final) == (
        "云州市商务局", Source.AUTHORITY, PermitState.SUSPENDED, True,
    )  # fmt: skip
    with pytest.raises(RuleBroken):
        restate_many(session, actor, clock, [PermitChange(permit, valid_from=date(2030, 1, 1))])


@pytest.mark.parametrize(
    "change", ["state = 'expired'", "state = 'lost'", "decision_final = true", "valid_until = '2025-12-31'"]
)
def test_impossible_permits_are_out_of_reach_of_raw_sql(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, change: str
) -> None:
    issued(session=session, actor=actor, clock=clock, keyring=keyring)
    with pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE permit SET {change}"))
