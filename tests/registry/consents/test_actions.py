"""Consent makes public, withdrawal erases, both at once and in one act."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.audit.models import AuditEntry
from registry.consents.actions import PAGE_KEYS, give_many, withdraw
from registry.consents.disclosure import ConsentFace
from registry.consents.models import Consent
from registry.consents.queries import listed, standing_scopes
from registry.consents.states import Channel, Scope
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, RuleBroken
from registry.permits.disclosure import PermitFace
from registry.qualifications.actions import publish_held, record_certificates
from registry.record import keys, reading
from registry.record.models import RecordSide
from registry.record.redaction import owed
from registry.record.verify import verify
from registry.workers.disclosure import WorkerFace
from tests.make.consents import given
from tests.make.permits import issued
from tests.make.qualifications import certificate
from tests.make.workers import new_worker, registered


@pytest.fixture
def person(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> str:
    return registered(session=session, actor=actor, clock=clock, keyring=keyring, worker=new_worker(name="查小梅"))


def face_of(session: Session, person: str) -> ConsentFace:
    entry = reading.current(session, "consent", person)
    assert entry is not None
    return entry.face(ConsentFace)


def page_key(session: Session, person: str) -> str | None:
    return keys.keys_of(session, PAGE_KEYS, [person]).get(person)


def test_without_consent_there_is_no_listed_face_and_no_page(session: Session, person: str) -> None:
    assert reading.current(session, "worker", person) is None
    assert page_key(session, person) is None


def test_consent_to_be_listed_publishes_the_face_and_opens_a_page(
    session: Session, actor: Actor, clock: FixedClock, person: str
) -> None:
    assert give_many(session, actor, clock, [given(worker_ref=person)]) == [person]
    entry = reading.current(session, "worker", person)
    assert entry is not None
    assert entry.face(WorkerFace).name_masked == "查**"
    token = page_key(session, person)
    assert token is not None
    assert len(token) == 26
    assert token != person
    target = keys.resolve(session, PAGE_KEYS, token)
    assert target is not None
    assert (target.kind, target.ref, target.owner) == ("worker", person, person)
    assert face_of(session, person) == ConsentFace(True, False, False, False, False, "2026-1")


def test_consent_to_show_checks_lists_nobody(session: Session, actor: Actor, clock: FixedClock, person: str) -> None:
    assert give_many(session, actor, clock, [given(worker_ref=person, scope=Scope.CHECKS)]) == []
    assert reading.current(session, "worker", person) is None
    assert face_of(session, person) == ConsentFace(False, True, False, False, False, "2026-1")


def test_the_same_consent_again_changes_nothing(session: Session, actor: Actor, clock: FixedClock, person: str) -> None:
    give_many(session, actor, clock, [given(worker_ref=person)])
    before = (reading.position(session), page_key(session, person))
    assert give_many(session, actor, clock, [given(worker_ref=person), given(worker_ref=person)]) == []
    assert (reading.position(session), page_key(session, person)) == before


def test_a_word_that_does_not_count_leaves_nothing(
    session: Session, actor: Actor, clock: FixedClock, person: str
) -> None:
    words = [given(worker_ref=person), given(worker_ref=person, scope=Scope.PHOTO, channel=Channel.ROSTER)]
    with pytest.raises(RuleBroken):
        give_many(session, actor, clock, words)
    assert standing_scopes(session, [person]) == {}


def test_withdrawal_ends_and_erases_everything_listed_at_once(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    give_many(session, actor, clock, [given(worker_ref=person), given(worker_ref=person, scope=Scope.CHECKS)])
    record_certificates(session, actor, clock, keyring, [certificate(worker_ref=person, title="母婴护理员四级")])
    issued(session=session, actor=actor, clock=clock, keyring=keyring, worker_ref=person)
    token = page_key(session, person) or ""
    clock.advance(days=3)
    assert withdraw(session, actor, clock, person, channel=Channel.TELEPHONE, scopes=[Scope.LISTING]) == {Scope.LISTING}
    assert reading.current(session, "worker", person) is None
    assert reading.history(session, "worker", person) == []
    assert reading.as_of(session, "worker", person, date(2026, 11, 22), date(2026, 11, 22)) is None
    assert keys.resolve(session, PAGE_KEYS, token) is None
    kinds = {entry.kind for entry in reading.current_of(session, [person])[person]}
    assert kinds == {"consent", "permit", "redaction"}
    assert listed(session, [person]) == set()
    sides = "".join(session.scalars(select(RecordSide.document)))
    assert "查**" not in sides
    assert "母婴护理员四级" not in sides
    assert len(owed(session)) == 1
    assert verify(session).failure is None


def test_withdrawal_leaves_the_door_check_and_the_other_consents(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    give_many(session, actor, clock, [given(worker_ref=person), given(worker_ref=person, scope=Scope.CHECKS)])
    _, permit = issued(session=session, actor=actor, clock=clock, keyring=keyring, worker_ref=person)
    withdraw(session, actor, clock, person, channel=Channel.PAPER, scopes=[Scope.LISTING])
    entry = reading.current(session, "permit", permit)
    assert entry is not None
    assert entry.face(PermitFace).state == "active"
    assert face_of(session, person) == ConsentFace(False, True, False, False, False, "2026-1")


def test_withdrawing_all_closes_every_scope_and_keeps_the_evidence(
    session: Session, actor: Actor, clock: FixedClock, person: str
) -> None:
    give_many(session, actor, clock, [given(worker_ref=person, scope=scope) for scope in Scope])
    clock.advance(hours=1)
    assert withdraw(session, actor, clock, person, channel=Channel.IN_PERSON, why="本人要求") == set(Scope)
    assert face_of(session, person) == ConsentFace(False, False, False, False, False, "2026-1")
    rows = session.scalars(select(Consent).where(Consent.worker_ref == person)).all()
    assert {(row.withdrawn_at, row.withdrawn_channel) for row in rows} == {(clock.now(), "in_person")}
    trace = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert trace is not None
    assert (trace.action, trace.why, len(trace.positions)) == ("consent.withdraw", "本人要求", 3)
    with pytest.raises(Conflict):
        withdraw(session, actor, clock, person, channel=Channel.IN_PERSON)


def test_consent_given_again_opens_a_page_at_a_new_address(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    give_many(session, actor, clock, [given(worker_ref=person)])
    record_certificates(session, actor, clock, keyring, [certificate(worker_ref=person)])
    old = page_key(session, person)
    clock.advance(days=1)
    withdraw(session, actor, clock, person, channel=Channel.PAPER)
    clock.advance(days=1)
    now_listed = give_many(session, actor, clock, [given(worker_ref=person)])
    publish_held(session, actor, clock, now_listed)
    new = page_key(session, person)
    assert new is not None
    assert new != old
    assert reading.current(session, "worker", person) is not None
    assert [entry.kind for entry in reading.current_of(session, [person], ["certificate"])[person]] == ["certificate"]
    # What was erased stays erased: the older version is there as a gap only.
    assert [bool(entry.fields) for entry in reading.history(session, "worker", person)] == [False, False, True]


def test_a_second_withdrawal_leaves_the_mark_of_the_first(
    session: Session, actor: Actor, clock: FixedClock, person: str
) -> None:
    for _ in range(2):
        give_many(session, actor, clock, [given(worker_ref=person)])
        clock.advance(days=1)
        withdraw(session, actor, clock, person, channel=Channel.PAPER)
    marks = reading.current_of(session, [person], ["redaction"])[person]
    assert [mark.fields["rule"] for mark in marks] == ["PIPL-15", "PIPL-15"]
    assert verify(session).failure is None


def test_an_employers_word_does_not_undo_a_withdrawal(
    session: Session, actor: Actor, clock: FixedClock, person: str
) -> None:
    roster = given(worker_ref=person, channel=Channel.ROSTER)
    assert give_many(session, actor, clock, [roster]) == [person]
    withdraw(session, actor, clock, person, channel=Channel.TELEPHONE)
    assert give_many(session, actor, clock, [roster]) == []
    assert reading.current(session, "worker", person) is None
    assert give_many(session, actor, clock, [given(worker_ref=person, channel=Channel.ONLINE)]) == [person]


@pytest.mark.parametrize(
    "change",
    [
        "channel = 'roster', scope = 'checks'",
        "withdrawn_at = 1",
        "withdrawn_channel = 'paper'",
        "scope = 'everything'",
        "notice_version = ''",
        "withdrawn_at = given_at - 1, withdrawn_channel = 'paper'",
    ],
)
def test_impossible_consents_are_out_of_reach_of_raw_sql(
    session: Session, actor: Actor, clock: FixedClock, person: str, change: str
) -> None:
    give_many(session, actor, clock, [given(worker_ref=person)])
    with pytest.raises(IntegrityError):
        session.execute(text(f"UPDATE consent SET {change}"))
