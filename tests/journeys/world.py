"""A small city behind a real address: the demonstration's register, served on a socket, with a clock moved by hand."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from portal import create_app
from portal.database import db, unit
from portal.demo.calendar import Calendar
from portal.demo.example_people import examples, permit_number
from portal.demo.filling import Filled, fill
from portal.demo.trades import offering
from portal.guards import public
from portal.settings import Settings
from portal.wiring import Wiring
from registry.areas.actions import load
from registry.companies.disclosure import FormerName, Outlet, ResponsiblePerson
from registry.companies.states import ResponsibleRole
from registry.core.actor import SYSTEM, Actor
from registry.core.clock import FixedClock, day_start, shanghai_date
from registry.core.names import split_surname
from registry.core.taxonomy import service_items
from registry.record import keys
from search.indexer import Indexer
from tests.conftest import NOW
from tests.make.companies import register_company, uscc

COMPANIES, WORKERS = 30, 70

T = TypeVar("T")

CROWDED = uscc(7_777_777)
CLERK = Actor("clerk-9", "association", "测试经办")


class Silent(WSGIRequestHandler):
    """A handler that writes no line per request."""

    def log_request(self, *_: object) -> None:
        """Nothing: what is asked stays unsaid."""


@dataclass(slots=True)
class World:
    """The register, its clock, and where it is served."""

    app: Flask
    clock: FixedClock
    filled: Filled
    address: str = ""

    @property
    def wiring(self) -> Wiring:
        """Engines and keys."""
        found: Wiring = self.app.extensions["wiring"]
        return found

    def write(self, act: Callable[[Session], T]) -> T:
        """Do something in the register, as one write unit, and bring the index up to it."""
        with unit(self.app.extensions["register_writer"], self.wiring.settings) as session:
            result = act(session)
        self.index()
        return result

    def read(self, question: Callable[[Session], T]) -> T:
        """Ask the register something."""
        with self.app.app_context():
            return question(db.session())

    def index(self) -> None:
        """Bring the index up to the record."""
        self.read(Indexer(self.wiring.search, self.clock).catch_up)

    def forget_counts(self) -> None:
        """Let the door forget how often it was asked; the clock stands still, so nothing would run out by itself."""
        path = self.wiring.settings.limits_path
        if path.exists():
            with closing(sqlite.connect(str(path), isolation_level=None)) as counts:
                counts.execute("DELETE FROM bucket")

    def place(self, case: str) -> int:
        """The place in the demonstration's table of the person for a case."""
        return [one.case.zh for one in examples(shanghai_date(NOW))].index(case) + 1

    def asked(self, case: str) -> dict[str, str]:
        """What is typed at the door for a case."""
        place = self.place(case)
        example = examples(shanghai_date(NOW))[place - 1]
        return {"number": permit_number(place), "surname": example.typed or split_surname(example.name).surname}

    def card(self, case: str, which: int = -1) -> str:
        """The address in the QR code of a card of the person for a case; the newest card unless told."""
        return f"/d/{self.filled.cards[self.place(case) - 1][which].token}"

    def person(self, case: str) -> str:
        """The address of the public page of the person for a case."""
        ref = self.filled.people[self.place(case) - 1]
        return f"/people/{self.read(lambda session: keys.keys_of(session, 'worker_page', [ref]))[ref]}"


@public
def fault() -> str:
    """A view that fails, for the page that says so."""
    raise RuntimeError("asked for by a test")


def empty(folder: Path, **chosen: Any) -> World:
    """A register without anybody, in `folder`, at the moment that tests take for now; settings as `chosen`."""
    settings = Settings(data_dir=folder, search_url="memory:", **chosen)
    clock = FixedClock(NOW)
    app = create_app(settings, clock=clock)
    app.add_url_rule("/fault", "fault", fault)
    return World(app, clock, Filled((), (), 0))


def build(folder: Path) -> World:
    """The demonstration in `folder`, small, as of the moment that tests take for now."""
    world = empty(folder)
    settings = world.wiring.settings
    with unit(world.app.extensions["register_writer"], settings) as session:
        load(session, SYSTEM, FixedClock(day_start(Calendar(shanghai_date(NOW)).days[0])))
        world.filled = fill(
            session, world.clock, world.wiring.keyring, settings.staging_dir,
            companies=COMPANIES, workers=WORKERS, progress=lambda done, total: None,
        )  # fmt: skip
        _crowded(session, world.clock)
    world.index()
    return world


def _crowded(session: Session, clock: FixedClock) -> None:
    """A company with several of everything that a page lists."""
    outlets = [Outlet(f"临江第{number}店", f"云州市临江新区示范路{number}号", "990106", None) for number in (1, 2, 3)]
    people = [ResponsiblePerson(role, name) for role in ResponsibleRole for name in ("柳青", "宋文华")]
    register_company(
        session, clock, name="云州市临江样样俱全家政服务有限公司", uscc=CROWDED, district="990106",
        brand="样样俱全" * 5, outlets=tuple(outlets), responsible_roles=tuple(people),
        former_names=tuple(FormerName(f"云州市{one}家政服务部", date(2019, 1, 1)) for one in "甲乙"),
        services=tuple(offering(code) for code in service_items()),
    )  # fmt: skip


@contextmanager
def served(world: World) -> Iterator[World]:
    """The world behind a socket, each request in a thread of its own."""
    server = make_server("127.0.0.1", 0, world.app, threaded=True, request_handler=Silent)
    world.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        with world.app.app_context():
            db.session.remove()
            db.engine.dispose()
        world.app.extensions["register_writer"].dispose()
