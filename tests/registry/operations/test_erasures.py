"""The ledger's lines say what left, and doing them again on an older copy leaves no more there than here."""

from collections.abc import Iterator
from pathlib import Path

import pysqlite3
import pytest
from sqlalchemy.orm import Session

from portal.database import make_writer
from registry.audit.actions import Trace, write
from registry.audit.verify import verify_links
from registry.consents.disclosure import ConsentFace
from registry.core.actor import SYSTEM, Actor, Role
from registry.core.clock import FixedClock
from registry.core.errors import NotAllowed
from registry.operations.actions_erasures import replay
from registry.operations.erasures import (
    CONSENT,
    Erasure,
    PrivateErasure,
    StandingConsents,
    lines_after,
    private_after,
)
from registry.record import keys, reading
from registry.record.actions import Publication
from registry.record.redaction import RedactionTarget, redact, redact_owner
from registry.record.verify import verify
from tests.make.record import SampleFace, recorded, sample

CONSENTED = ConsentFace(listing=True, checks=True, photo=False, ratings=False, counts=False, notice_version="2026-1")
FEWER = ConsentFace(listing=False, checks=True, photo=False, ratings=False, counts=False, notice_version="2026-1")


@pytest.fixture
def older(session: Session, clock: FixedClock, register: Path) -> Iterator[Session]:
    """A session on a copy that knows the two persons and none of what was erased since."""
    recorded(
        session,
        clock,
        [sample(name="甲", ref="a"), sample(name="乙", ref="b"), sample(name="甲改", ref="a", number=2)],
    )
    keys.bind(session, "page", "token-a", "sample", "a", "a")
    keys.bind(session, "page", "token-b", "sample", "b", "b")
    session.commit()
    copy = register.with_name("older.db")
    raw = pysqlite3.connect(str(register), isolation_level=None)
    raw.execute("VACUUM INTO ?", (str(copy),))
    raw.close()
    engine = make_writer(f"sqlite:///{copy}")
    with Session(engine, expire_on_commit=False) as made:
        yield made
    engine.dispose()


def erase(session: Session, clock: FixedClock) -> None:
    """One person goes wholly; one field of the other."""
    entries = redact_owner(session, clock, owner="a", kinds=[SampleFace.KIND], rule="PIPL 15", asked_by="subject")
    entries += redact(session, clock, targets=[RedactionTarget(2, ("name",))], rule="PIPL 47", asked_by="subject")
    write(session, clock, SYSTEM, [Trace("samples.erase", "sample", "a", entries=entries)])
    session.commit()


def test_lines_say_what_left_and_hold_no_value(session: Session, older: Session, clock: FixedClock) -> None:
    erase(session, clock)
    first, second = lines_after(session, 0)
    assert first.ended == (("sample", "a"),)
    assert [seq for seq, _ in first.erased] == [1, 3]
    assert (second.erased, second.ended) == (((2, ("name",)),), ())
    assert [line.rule for line in (first, second)] == ["PIPL 15", "PIPL 47"]
    assert "甲" not in repr((first.plain(), second.plain()))
    assert [Erasure.read(line.plain()) for line in (first, second)] == [first, second]
    assert lines_after(session, first.seq) == [second]
    assert lines_after(session, second.seq) == []


def test_doing_them_again_leaves_no_more_than_here(session: Session, older: Session, clock: FixedClock) -> None:
    erase(session, clock)
    for line in lines_after(session, 0):
        assert replay(older, SYSTEM, clock, line)
    for where in (session, older):
        assert reading.current(where, "sample", "a") is None
        assert "name" not in reading.current(where, "sample", "b").fields
        assert [reading.entry_at(where, seq).fields for seq in (1, 3)] == [{}, {}]
        assert keys.resolve(where, "page", "token-a") is None
        assert keys.resolve(where, "page", "token-b") is not None
    older.flush()
    assert verify(older).failure is None
    assert verify_links(older) is None


def test_a_second_time_there_is_nothing_to_do(session: Session, older: Session, clock: FixedClock) -> None:
    erase(session, clock)
    lines = lines_after(session, 0)
    assert [replay(older, SYSTEM, clock, line) for line in lines] == [True, True]
    position = reading.position(older)
    assert [replay(older, SYSTEM, clock, line) for line in lines] == [False, False]
    assert reading.position(older) == position


def test_what_the_copy_never_held_is_passed_over(session: Session, older: Session, clock: FixedClock) -> None:
    (late,) = recorded(session, clock, [sample(name="丙", ref="c")])
    entries = redact(session, clock, targets=[RedactionTarget(late.seq)], rule="PIPL 47", asked_by="subject")
    write(session, clock, SYSTEM, [Trace("samples.erase", "sample", "c", entries=entries)])
    (line,) = lines_after(session, 0)
    assert not replay(older, SYSTEM, clock, line)


def test_only_a_second_word_on_consent_is_a_line(session: Session, clock: FixedClock) -> None:
    given = Publication(ConsentFace.KIND, "w", "w", CONSENTED, clock.now().date())
    recorded(session, clock, [given])
    assert lines_after(session, 0) == []
    recorded(session, clock, [Publication(ConsentFace.KIND, "w", "w", FEWER, clock.now().date())])
    (line,) = lines_after(session, 0)
    assert isinstance(line, StandingConsents)
    assert (line.owner, line.scopes) == ("w", ("checks",))
    assert StandingConsents.read(line.plain()) == line
    assert ConsentFace.KIND.name == CONSENT


def test_acts_of_the_private_tables_are_told_by_the_trace(session: Session, clock: FixedClock) -> None:
    for action in ("photo.remove", "photo.keep", "photo.remove"):
        write(session, clock, SYSTEM, [Trace(action, "photo", "w1", {"digest": "x"}, None)])
    first, second = private_after(session, 0, {"photo.remove"})
    assert (first.row, second.row, first.subject) == (1, 3, "w1")
    assert private_after(session, first.row, {"photo.remove"}) == [second]
    assert private_after(session, 0, set()) == []
    assert PrivateErasure.read(first.plain()) == first


def test_only_the_keeper_replays(session: Session, older: Session, clock: FixedClock) -> None:
    erase(session, clock)
    with pytest.raises(NotAllowed):
        replay(older, Actor("x", Role.CLERK, "x"), clock, lines_after(session, 0)[0])
