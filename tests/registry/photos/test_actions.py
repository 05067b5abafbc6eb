"""A photo is shown while its person consents, and is gone with the consent."""

import base64

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.actions_keys import rotate_table
from registry.audit.models import AuditEntry
from registry.consents.actions import give_many, withdraw
from registry.consents.states import Channel, Scope
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, NotAllowed
from registry.photos.actions import keep, remove
from registry.photos.disclosure import PhotoFace
from registry.photos.door import shown_picture
from registry.photos.models import Photo
from registry.photos.queries import has_picture, picture_of
from registry.photos.rules import digest_of, portrait
from registry.record import reading
from registry.record.models import RecordSide
from registry.record.redaction import owed
from registry.record.verify import verify
from tests.make.consents import given
from tests.make.photos import picture
from tests.make.workers import registered

IMAGE = portrait(picture())
OTHER = portrait(picture(colour=(10, 20, 30)))


@pytest.fixture
def person(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing) -> str:
    return registered(session=session, actor=actor, clock=clock, keyring=keyring)


def shown(session: Session, person: str) -> str | None:
    entry = reading.current(session, PhotoFace.KIND.name, person)
    return entry.face(PhotoFace).digest if entry else None


def consent(session: Session, actor: Actor, clock: FixedClock, person: str) -> None:
    give_many(session, actor, clock, [given(worker_ref=person, scope=Scope.PHOTO)])


def test_without_consent_a_photo_is_kept_but_not_shown(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    keep(session, actor, clock, keyring, person, IMAGE, shown=False)
    assert picture_of(session, keyring, person) == IMAGE
    assert shown(session, person) is None


def test_consent_shows_the_photo_that_is_there(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    keep(session, actor, clock, keyring, person, IMAGE, shown=False)
    consent(session, actor, clock, person)
    assert shown(session, person) == digest_of(IMAGE)
    assert shown_picture(session, keyring, person, digest_of(IMAGE)) == IMAGE


def test_a_new_photo_takes_the_place_of_the_old(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    consent(session, actor, clock, person)
    keep(session, actor, clock, keyring, person, IMAGE, shown=True)
    keep(session, actor, clock, keyring, person, OTHER, shown=True)
    assert shown(session, person) == digest_of(OTHER)
    assert shown_picture(session, keyring, person, digest_of(IMAGE)) is None
    assert picture_of(session, keyring, person) == OTHER


@pytest.mark.parametrize("scopes", [{Scope.PHOTO}, set(Scope)])
def test_withdrawing_takes_the_photo_away_at_once(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str, scopes: set[Scope]
) -> None:
    consent(session, actor, clock, person)
    keep(session, actor, clock, keyring, person, IMAGE, shown=True)
    withdraw(session, actor, clock, person, channel=Channel.IN_PERSON, scopes=scopes)
    assert shown(session, person) is None
    assert not has_picture(session, person)
    assert shown_picture(session, keyring, person, digest_of(IMAGE)) is None
    assert digest_of(IMAGE) not in "".join(session.scalars(select(RecordSide.document)))
    assert owed(session)  # the worker still has to report the bytes gone from the disk
    assert verify(session).failure is None


def test_another_scope_leaves_the_photo(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    consent(session, actor, clock, person)
    give_many(session, actor, clock, [given(worker_ref=person, scope=Scope.CHECKS)])
    keep(session, actor, clock, keyring, person, IMAGE, shown=True)
    withdraw(session, actor, clock, person, channel=Channel.IN_PERSON, scopes={Scope.CHECKS})
    assert shown(session, person) == digest_of(IMAGE)


def test_removing(session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str) -> None:
    consent(session, actor, clock, person)
    keep(session, actor, clock, keyring, person, IMAGE, shown=True)
    remove(session, actor, clock, person, why="不清楚")
    assert shown(session, person) is None
    assert not has_picture(session, person)
    with pytest.raises(Conflict):
        remove(session, actor, clock, person)


def test_the_picture_lies_encrypted_and_in_no_trace(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    keep(session, actor, clock, keyring, person, IMAGE, shown=False)
    token = session.scalar(select(Photo.image))
    assert token is not None
    assert IMAGE[:40] not in token
    assert base64.b64encode(IMAGE)[:40] not in token
    traces = "".join(str(row) for row in session.execute(select(AuditEntry.action, AuditEntry.after)))
    assert "photo.keep" in traces
    assert base64.b64encode(IMAGE)[:40].decode() not in traces


def test_rotation_keeps_every_picture(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str
) -> None:
    keep(session, actor, clock, keyring, person, IMAGE, shown=False)
    ring = keyring.with_new_primary("k2")
    assert rotate_table(session, actor, clock, ring, Photo.__table__) == person
    assert rotate_table(session, actor, clock, ring, Photo.__table__, after=person) is None
    token = session.scalar(select(Photo.image))
    assert token is not None
    assert not ring.needs_rotation(token)
    assert picture_of(session, ring, person) == IMAGE


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.REGULATOR, Role.PUBLIC, Role.PRICE_OFFICER])
def test_others_keep_no_photos(
    session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing, person: str, role: Role
) -> None:
    other = Actor("x", role, "他人")
    with pytest.raises(NotAllowed):
        keep(session, other, clock, keyring, person, IMAGE, shown=False)
    with pytest.raises(NotAllowed):
        remove(session, other, clock, person)
