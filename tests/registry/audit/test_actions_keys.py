"""Rotation of keys: after it the old key is not needed, and everything is still found and read."""

from sqlalchemy.orm import Session

from registry.audit.actions_keys import rotate_table
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing, key_name
from registry.workers.actions import register_many
from registry.workers.models import Worker
from registry.workers.queries import find_by_id, permit_number_of
from tests.make.workers import new_worker


def test_rotation_rewrites_every_field_of_every_person_in_batches(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing
) -> None:
    people = [new_worker(permit_number=f"YZ77000{at:04d}", phone=None if at % 2 else "10048317163") for at in range(7)]
    refs = register_many(session, actor, clock, keyring, people)
    ring = keyring.with_new_primary("k2")
    after, batches = rotate_table(session, actor, clock, ring, Worker.__table__, limit=3), 0
    while after is not None:
        after, batches = rotate_table(session, actor, clock, ring, Worker.__table__, after=after, limit=3), batches + 1
    assert batches == 3
    session.expire_all()
    for ref, person in zip(refs, people, strict=True):
        row = session.get_one(Worker, ref)
        assert {key_name(token) for token in (row.id_number, row.phone, row.permit_number) if token} == {"k2"}
        assert find_by_id(session, ring, person.id_number) == ref
        assert permit_number_of(session, ring, ref) == person.permit_number
