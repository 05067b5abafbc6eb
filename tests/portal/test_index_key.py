"""A process that holds another index key than the one in force neither answers nor writes, and says so."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.database import db, make_reader, make_writer, read_session, unit, write_unit
from portal.index_key import CHANGED, IndexKeyChanged, demand, hold
from portal.jobs import RUNNERS, Jobs
from portal.settings import Settings
from portal.wiring import adopt, keyring, next_keyring, wiring
from registry.core.actor import SYSTEM
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.index_keys.actions import rotate_index
from registry.index_keys.models import IndexKey
from registry.record import reading
from registry.tasks.actions import send_mail
from tests.conftest import application
from tests.engines import either_engine
from tests.make.index_keys import Town, town

assert either_engine


@pytest.fixture
def lived_in(app: Flask, clock: FixedClock, tmp_path: Path) -> Town:
    """A register with every kind of index in it, written by a process that runs on."""
    with app.app_context(), write_unit() as session:
        return town(session, clock, wiring().keyring, tmp_path / "rosters")


def rotated(settings: Settings, clock: FixedClock) -> KeyRing:
    """Change the index key in a process of its own; the keys that it goes on with."""
    with application(settings, clock) as other, other.app_context():
        at = wiring()
        new = next_keyring(settings, at.keyring)
        with write_unit(large=True) as session:
            rotate_index(session, SYSTEM, clock, at.keyring, new)
        adopt(new)
        with write_unit() as session:
            assert reading.position(session) > 0
        db.session.remove()
        assert reading.position(read_session()) > 0
    return new


def test_a_running_process_with_the_old_key_refuses_what_it_would_not_find(
    app: Flask, settings: Settings, clock: FixedClock, lived_in: Town
) -> None:
    client = app.test_client()
    asked = {"number": lived_in.permit_number, "surname": "单"}
    before = client.post("/check", data=asked)
    assert before.status_code == 200
    rotated(settings, clock)
    said = client.get("/")
    assert (said.status_code, CHANGED.zh in said.text) == (503, True)
    assert CHANGED.en.split(":")[0] in client.get("/en/").text.replace("&#39;", "'")
    assert client.get(f"/d/{lived_in.card.token}").status_code == 503
    assert client.post("/check", data=asked).status_code == 503
    with app.app_context(), pytest.raises(IndexKeyChanged), write_unit():
        pytest.fail("a unit was opened")
    with application(settings, clock) as restarted:
        assert restarted.test_client().post("/check", data=asked).text == before.text
        with restarted.app_context():
            held = lived_in.seen(read_session(), wiring().keyring, clock)
            assert all(held.values()), held


def test_a_snapshot_begun_before_is_answered_from_before(
    app: Flask, settings: Settings, clock: FixedClock, lived_in: Town
) -> None:
    with app.app_context():
        session = read_session()
        assert reading.position(session) > 0
        rotated(settings, clock)
        assert all(lived_in.seen(session, wiring().keyring, clock).values())
        session.rollback()
        with pytest.raises(IndexKeyChanged):
            reading.position(session)


@contextmanager
def another(engine: Engine, proof: str, *, writes: bool = True) -> Iterator[Engine]:
    """An engine of another process on the same register, held to a key."""
    url = engine.url.render_as_string(hide_password=False)
    made = make_writer(url) if writes else make_reader(url)
    demand(made, proof)
    yield made
    made.dispose()


def test_a_writer_that_waited_for_the_change_is_refused(
    either_engine: Engine, clock: FixedClock, tmp_path: Path
) -> None:
    settings, old = Settings(data_dir=tmp_path), KeyRing.generate()
    with unit(either_engine, settings) as session:
        town(session, clock, old, tmp_path)
    new = old.with_new_index_key()
    caught: list[str] = []

    def write() -> None:
        with another(either_engine, old.index_proof) as late:
            begun.set()
            try:
                with unit(late, settings, 20):
                    caught.append("written")
            except IndexKeyChanged:
                caught.append("refused")

    begun = threading.Event()
    thread = threading.Thread(target=write)
    with unit(either_engine, settings) as session:
        thread.start()
        assert begun.wait(10)
        rotate_index(session, SYSTEM, clock, old, new)
    thread.join(30)
    assert caught == ["refused"]
    for proof, answers in ((old.index_proof, False), (new.index_proof, True)):
        with another(either_engine, proof, writes=False) as reader, Session(reader) as session:
            if answers:
                assert reading.position(session) > 0
            else:
                with pytest.raises(IndexKeyChanged):
                    reading.position(session)


def test_the_register_says_which_of_the_keys_at_hand_is_used(
    either_engine: Engine, clock: FixedClock, tmp_path: Path
) -> None:
    old = KeyRing.generate()
    with unit(either_engine, Settings(data_dir=tmp_path)) as session:
        town(session, clock, old, tmp_path)
    url = either_engine.url.render_as_string(hide_password=False)
    ahead = old.with_new_index_key()
    for given, wanted in ((old, old), (ahead, old), (KeyRing.generate(), None)):
        reader, writer = make_reader(url), make_writer(url)
        found = hold(reader, writer, given)
        assert found.index_proof == (wanted or given).index_proof
        if wanted is None:
            with Session(reader) as session, pytest.raises(IndexKeyChanged):
                reading.position(session)
            with pytest.raises(IndexKeyChanged), unit(writer, Settings(data_dir=tmp_path)):
                pytest.fail("a unit was opened")
        else:
            with Session(reader) as session:
                assert reading.position(session) > 0
        reader.dispose()
        writer.dispose()


def test_a_register_that_does_not_answer_yet_is_asked_later(
    either_engine: Engine, clock: FixedClock, tmp_path: Path
) -> None:
    old = KeyRing.generate()
    with unit(either_engine, Settings(data_dir=tmp_path)) as session:
        town(session, clock, old, tmp_path)
    url = either_engine.url.render_as_string(hide_password=False)
    deaf = create_engine("sqlite:////nowhere/at/all/register.db")
    writer = make_writer(url)
    assert hold(deaf, writer, KeyRing.generate()).index_proof != old.index_proof
    with pytest.raises(IndexKeyChanged), unit(writer, Settings(data_dir=tmp_path)):
        pytest.fail("a unit was opened")
    writer.dispose()
    deaf.dispose()


def test_a_process_from_before_the_register_was_made_is_held_to_its_key_all_the_same(
    either_engine: Engine, clock: FixedClock, tmp_path: Path
) -> None:
    url = either_engine.url.render_as_string(hide_password=False)
    with either_engine.begin() as connection:
        IndexKey.__table__.drop(connection)
    early = KeyRing.generate()
    reader, writer = make_reader(url), make_writer(url)
    hold(reader, writer, early)
    settings = Settings(data_dir=tmp_path)
    with unit(writer, settings) as session:
        assert reading.position(session) == 0
    with either_engine.begin() as connection:
        IndexKey.__table__.create(connection)
    with unit(writer, settings) as session:
        town(session, clock, early, tmp_path)
    with Session(reader) as session:
        assert reading.position(session) > 0
    with unit(either_engine, settings) as session:
        rotate_index(session, SYSTEM, clock, early, early.with_new_index_key())
    with Session(reader) as session, pytest.raises(IndexKeyChanged):
        reading.position(session)
    with pytest.raises(IndexKeyChanged), unit(writer, settings):
        pytest.fail("a unit was opened")
    for engine in (reader, writer):
        engine.dispose()


def test_a_register_that_breaks_is_told_as_ever(
    app: Flask, clock: FixedClock, lived_in: Town, settings: Settings
) -> None:
    client = app.test_client()
    with app.app_context():
        db.engine.dispose()
    app.extensions["register_writer"].dispose()
    (settings.data_dir / "register.db-wal").unlink(missing_ok=True)
    (settings.data_dir / "register.db").write_bytes(b"this is no register" * 1000)
    answer = client.post("/check", data={"number": lived_in.permit_number, "surname": "单"})
    assert answer.status_code == 503
    with app.app_context(), pytest.raises(SQLAlchemyError):
        reading.position(read_session())


def test_a_worker_with_the_old_key_ends_when_there_is_work(
    app: Flask, settings: Settings, clock: FixedClock, lived_in: Town
) -> None:
    with app.app_context(), write_unit() as session:
        send_mail(session, SYSTEM, clock, wiring().keyring, to="a@example.org", subject="问", body="答")
    jobs = Jobs(settings, app.extensions["register_writer"], clock, keyring(settings), {"mail": RUNNERS["mail"]})
    rotated(settings, clock)
    stopping = threading.Event()
    jobs.run(stopping)
    assert stopping.is_set()
    jobs.close()
