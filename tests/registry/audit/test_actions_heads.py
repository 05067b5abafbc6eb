"""The trace's head in the public record: once a day, and a rewritten trace no longer fits it."""

from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.audit.actions_heads import publish_head
from registry.audit.disclosure import TRACE, TraceHeadFace
from registry.audit.models import AuditEntry
from registry.audit.rules import START, chained
from registry.audit.verify import verify_chain, verify_heads, verify_links
from registry.core.actor import SYSTEM
from registry.core.clock import FixedClock
from registry.record import reading
from registry.record.verify import verify


def act(session: Session, clock: FixedClock, times: int = 1) -> None:
    for _ in range(times):
        write(session, clock, SYSTEM, [Trace("something.happened", "thing", "t1", None, {"n": 1})])


def head(session: Session) -> TraceHeadFace:
    return reading.current(session, "trace_head", TRACE).face(TraceHeadFace)


def test_an_empty_trace_has_no_head(session: Session, clock: FixedClock) -> None:
    assert publish_head(session, SYSTEM, clock) is None


def test_the_head_is_published_once_a_day_and_all_verifies(session: Session, clock: FixedClock) -> None:
    act(session, clock, 3)
    assert publish_head(session, SYSTEM, clock) is not None
    assert publish_head(session, SYSTEM, clock) is None
    first = head(session)
    assert (first.rows, first.day.isoformat()) == (3, "2026-11-21")
    assert first.head == session.get(AuditEntry, 3).hash.hex()
    clock.advance(days=1)
    assert publish_head(session, SYSTEM, clock) is not None
    assert head(session).rows == 4  # the publication of the first is in the trace itself
    session.flush()
    assert verify(session).failure is None
    assert verify_chain(session).failure is None
    assert verify_links(session) is None
    assert verify_heads(session) is None


def test_a_trace_rewritten_with_a_whole_chain_no_longer_fits_its_heads(session: Session, clock: FixedClock) -> None:
    act(session, clock, 3)
    publish_head(session, SYSTEM, clock)
    session.commit()
    connection = session.connection()
    connection.exec_driver_sql("DROP TRIGGER audit_entry_no_update")
    connection.exec_driver_sql("UPDATE audit_entry SET action = 'nothing.happened' WHERE seq = 2")
    previous = START
    table = AuditEntry.__table__
    for row in session.execute(table.select().order_by(table.c.seq)).all():
        digest = chained(previous, dict(row._mapping))
        connection.exec_driver_sql("UPDATE audit_entry SET hash = ? WHERE seq = ?", (digest, row.seq))
        previous = digest
    assert verify_chain(session).failure is None  # the chain alone cannot tell
    failure = verify_heads(session)
    assert failure is not None
    assert failure.seq == 3


def test_a_trace_that_lost_its_tail_no_longer_fits_its_heads(session: Session, clock: FixedClock) -> None:
    act(session, clock, 3)
    publish_head(session, SYSTEM, clock)
    session.commit()
    session.connection().exec_driver_sql("DROP TRIGGER audit_entry_no_delete")
    session.connection().exec_driver_sql("DELETE FROM audit_entry WHERE seq >= 3")
    assert verify_chain(session).failure is None
    assert verify_heads(session).seq == 3
