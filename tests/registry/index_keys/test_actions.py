"""Another index key: all who were found are found, none with the old one, and what cannot be had again stays."""

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.audit.verify import verify_chain, verify_links
from registry.core.actor import SYSTEM
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, RegistryError
from registry.core.indexed import Indexed, indexed_tables
from registry.index_keys import anew
from registry.index_keys.actions import DROPPED, NOT_IN_FORCE, SAME, rotate_index
from registry.index_keys.models import IndexKey
from registry.index_keys.queries import in_force, needed, only_on_paper
from registry.permits.models import CardSecret
from registry.record.keys import bind
from registry.record.models import RecordEntry, RecordKey, RecordSide
from registry.record.verify import verify
from registry.workers.actions_codes import GOOD_FOR
from registry.workers.models import Worker
from tests.make.index_keys import Recording, Town, found_in

HELD = {
    "id": True, "permit": True, "phone": True, "account": True, "door": True, "card": True, "typed code": True,
    "own code": True, "newcomer": True, "lost": "已挂失", "lost, typed": "已挂失",
}  # fmt: skip


def test_everybody_is_found_under_the_new_key_and_nobody_under_the_old(
    session: Session, clock: FixedClock, old: Recording, lived_in: Town
) -> None:
    assert lived_in.seen(session, old, clock) == HELD
    new = old.with_new_index_key()
    done = rotate_index(session, SYSTEM, clock, old, new)
    assert done.rows["worker"] == session.scalar(select(func.count()).select_from(Worker))
    assert (done.rows["account"], done.rows["roster_newcomer"], done.rows["record_key"]) == (1, 2, 2)
    assert (done.cards, done.codes) == (4, 1), "a lost and a replaced card, and one code on paper"
    assert lived_in.seen(session, new, clock) == HELD
    gone = lived_in.seen(session, KeyRing.from_text(*old.to_text()), clock)
    assert {name for name, answer in gone.items() if answer} == {"own code", "lost", "lost, typed"}
    assert (in_force(session), needed(session)) == (new.index_proof, [new.index_proof, old.index_proof])


def test_no_column_of_the_register_keeps_an_old_index_but_for_what_only_paper_holds(
    session: Session, clock: FixedClock, old: Recording, lived_in: Town
) -> None:
    before = found_in(session, old.made)
    declared = {
        f"{table.name}.{column.name}"
        for table in indexed_tables()
        for column in table.columns
        if isinstance(column.type, Indexed)
    }
    assert set(before) == declared, "a column holds blind indexes and does not say so, or says so and is not tried here"
    rotate_index(session, SYSTEM, clock, old, old.with_new_index_key())
    after = found_in(session, old.made)
    assert {name: len(found) for name, found in after.items()} == {"record_key.key": 4, "worker_code.code_index": 1}
    namespaces = session.scalars(select(RecordKey.namespace).where(RecordKey.key.in_(after["record_key.key"]))).all()
    assert sorted(namespaces) == ["card_code", "card_code", "card_token", "card_token"]


def test_record_and_trace_are_not_touched_and_the_trace_tells_of_it(
    session: Session, clock: FixedClock, old: Recording, lived_in: Town
) -> None:
    def stored() -> list[object]:
        rows = select(RecordEntry.seq, RecordEntry.leaf_hash, RecordSide.document).join(RecordSide, isouter=True)
        trace = select(AuditEntry.seq, AuditEntry.hash).where(AuditEntry.action != "keys.rotate_index")
        return [*session.execute(rows.order_by(RecordEntry.seq)), *session.execute(trace.order_by(AuditEntry.seq))]

    before = stored()
    new = old.with_new_index_key()
    rotate_index(session, SYSTEM, clock, old, new)
    assert stored() == before
    assert verify(session).failure is None
    assert (verify_chain(session).failure, verify_links(session)) == (None, None)
    (told,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "keys.rotate_index")).all()
    assert (told.before, told.after["key"]) == ({"key": old.index_proof[:12]}, new.index_proof[:12])


def test_old_keys_are_needed_until_nothing_is_left_under_them(
    session: Session, clock: FixedClock, old: Recording, lived_in: Town
) -> None:
    second = old.with_new_index_key()
    rotate_index(session, SYSTEM, clock, old, second)
    third = second.with_new_index_key()
    rotate_index(session, SYSTEM, clock, second, third)
    assert needed(session) == [third.index_proof, old.index_proof, second.index_proof]
    assert lived_in.seen(session, third, clock)["lost"] == "已挂失"
    # Dead cards and spent codes go (an erased person's do): nothing needs the older keys after the next change.
    held = select(CardSecret.card_ref)
    session.execute(RecordKey.__table__.delete().where(RecordKey.namespace.like("card%"), RecordKey.ref.not_in(held)))
    clock.advance(days=GOOD_FOR.days)
    assert only_on_paper(session, clock) == (0, 0)
    fourth = third.with_new_index_key()
    rotate_index(session, SYSTEM, clock, third, fourth)
    assert needed(session) == [fourth.index_proof]


def test_a_key_may_come_back(session: Session, clock: FixedClock, old: Recording, lived_in: Town) -> None:
    new = old.with_new_index_key()
    rotate_index(session, SYSTEM, clock, old, new)
    back = new.with_index_key(old.index_proof)
    rotate_index(session, SYSTEM, clock, new, back)
    assert needed(session) == [old.index_proof, new.index_proof]
    assert lived_in.seen(session, back, clock) == HELD


def test_only_the_ring_in_force_changes_it_and_takes_the_old_key_along(
    session: Session, clock: FixedClock, old: Recording, lived_in: Town
) -> None:
    new = old.with_new_index_key()
    for was, to, why in ((new, old, NOT_IN_FORCE), (old, old, SAME), (old, KeyRing.generate(), DROPPED)):
        with pytest.raises(Conflict) as refused:
            rotate_index(session, SYSTEM, clock, was, to)
        assert refused.value.message == why
    session.execute(IndexKey.__table__.delete())
    with pytest.raises(Conflict):
        rotate_index(session, SYSTEM, clock, old, new)


def test_a_value_that_cannot_be_read_is_named_and_stops_it_all(
    session: Session, clock: FixedClock, old: Recording, lived_in: Town
) -> None:
    session.execute(update(Worker).where(Worker.ref == lived_in.person).values(phone=b"\x01\x02k1" + b"x" * 40))
    with pytest.raises(RegistryError, match=f"worker.phone {lived_in.person}"):
        rotate_index(session, SYSTEM, clock, old, old.with_new_index_key())


def test_an_index_of_which_nobody_said_how_it_is_had_again_stops_it_all(
    session: Session, clock: FixedClock, old: Recording, lived_in: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(anew, "COVERED", anew.COVERED - {"worker_code.code_index"})
        with pytest.raises(RegistryError, match=r"worker_code\.code_index"):
            rotate_index(session, SYSTEM, clock, old, old.with_new_index_key())
    bind(session, "passport", "x", "card", "c-1", "w-1")
    with pytest.raises(RegistryError, match="passport"):
        rotate_index(session, SYSTEM, clock, old, old.with_new_index_key())


def test_batches_leave_nobody_out(
    session: Session, clock: FixedClock, old: Recording, lived_in: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anew, "BATCH", 1)
    new = old.with_new_index_key()
    rotate_index(session, SYSTEM, clock, old, new)
    assert lived_in.seen(session, new, clock) == HELD
