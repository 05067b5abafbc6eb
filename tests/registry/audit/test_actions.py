"""The trace: every act one row, chained in order, naming what it published."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.audit.models import AuditEntry
from registry.audit.rules import START, chained
from registry.audit.verify import verify_chain, verify_links
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.record.actions import publish
from tests.make.record import sample


def rows(session: Session) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).order_by(AuditEntry.seq)))


def test_a_trace_says_who_as_what_did_what_to_what_and_why(session: Session, clock: FixedClock, actor: Actor) -> None:
    write(session, clock, actor, [Trace("workers.change", "worker", "w1", {"name": "张**"}, {"name": "李**"}, "笔误")])
    (row,) = rows(session)
    assert (row.actor, row.role, row.action, row.subject_ref) == ("clerk-1", "association", "workers.change", "w1")
    assert (row.before, row.after, row.why, row.at) == ({"name": "张**"}, {"name": "李**"}, "笔误", clock.now())


def test_rows_are_chained_and_their_moments_never_run_back(session: Session, clock: FixedClock, actor: Actor) -> None:
    write(session, clock, actor, [Trace("a", "k", "1"), Trace("b", "k", "2")])
    clock.advance(days=-1)
    write(session, clock, actor, [Trace("c", "k", "3")])
    found = rows(session)
    assert [row.seq for row in found] == [1, 2, 3]
    assert found[0].at < found[1].at < found[2].at
    assert verify_chain(session).head == found[2].hash
    assert found[0].hash == chained(START, {**vars(found[0])})


def test_entries_and_traces_name_each_other(session: Session, clock: FixedClock, actor: Actor) -> None:
    entries = publish(session, clock, [sample(), sample()])
    write(session, clock, actor, [Trace("samples.make", "sample", entries[0].ref, entries=entries)])
    assert rows(session)[0].positions == [[entry.seq, entry.leaf_hash.hex()] for entry in entries]
    assert verify_links(session) is None


def test_an_entry_without_a_trace_and_one_claimed_twice_are_found(
    session: Session, clock: FixedClock, actor: Actor
) -> None:
    (first,) = publish(session, clock, [sample()])
    assert verify_links(session).seq == first.seq
    write(
        session, clock, actor, [Trace("a", "sample", "1", entries=[first]), Trace("b", "sample", "1", entries=[first])]
    )
    assert verify_links(session).what.en == "two traces claim the same entry"


def test_writing_nothing_leaves_nothing(session: Session, clock: FixedClock, actor: Actor) -> None:
    write(session, clock, actor, [])
    assert rows(session) == []
