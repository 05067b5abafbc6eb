"""The trace: every act one row, chained in order, naming what it published."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, gathered, write
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


def test_gathered_traces_are_one_row_for_each_person(session: Session, clock: FixedClock, actor: Actor) -> None:
    entries = publish(session, clock, [sample(), sample(), sample()])
    with gathered(session, clock, actor, "rosters.apply_person", "worker", why="名单"):
        write(session, clock, actor, [Trace("worker.register", "worker", "w1", after={"name": "张**"})])
        write(session, clock, actor, [Trace("worker.register", "worker", "w2", entries=entries[2:])])
        start = Trace("employment.start", "employment", "e1", {"a": 1}, {"b": 2}, "补", entries[:2], "w1")
        write(session, clock, actor, [start])
        assert rows(session) == []
    first, second = rows(session)
    assert (first.action, first.subject_kind, first.subject_ref, first.why) == (
        "rosters.apply_person", "worker", "w1", "名单",
    )  # fmt: skip
    assert first.after == {
        "acts": [
            {"action": "worker.register", "kind": "worker", "after": {"name": "张**"}},
            {
                "action": "employment.start", "kind": "employment", "ref": "e1", "before": {"a": 1}, "after": {"b": 2},
                "why": "补",
            },
        ]
    }  # fmt: skip
    assert first.positions == [[entry.seq, entry.leaf_hash.hex()] for entry in entries[:2]]
    assert (second.subject_ref, second.positions) == ("w2", [[entries[2].seq, entries[2].leaf_hash.hex()]])
    assert verify_links(session) is None
    assert verify_chain(session).failure is None


def test_an_entry_that_no_gathered_trace_names_is_found(session: Session, clock: FixedClock, actor: Actor) -> None:
    named, forgotten = publish(session, clock, [sample(), sample()])
    with gathered(session, clock, actor, "a", "worker", why=""):
        write(session, clock, actor, [Trace("b", "sample", "1", entries=[named])])
    assert verify_links(session).seq == forgotten.seq


def test_after_an_error_nothing_gathered_is_written_and_the_next_write_is_plain(
    session: Session, clock: FixedClock, actor: Actor
) -> None:
    def fail() -> None:
        with gathered(session, clock, actor, "a", "worker", why=""):
            write(session, clock, actor, [Trace("b", "worker", "1")])
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        fail()
    assert rows(session) == []
    write(session, clock, actor, [Trace("c", "worker", "1")])
    assert [row.action for row in rows(session)] == ["c"]


def test_gathering_is_never_nested(session: Session, clock: FixedClock, actor: Actor) -> None:
    with gathered(session, clock, actor, "a", "worker", why=""):
        with pytest.raises(RuntimeError), gathered(session, clock, actor, "b", "worker", why=""):
            raise AssertionError("not reached")
        write(session, clock, actor, [Trace("c", "worker", "1")])
    assert [row.action for row in rows(session)] == ["a"]
