"""Asking for work and mail, and what a person decides: once per key, encrypted, traced, permitted."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.audit.actions_keys import rotate_table
from registry.audit.models import AuditEntry
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import DecryptionRefused, KeyRing
from registry.core.errors import Conflict, NotAllowed, NotFound
from registry.tasks import queue
from registry.tasks.actions import MAIL, enqueue, retry, send_mail, settle
from registry.tasks.models import Job, OutgoingMail
from registry.tasks.queries import jobs, mail, mails, mails_about, queue_state
from registry.tasks.states import JobState

KEYS = KeyRing.generate()
CLERK = Actor("clerk-1", Role.CLERK, "经办")
ADMIN = Actor("admin-1", Role.ADMINISTRATOR, "管理员")
WORDS = {"to": "fang@example.org", "subject": "请补正申请", "body": "请登录查看。\nhttp://127.0.0.1/company/"}


def actions_of(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))


def test_the_same_key_is_the_same_job(session: Session, clock: FixedClock) -> None:
    first = enqueue(session, CLERK, clock, kind="verify", payload={"day": "2026-11-21"}, key="verify:2026-11-21")
    again = enqueue(session, CLERK, clock, kind="verify", payload={"day": "2026-11-21"}, key="verify:2026-11-21")
    other = enqueue(session, CLERK, clock, kind="verify", payload={})
    assert first == again != other
    assert session.scalar(select(func.count()).select_from(Job)) == 2
    assert actions_of(session) == ["task.enqueue"] * 2


def test_a_message_is_stored_encrypted_only_and_bound_to_its_row(session: Session, clock: FixedClock) -> None:
    ref = send_mail(session, CLERK, clock, KEYS, **WORDS, about=("company", "c1"))
    row = session.get(OutgoingMail, ref)
    for token in (row.recipient, row.subject, row.body):
        assert all(text.encode() not in token for text in ("fang", "请补正申请", "登录"))
    seen = queue.message(session, KEYS, ref)
    assert (seen.to, seen.subject, seen.body) == tuple(WORDS.values())
    assert "fang" not in repr(seen)
    row.recipient, row.subject = row.subject, row.recipient
    session.flush()
    with pytest.raises(DecryptionRefused):
        queue.message(session, KEYS, ref)


def test_nothing_of_a_message_is_in_its_job_or_in_the_trace(session: Session, clock: FixedClock) -> None:
    ref = send_mail(session, CLERK, clock, KEYS, **WORDS, key="told:c1")
    job = session.scalars(select(Job)).one()
    assert job.kind == MAIL
    assert job.payload == {"mail": ref}
    traces = " ".join(str((row.after, row.why, row.subject_ref)) for row in session.scalars(select(AuditEntry)))
    assert "fang" not in traces
    assert "补正" not in traces
    assert actions_of(session) == ["task.enqueue", "mail.write"]


def test_a_message_with_a_key_is_written_once(session: Session, clock: FixedClock) -> None:
    first = send_mail(session, CLERK, clock, KEYS, **WORDS, key="told:c1")
    assert send_mail(session, CLERK, clock, KEYS, **{**WORDS, "body": "另一段"}, key="told:c1") == first
    assert queue.message(session, KEYS, first).body == WORDS["body"]
    assert mails(session)[1] == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("to", "a@b\r\nBcc: x@y"), ("to", "no address"), ("subject", "x\ny"), ("subject", "x\0")],
)
def test_a_message_cannot_break_out_of_its_headers(session: Session, clock: FixedClock, field: str, value: str) -> None:
    with pytest.raises(ValueError, match="one message"):
        send_mail(session, CLERK, clock, KEYS, **{**WORDS, field: value})


def dead_job(session: Session, clock: FixedClock) -> str:
    ref = enqueue(session, CLERK, clock, kind="x", payload={})
    leased = queue.lease(session, clock, "w1", kinds={"x"})
    assert queue.failed(session, clock, leased, "w1", error="Refused", final=True)
    return ref


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.SYSTEM, Role.ASSOCIATION}))
@pytest.mark.parametrize("verb", [retry, settle])
def test_only_operators_decide(session: Session, clock: FixedClock, verb: object, role: Role) -> None:
    ref = dead_job(session, clock)
    with pytest.raises(NotAllowed):
        verb(session, Actor("x", role, "x"), clock, ref, why="试试")
    assert session.get(Job, ref).state == JobState.DEAD


def test_a_dead_job_runs_again_from_its_first_attempt(session: Session, clock: FixedClock) -> None:
    ref = dead_job(session, clock)
    retry(session, ADMIN, clock, ref, why="地址已更正")
    leased = queue.lease(session, clock, "w1", kinds={"x"})
    assert (leased.ref, leased.attempts) == (ref, 1)
    assert actions_of(session)[-1] == "task.retry"


def test_a_dead_job_may_be_closed_instead(session: Session, clock: FixedClock) -> None:
    ref = dead_job(session, clock)
    settle(session, ADMIN, clock, ref, why="已打电话告知")
    assert session.get(Job, ref).state == JobState.DONE
    assert queue.lease(session, clock, "w1", kinds={"x"}) is None


def test_what_runs_or_is_done_is_not_decided_on(session: Session, clock: FixedClock) -> None:
    ref = enqueue(session, CLERK, clock, kind="x", payload={})
    with pytest.raises(Conflict):
        retry(session, ADMIN, clock, ref)
    with pytest.raises(NotFound):
        retry(session, ADMIN, clock, "nothing")
    leased = queue.lease(session, clock, "w1", kinds={"x"})
    queue.done(session, clock, leased, "w1")
    with pytest.raises(Conflict):
        settle(session, ADMIN, clock, ref, why="x")


def test_the_operators_see_numbers_and_never_words(session: Session, clock: FixedClock) -> None:
    dead_job(session, clock)
    ref = send_mail(session, CLERK, clock, KEYS, **WORDS, about=("company", "c1"))
    clock.advance(minutes=3)
    state = queue_state(session, clock.now())
    assert (state.of(JobState.DEAD), state.of(JobState.QUEUED), state.of(JobState.DONE)) == (1, 1, 0)
    assert (clock.now() - state.waiting_since).total_seconds() == 180
    assert [row.kind for row in jobs(session)] == ["x"]
    (row,) = mails_about(session, "company", "c1")
    assert (row.ref, row.readable, row.job.state) == (ref, True, JobState.QUEUED)
    assert mail(session, ref) == row
    assert mail(session, "nothing") is None


def test_messages_move_to_a_new_key(session: Session, clock: FixedClock) -> None:
    refs = [send_mail(session, CLERK, clock, KEYS, **WORDS) for _ in range(3)]
    queue.let_go(session, refs[0])
    session.expire_all()
    ring = KEYS.with_new_primary("k2")
    after: str | None = ""
    while after is not None:
        after = rotate_table(session, CLERK, clock, ring, OutgoingMail.__table__, after=after, limit=2)
    fresh = KeyRing({"k2": ring._keys["k2"]}, "k2", ring._index_keys[0])
    assert queue.message(session, fresh, refs[0]) is None
    assert [queue.message(session, fresh, ref).body for ref in refs[1:]] == [WORDS["body"]] * 2
