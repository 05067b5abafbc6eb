"""Persons: entered once, found by index only, changed with a masked trace."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.consents.actions import give_many
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.core.identifiers import Sex
from registry.record import reading
from registry.workers.actions import WorkerChange, change_many, correct_identity, register, register_many
from registry.workers.disclosure import WorkerFace
from registry.workers.models import Worker
from registry.workers.queries import by_id_index, by_permit_index, find_by_id, find_by_permit, permit_number_of
from registry.workers.rules import NewWorker
from tests.make.consents import given
from tests.make.identifiers import id_number
from tests.make.workers import new_worker


def test_a_person_is_found_by_id_number_and_by_permit_number(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing
) -> None:
    person = new_worker(permit_number="YZ996630386")
    ref = register(session, actor, clock, keyring, person)
    assert find_by_id(session, keyring, person.id_number.lower()) == ref
    assert find_by_permit(session, keyring, " yz996630386") == ref
    assert permit_number_of(session, keyring, ref) == "YZ996630386"
    row = session.get_one(Worker, ref)
    assert by_permit_index(session, [row.permit_index or ""]) == {row.permit_index: ref}
    assert by_id_index(session, [row.id_index])[row.id_index].ref == ref


def test_sex_and_birthday_come_from_the_id_number(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing
) -> None:
    ref = register(session, actor, clock, keyring, new_worker(id=id_number(sex=Sex.MALE)))
    row = session.get_one(Worker, ref)
    assert (row.sex, row.birth_on.isoformat()) == ("male", "1985-06-01")


def test_numbers_lie_encrypted_and_the_trace_masked(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing
) -> None:
    person = new_worker(name="欧阳淑芬", phone="10048317163", permit_number="YZ996630386")
    ref = register(session, actor, clock, keyring, person)
    row = session.get_one(Worker, ref)
    stored = b"".join(value for value in (row.id_number, row.phone, row.permit_number) if value)
    for secret in (person.id_number, "10048317163", "YZ996630386"):
        assert secret.encode() not in stored
    traces = "".join(str(trace.after) for trace in session.scalars(select(AuditEntry)))
    assert "欧阳**" in traces
    assert "100****7163" in traces
    for secret in ("淑芬", person.id_number, "10048317163", "YZ996630386", person.id_number[6:14]):
        assert secret not in traces


def test_the_same_id_number_is_refused_in_one_batch_and_against_the_register(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing
) -> None:
    person = new_worker()
    with pytest.raises(Conflict):
        register_many(session, actor, clock, keyring, [person, person])
    register(session, actor, clock, keyring, person)
    with pytest.raises(Conflict):
        register(session, actor, clock, keyring, person)


def test_a_permit_number_is_one_persons_for_life(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing
) -> None:
    register(session, actor, clock, keyring, new_worker(permit_number="YZ996630386"))
    with pytest.raises(Conflict):
        register(session, actor, clock, keyring, new_worker(permit_number="yz 996630386"))


def test_two_persons_may_share_a_phone(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> None:
    people = [new_worker(phone="10048317163"), new_worker(phone="10048317163")]
    assert len(register_many(session, actor, clock, keyring, people)) == 2


@pytest.mark.parametrize(
    "person",
    [
        new_worker(name=""),
        new_worker(name="=SUM(A1)"),
        new_worker(name="<b>张</b>"),
        new_worker(id="990102198306158270"),
        new_worker(phone="12345"),
        new_worker(id=id_number(sex=Sex.MALE), sex=Sex.FEMALE),
        new_worker(permit_number="13800138000"),
    ],
)
def test_wrong_particulars_are_refused_and_nothing_is_written(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: NewWorker
) -> None:
    with pytest.raises(RuleBroken):
        register_many(session, actor, clock, keyring, [new_worker(), person])
    assert session.scalars(select(Worker.ref)).all() == []


def test_registering_publishes_nothing(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> None:
    register(session, actor, clock, keyring, new_worker())
    assert reading.position(session) == 0


def test_a_changed_name_reaches_the_listed_face_only_of_the_listed(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing
) -> None:
    shown, hidden = register_many(session, actor, clock, keyring, [new_worker(), new_worker()])
    give_many(session, actor, clock, [given(worker_ref=shown)])
    before = reading.position(session)
    changes = [WorkerChange(shown, name="李淑芬"), WorkerChange(hidden, name="王淑芬")]
    change_many(session, actor, clock, keyring, changes, why="改名")
    entry = reading.current(session, "worker", shown)
    assert entry is not None
    assert entry.face(WorkerFace).name_masked == "李**"
    assert reading.position(session) == before + 1
    assert session.get_one(Worker, hidden).name == "王淑芬"


def test_a_changed_phone_publishes_nothing(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> None:
    ref = register(session, actor, clock, keyring, new_worker())
    give_many(session, actor, clock, [given(worker_ref=ref)])
    before = reading.position(session)
    change_many(session, actor, clock, keyring, [WorkerChange(ref, phone="10011112222")])
    assert reading.position(session) == before
    row = session.get_one(Worker, ref)
    assert keyring.decrypt(row.phone or b"", table="worker", column="phone", row=ref) == "10011112222"
    trace = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert trace is not None
    assert (trace.before, trace.after) == ({"phone": "100****7163"}, {"phone": "100****2222"})


def test_changing_nobody_is_refused(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> None:
    with pytest.raises(NotFound):
        change_many(session, actor, clock, keyring, [WorkerChange("nobody", name="李淑芬")])


def test_a_corrected_identity_is_still_the_same_person(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing
) -> None:
    first, other = register_many(session, actor, clock, keyring, [new_worker(), new_worker()])
    right = id_number(sex=Sex.MALE, serial=499)
    correct_identity(session, actor, clock, keyring, first, right, why="录入错误")
    assert find_by_id(session, keyring, right) == first
    assert session.get_one(Worker, first, populate_existing=True).sex == "male"
    with pytest.raises(Conflict):
        correct_identity(session, actor, clock, keyring, other, right, why="录入错误")
