"""The photo at the door and on a person's page: only with consent, only the one meant, gone with the consent."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from registry.consents.actions import give_many, withdraw
from registry.consents.states import Channel, Scope
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.permits.actions_cards import report_lost
from registry.permits.actions_photos import keep_photo
from registry.photos.rules import portrait
from tests.make.consents import given
from tests.make.photos import picture
from tests.make.standing_people import Someone
from tests.pages import PageClient

Meet = Callable[..., Someone]
SOURCE = re.compile(r'<img[^>]* src="(/[^"]*photo[^"]*)"')
IMAGE = portrait(picture())
BOTH = {Scope.PHOTO, Scope.LISTING}


@pytest.fixture
def photographed(
    meet: Meet, session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing
) -> Callable[..., Someone]:
    """A person with a photo and the consents given."""

    def make(*scopes: Scope) -> Someone:
        person = meet(scopes=scopes)
        keep_photo(session, actor, clock, keyring, person.ref, IMAGE)
        session.commit()
        return person

    return make


def source(pages: PageClient, path: str) -> str | None:
    found = SOURCE.search(pages.get(path).get_data(as_text=True))
    return found[1] if found else None


@pytest.mark.parametrize("lang", ["", "/en"])
def test_with_consent_the_door_shows_it(pages: PageClient, photographed: Meet, lang: str) -> None:
    person = photographed(Scope.PHOTO)
    where = source(pages, f"{lang}/d/{person.card.token}")
    assert where is not None
    answer = pages.get(where)
    assert answer.data == IMAGE
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    body = pages.post("/check", {"number": person.number, "surname": "翟"}).get_data(as_text=True)
    assert SOURCE.search(body)


@pytest.mark.parametrize("scopes", [(), (Scope.LISTING,), (Scope.CHECKS, Scope.RATINGS, Scope.COUNTS)])
def test_without_consent_nobody_shows_it(pages: PageClient, photographed: Meet, scopes: tuple[Scope, ...]) -> None:
    person = photographed(*scopes)
    assert source(pages, f"/d/{person.card.token}") is None
    if person.page:
        assert source(pages, f"/people/{person.page}") is None
        pages.get(f"/people/{person.page}/photo", status=404)


def test_the_page_of_a_listed_person_shows_it(pages: PageClient, photographed: Meet) -> None:
    person = photographed(*BOTH)
    assert source(pages, f"/people/{person.page}") == f"/people/{person.page}/photo"
    answer = pages.get(f"/people/{person.page}/photo")
    assert answer.data == IMAGE
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert source(pages, f"/people/{person.page}?known_on=2026-11-20") is None


def test_taking_consent_back_closes_every_way_at_once(
    pages: PageClient, photographed: Meet, session: Session, actor: Actor, clock: FixedClock
) -> None:
    person = photographed(*BOTH)
    ticket = source(pages, f"/d/{person.card.token}")
    assert ticket is not None
    pages.get(f"/people/{person.page}")
    withdraw(session, actor, clock, person.ref, channel=Channel.IN_PERSON, scopes={Scope.PHOTO})
    session.commit()
    pages.get(ticket, status=404)
    assert source(pages, f"/d/{person.card.token}") is None
    assert source(pages, f"/people/{person.page}") is None
    pages.get(f"/people/{person.page}/photo", status=404)


def test_consent_given_later_shows_what_was_kept(
    pages: PageClient, photographed: Meet, session: Session, actor: Actor, clock: FixedClock
) -> None:
    person = photographed(Scope.LISTING)
    assert source(pages, f"/people/{person.page}") is None
    give_many(session, actor, clock, [given(worker_ref=person.ref, scope=Scope.PHOTO)])
    session.commit()
    assert source(pages, f"/people/{person.page}") is not None


def test_an_old_ticket_does_not_show_a_new_photo(
    pages: PageClient, photographed: Meet, session: Session, actor: Actor, clock: FixedClock, keyring: KeyRing
) -> None:
    person = photographed(Scope.PHOTO)
    ticket = source(pages, f"/d/{person.card.token}")
    assert ticket is not None
    keep_photo(session, actor, clock, keyring, person.ref, portrait(picture(colour=(9, 9, 9))))
    session.commit()
    pages.get(ticket, status=404)


def test_a_ticket_ends(pages: PageClient, photographed: Meet, clock: FixedClock) -> None:
    person = photographed(Scope.PHOTO)
    ticket = source(pages, f"/d/{person.card.token}")
    assert ticket is not None
    clock.advance(minutes=10)
    pages.get(ticket, status=404)


def test_a_dead_card_shows_no_photo(
    pages: PageClient, photographed: Meet, session: Session, actor: Actor, clock: FixedClock
) -> None:
    person = photographed(Scope.PHOTO)
    report_lost(session, actor, clock, person.permit)
    session.commit()
    assert source(pages, f"/d/{person.card.token}") is None


def test_the_copy_to_keep_holds_no_photo(pages: PageClient, photographed: Meet) -> None:
    person = photographed(Scope.PHOTO)
    assert "photo" not in pages.plain.get(f"/d/{person.card.token}/save").get_data(as_text=True)
