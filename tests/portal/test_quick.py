"""The quick path: the same answer as the whole way, and never a moment longer than it is right."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.caching import PageCache, Rendered, cached_page
from portal.database import db, init_database
from portal.headers import init_headers
from portal.language import LanguageMiddleware
from portal.presentation import page_key
from portal.quick import Quick, init_quick
from portal.settings import Settings
from registry.core.base import new_ref
from registry.core.clock import FixedClock
from tests.make.record import recorded, sample
from tests.structure.source import ROOT

MIDNIGHT = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
OWNER = new_ref()


class Counting:
    """A view that counts how often the application was entered, and how often it rendered."""

    def __init__(self, clock: FixedClock) -> None:
        self.clock = clock
        self.entered = 0
        self.rendered = 0

    def view(self) -> Response:
        self.entered += 1
        return cached_page(page_key(), self.clock.now(), self.render)

    def render(self) -> Rendered:
        self.rendered += 1
        return Rendered(f"rendered {self.rendered}", (OWNER,), changes=(MIDNIGHT,))


@pytest.fixture
def page(clock: FixedClock) -> Counting:
    """The page under test."""
    return Counting(clock)


@pytest.fixture
def app(register: Path, clock: FixedClock, page: Counting) -> Iterator[Flask]:
    """A bare app with the quick path before it."""
    made = Flask("test")
    settings = Settings(data_dir=register.parent, trusted_hosts=("localhost",))
    made.config["TRUSTED_HOSTS"] = ["localhost"]
    made.extensions.update(
        settings=settings, page_cache=PageCache(10), build="build-1", wiring=SimpleNamespace(clock=clock)
    )
    init_database(made, settings)
    init_headers(made, production=False)
    made.add_url_rule("/page", view_func=page.view)
    with made.app_context():
        init_quick(made, db.engine)
    made.wsgi_app = LanguageMiddleware(made.wsgi_app)
    yield made
    with made.app_context():
        db.engine.dispose()
    made.extensions["register_writer"].dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser."""
    return app.test_client()


def add(engine: Engine, clock: FixedClock, **fields: object) -> None:
    with Session(engine) as session:
        recorded(session, clock, [sample(**fields)])
        session.commit()


def test_the_second_answer_is_the_first_without_entering_the_application(client: FlaskClient, page: Counting) -> None:
    first, second = client.get("/page"), client.get("/page")
    assert page.entered == 1
    assert (second.status, second.data, list(second.headers)) == (first.status, first.data, list(first.headers))


def test_the_holder_of_the_current_version_gets_a_304_with_the_same_headers(
    client: FlaskClient, page: Counting
) -> None:
    tag = client.get("/page").headers["ETag"]
    quick = client.get("/page", headers={"If-None-Match": tag})
    assert (quick.status_code, quick.data, page.entered) == (304, b"", 1)
    assert quick.headers["ETag"] == tag
    assert "Content-Security-Policy" in quick.headers
    assert client.get("/page", headers={"If-None-Match": '"older"'}).status_code == 200


def test_a_grown_record_goes_the_whole_way_and_renders_only_for_what_was_read(
    client: FlaskClient, page: Counting, engine: Engine, clock: FixedClock
) -> None:
    client.get("/page")
    add(engine, clock)
    client.get("/page")
    assert (page.entered, page.rendered) == (2, 1)
    client.get("/page")
    assert page.entered == 2
    add(engine, clock, owner=OWNER)
    assert client.get("/page").data == b"rendered 2"


def test_midnight_is_not_missed(client: FlaskClient, page: Counting, clock: FixedClock) -> None:
    client.get("/page")
    clock.set(MIDNIGHT - timedelta(microseconds=1))
    assert client.get("/page").data == b"rendered 1"
    clock.set(MIDNIGHT)
    assert client.get("/page").data == b"rendered 2"


def test_language_text_size_query_and_method_are_kept_apart(client: FlaskClient, page: Counting) -> None:
    client.get("/page")
    client.get("/en/page")
    client.get("/page?x=月")
    client.get("/page?x=月")
    client.set_cookie("text_size", "large")
    client.get("/page")
    assert page.entered == page.rendered == 4
    client.head("/page")
    assert page.entered == 5


def test_a_foreign_host_gets_nothing_from_what_is_kept(client: FlaskClient, page: Counting) -> None:
    client.get("/page")
    assert client.get("/page", headers={"Host": "evil.example"}).status_code == 400


def test_a_database_that_cannot_say_sends_the_request_the_whole_way(
    app: Flask, client: FlaskClient, page: Counting
) -> None:
    client.get("/page")
    client.get("/page")
    quick = app.wsgi_app._app
    assert isinstance(quick, Quick)
    quick._position._free[-1][0].close()
    client.get("/page")
    assert page.entered == 2
    client.get("/page")
    assert page.entered == 2


FOREIGN_THREAD = """
import ctypes, pathlib, sys
from portal.clocks import SystemClock
from portal.database import make_reader
from portal.limits import Limits
from portal.quick import Position
from portal.seen import Seen
from datetime import timedelta

folder = pathlib.Path(sys.argv[1])
position = Position(make_reader(f"sqlite:///{folder / 'register.db'}"))
limits, seen = Limits(folder / "limits.db", SystemClock()), Seen(folder / "seen.db", SystemClock())
system = ctypes.CDLL(None)

@ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)
def work(_):
    print(position.now(), limits.hit("a", 1, 60), seen.touch("a", timedelta(hours=1)), flush=True)

for _ in range(3):
    thread = ctypes.c_ulong()
    system.pthread_create(ctypes.byref(thread), None, work, None)
    system.pthread_join(thread, None)
print("still here")
"""


@pytest.mark.faults
def test_the_end_of_a_thread_of_the_server_is_not_the_end_of_the_process(register: Path) -> None:
    command = [sys.executable, "-c", FOREIGN_THREAD, str(register.parent)]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert process.stdout.splitlines()[-1:] == ["still here"], process.stderr
    assert process.stdout.count("\n") == 4
