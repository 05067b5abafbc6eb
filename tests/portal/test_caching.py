"""Cached, never late: a page is kept while it is right, and not a moment longer."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.caching import Held, PageCache, Rendered, cached_page
from portal.database import init_database
from portal.settings import Settings
from registry.core.base import new_ref
from registry.core.clock import FixedClock
from tests.make.record import recorded, sample

MIDNIGHT = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)


class Page:
    """A page of one subject that counts how often it was rendered."""

    def __init__(self, clock: FixedClock) -> None:
        self.clock = clock
        self.owner = new_ref()
        self.rendered = 0
        self.refuse = False

    def render(self) -> Rendered | Response:
        self.rendered += 1
        if self.refuse:
            return Response("gone", status=404)
        return Rendered(f"rendered {self.rendered}", (self.owner,), links=(self.owner,), changes=(MIDNIGHT,))

    def view(self) -> Response:
        return cached_page(("/page", "zh", "normal"), self.clock.now(), self.render)


@pytest.fixture
def page(clock: FixedClock) -> Page:
    """The page under test."""
    return Page(clock)


@pytest.fixture
def client(register: Path, page: Page) -> Iterator[FlaskClient]:
    """A bare app that serves the page."""
    app = Flask("test")
    settings = Settings(data_dir=register.parent)
    app.extensions["settings"] = settings
    app.extensions["page_cache"] = PageCache(10)
    app.extensions["build"] = "build-1"
    init_database(app, settings)
    app.add_url_rule("/page", view_func=page.view)
    yield app.test_client()
    with app.app_context():
        from portal.database import db

        db.engine.dispose()
    app.extensions["register_writer"].dispose()


def add(engine: Engine, clock: FixedClock, **fields: object) -> None:
    with Session(engine) as session:
        recorded(session, clock, [sample(**fields)])
        session.commit()


def test_an_unchanged_page_is_rendered_once_and_costs_a_304(client: FlaskClient, page: Page) -> None:
    first = client.get("/page")
    assert first.headers["Cache-Control"] == "no-cache"
    second = client.get("/page", headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.data, page.rendered) == (304, b"", 1)


def test_an_entry_of_another_subject_changes_nothing(
    client: FlaskClient, page: Page, engine: Engine, clock: FixedClock
) -> None:
    first = client.get("/page")
    add(engine, clock)
    assert client.get("/page").headers["ETag"] == first.headers["ETag"]
    assert page.rendered == 1


@pytest.mark.parametrize("relation", ["owner", "other"])
def test_a_new_entry_of_an_owner_or_a_new_follower_shows_at_the_next_request(
    client: FlaskClient, page: Page, engine: Engine, clock: FixedClock, relation: str
) -> None:
    first = client.get("/page")
    add(engine, clock, **{relation: page.owner})
    second = client.get("/page", headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, page.rendered) == (200, 2)
    assert second.headers["ETag"] != first.headers["ETag"]


def test_a_page_changes_by_itself_at_its_moment_and_not_before(
    client: FlaskClient, page: Page, clock: FixedClock
) -> None:
    first = client.get("/page")
    clock.set(MIDNIGHT - timedelta(microseconds=1))
    assert client.get("/page", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    clock.set(MIDNIGHT)
    second = client.get("/page", headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.data) == (200, b"rendered 2")


def test_a_refusal_is_passed_on_and_never_kept(client: FlaskClient, page: Page) -> None:
    page.refuse = True
    assert client.get("/page").status_code == 404
    page.refuse = False
    assert client.get("/page").data == b"rendered 2"


def kept(body: bytes) -> Held:
    """A page as the cache keeps it."""
    return Held(Rendered("", ()), body, position=1, checked_at=1, moments=[], passed=0)


def test_the_least_used_page_leaves_first() -> None:
    cache = PageCache(2)
    pages = {name: kept(name.encode()) for name in ("a", "b", "c")}
    for name in ("a", "b"):
        cache.put((name,), pages[name])
    cache.get(("a",))
    cache.put(("c",), pages["c"])
    assert [cache.get((name,)) for name in ("a", "b", "c")] == [pages["a"], None, pages["c"]]


def test_ever_other_addresses_do_not_fill_the_memory() -> None:
    cache = PageCache(1000, most_bytes=100)
    for put, get in ((cache.put, cache.get), (cache.put_in_front, cache.in_front)):
        for number in range(50):
            put((str(number),), kept(b"x" * 30))
        assert [number for number in range(50) if get((str(number),))] == [47, 48, 49]
        put(("49",), kept(b"x" * 90))  # in place of itself: the others leave
        assert get(("48",)) is None
        put(("large",), kept(b"x" * 101))  # larger than all that is kept
        assert get(("large",)) is None
        put(("next",), kept(b"x" * 100))
        assert get(("next",)) is not None


def test_a_rendered_page_is_held_once(client: FlaskClient, page: Page) -> None:
    client.get("/page")
    held = client.application.extensions["page_cache"].get(("/page", "zh", "normal"))
    assert (held.body, held.rendered.body) == (b"rendered 1", "")


def test_a_page_worked_out_from_the_day_alone_has_another_tag_after_midnight(
    client: FlaskClient, page: Page, clock: FixedClock
) -> None:
    first = client.get("/page").headers["ETag"]
    clock.set(MIDNIGHT + timedelta(hours=1))
    page.render = lambda: Rendered("of the next day", (page.owner,), changes=(MIDNIGHT + timedelta(days=1),))
    second = client.get("/page", headers={"If-None-Match": first})
    assert (second.status_code, second.data) == (200, b"of the next day")
