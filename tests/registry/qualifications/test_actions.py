"""Certificates wait for consent, are verified by somebody, and never show their number."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.actions_keys import rotate_table
from registry.audit.models import AuditEntry
from registry.consents.actions import give_many
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing, key_name
from registry.core.errors import NotFound, RuleBroken
from registry.qualifications.actions import (
    publish_held,
    record_certificates,
    verify_certificate,
)
from registry.qualifications.actions_credits import earn_credits
from registry.qualifications.disclosure import CertificateFace, CreditFace
from registry.qualifications.models import Certificate
from registry.qualifications.rules import Verification
from registry.qualifications.states import How, Scheme
from registry.record import reading
from registry.record.models import RecordSide
from tests.make.consents import given
from tests.make.qualifications import certificate, credits, verification
from tests.make.workers import registered


@pytest.fixture
def person(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> str:
    return registered(session=session, actor=actor, clock=clock, keyring=keyring)


def shown(session: Session, person: str) -> list[CertificateFace]:
    entries = reading.current_of(session, [person], ["certificate"])[person]
    return [entry.face(CertificateFace) for entry in entries]


def test_a_certificate_is_held_back_until_its_holder_consents(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    record_certificates(session, actor, clock, keyring, [certificate(worker_ref=person)])
    earn_credits(session, actor, clock, [credits(worker_ref=person)])
    publish_held(session, actor, clock, [person])
    assert reading.position(session) == 0
    publish_held(session, actor, clock, give_many(session, actor, clock, [given(worker_ref=person)]))
    (face,) = shown(session, person)
    assert (face.level, face.verified) == ("L4", False)
    assert reading.current(session, CreditFace.KIND.name, person) is not None
    position = reading.position(session)
    publish_held(session, actor, clock, [person])
    assert reading.position(session) == position


def test_of_a_listed_person_it_is_shown_at_once(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    give_many(session, actor, clock, [given(worker_ref=person)])
    refs = record_certificates(
        session, actor, clock, keyring,
        [certificate(worker_ref=person), certificate(worker_ref=person, scheme=Scheme.INFANT, level="L3")],
    )  # fmt: skip
    assert [face.scheme for face in shown(session, person)] == [Scheme.DOMESTIC, Scheme.INFANT]
    assert len(set(refs)) == 2


def test_verification_says_who_when_and_how(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    give_many(session, actor, clock, [given(worker_ref=person)])
    (ref,) = record_certificates(session, actor, clock, keyring, [certificate(worker_ref=person)])
    verify_certificate(session, actor, clock, ref, verification())
    (face,) = shown(session, person)
    assert (face.verified, face.verified_by, face.verified_on, face.how) == (
        True, "云州市家政服务行业协会", date(2026, 11, 20), How.NATIONAL_QUERY,
    )  # fmt: skip


@pytest.mark.parametrize("wrong", [verification(by=" "), verification(on=date(2026, 11, 22))])
def test_a_verification_by_nobody_or_ahead_is_refused(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str, wrong: Verification
) -> None:
    (ref,) = record_certificates(session, actor, clock, keyring, [certificate(worker_ref=person)])
    with pytest.raises(RuleBroken):
        verify_certificate(session, actor, clock, ref, wrong)
    with pytest.raises(NotFound):
        verify_certificate(session, actor, clock, "none", verification())


def test_the_number_is_encrypted_in_no_face_and_in_no_trace(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    give_many(session, actor, clock, [given(worker_ref=person)])
    number = "1234567890123456"
    (ref,) = record_certificates(session, actor, clock, keyring, [certificate(worker_ref=person, number=number)])
    token = session.get_one(Certificate, ref).number or b""
    assert keyring.decrypt(token, table="certificate", column="number", row=ref) == number
    told = "".join(session.scalars(select(RecordSide.document)))
    told += "".join(str(trace.after) for trace in session.scalars(select(AuditEntry)))
    assert number not in told
    assert number[-4:] not in "".join(str(face) for face in shown(session, person))


def test_rotation_reaches_certificate_numbers(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    rows = [certificate(worker_ref=person, number=str(at)) for at in range(5)] + [certificate(worker_ref=person)]
    refs = record_certificates(session, actor, clock, keyring, rows)
    ring = keyring.with_new_primary("k2")
    after = rotate_table(session, actor, clock, ring, Certificate.__table__, limit=2)
    while after is not None:
        after = rotate_table(session, actor, clock, ring, Certificate.__table__, after=after, limit=2)
    session.expire_all()
    tokens = [session.get_one(Certificate, ref).number for ref in refs]
    assert [token and key_name(token) for token in tokens] == ["k2"] * 5 + [None]
