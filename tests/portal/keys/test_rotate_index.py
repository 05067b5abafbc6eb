"""`flask keys rotate-index`: with keys from the file and from the environment, and begun again after it was cut off."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.database import make_writer, write_unit
from portal.schema import StartRefused, key_gate, upgrade
from portal.settings import Settings
from portal.wiring import keyring, next_keyring, wiring
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.index_keys.models import IndexKey
from registry.index_keys.queries import in_force
from registry.workers.queries import find_by_id
from tests.conftest import application
from tests.make.index_keys import Town, town


def lived_in(app: Flask, clock: FixedClock, folder: Path) -> Town:
    """A register with every kind of index in it."""
    with app.app_context(), write_unit() as session:
        return town(session, clock, wiring().keyring, folder / "rosters")


def rotate(settings: Settings, clock: FixedClock) -> tuple[int, str]:
    """The command in a process of its own: (exit status, what it said)."""
    with application(settings, clock) as app:
        result = app.test_cli_runner().invoke(args=["keys", "rotate-index"])
    return result.exit_code, result.output


def everything_found(settings: Settings, clock: FixedClock, here: Town) -> bool:
    """Whether a process that starts now finds everybody."""
    with application(settings, clock) as app, app.app_context(), write_unit() as session:
        return all(here.seen(session, wiring().keyring, clock).values())


def test_a_new_key_stands_in_the_file_before_anything_is_written_with_it(
    app: Flask, settings: Settings, clock: FixedClock, tmp_path: Path
) -> None:
    here = lived_in(app, clock, tmp_path)
    old = keyring(settings)
    code, said = rotate(settings, clock)
    assert code == 0, said
    assert "worker: 2" in said
    assert "4 secrets of cards and 1 one-use codes" in said
    new = keyring(settings)
    assert (settings.data_dir / "keys").stat().st_mode & 0o777 == 0o600
    assert new.index_proofs[1:] == old.index_proofs
    with Session(app.extensions["register_writer"]) as session:
        assert in_force(session) == new.index_proof
    assert everything_found(settings, clock, here)
    # Once more: every run is a change.
    assert rotate(settings, clock)[0] == 0
    assert len(keyring(settings).index_proofs) == 3
    assert everything_found(settings, clock, here)


def test_cut_off_before_the_register_was_written_all_goes_on_and_the_same_key_is_taken_up(
    app: Flask, settings: Settings, clock: FixedClock, tmp_path: Path
) -> None:
    here = lived_in(app, clock, tmp_path)
    left = next_keyring(settings, keyring(settings))  # the file is written, and there the run ended
    assert keyring(settings).index_proof == left.index_proof
    assert everything_found(settings, clock, here)
    assert rotate(settings, clock)[0] == 0
    assert keyring(settings).index_proofs == left.index_proofs
    assert everything_found(settings, clock, here)


def test_keys_of_the_environment_are_changed_by_whoever_sets_them(
    register: Path, clock: FixedClock, tmp_path: Path
) -> None:
    ring = KeyRing.generate()
    settings = set_to(Settings(data_dir=register.parent, search_url="memory:"), ring)
    with application(settings, clock) as app:
        here = lived_in(app, clock, tmp_path)
    code, said = rotate(settings, clock)
    assert (code, "new,old" in said) == (1, True)
    alone = KeyRing.generate().to_text()[1]
    code, said = rotate(replace(settings, index_key=alone), clock)
    assert code == 1, said
    both = set_to(settings, ring.with_new_index_key())
    assert everything_found(both, clock, here)
    assert rotate(both, clock)[0] == 0
    assert everything_found(both, clock, here)
    assert not (register.parent / "keys").exists()


def set_to(settings: Settings, ring: KeyRing) -> Settings:
    """The settings with the keys of a ring."""
    fields, index = ring.to_text()
    return replace(settings, field_keys=fields, index_key=index)


def test_the_gate_demands_the_key_in_force_and_those_still_needed(
    app: Flask, settings: Settings, clock: FixedClock, tmp_path: Path
) -> None:
    lived_in(app, clock, tmp_path)
    old = keyring(settings)
    writer = app.extensions["register_writer"]
    key_gate(writer, old)
    rotate(settings, clock)
    new = keyring(settings)
    key_gate(writer, new)
    fields, index = new.to_text()
    with pytest.raises(StartRefused, match="1 older"):
        key_gate(writer, KeyRing.from_text(fields, index.split(",")[0]))
    for wrong in (old, KeyRing.from_text(fields, KeyRing.generate().to_text()[1])):
        with pytest.raises(StartRefused, match="in force"):
            key_gate(writer, wrong)


def test_the_key_of_a_register_without_a_note_is_told_by_its_indexes(
    app: Flask, settings: Settings, clock: FixedClock, tmp_path: Path
) -> None:
    lived_in(app, clock, tmp_path)
    old = keyring(settings)
    with app.extensions["register_writer"].begin() as connection:
        connection.execute(IndexKey.__table__.delete())
    writer = app.extensions["register_writer"]
    key_gate(writer, old)
    with pytest.raises(StartRefused, match="upgrade"):
        key_gate(writer, old.with_new_index_key())
    with pytest.raises(StartRefused, match="keys are not those"):
        key_gate(writer, KeyRing.generate())
    next_keyring(settings, old)  # a new key was put in front too early
    with application(settings, clock) as early:
        assert early.test_cli_runner().invoke(args=["upgrade"]).exit_code != 0, "made from models, not by migration"


def test_an_upgrade_notes_the_key_that_the_register_was_written_with(tmp_path: Path, clock: FixedClock) -> None:
    settings = Settings(data_dir=tmp_path / "house", search_url="memory:")
    settings.data_dir.mkdir()
    engine = make_writer(settings.database)
    upgrade(engine, settings)
    engine.dispose()
    with application(settings, clock) as app:
        here = lived_in(app, clock, tmp_path)
        with app.extensions["register_writer"].begin() as connection:
            connection.execute(IndexKey.__table__.delete())
    old = keyring(settings)
    next_keyring(settings, old)
    with application(settings, clock) as app:
        result = app.test_cli_runner().invoke(args=["upgrade"])
        assert result.exit_code == 0, result.output
        with Session(app.extensions["register_writer"]) as session:
            assert session.scalars(select(IndexKey.proof)).all() == [old.index_proof]
    with application(settings, clock) as app, app.app_context(), write_unit() as session:
        assert find_by_id(session, wiring().keyring, here.id_number) == here.person
    fields, _ = old.to_text()
    with application(settings, clock) as app, app.app_context(), write_unit() as session:
        session.execute(IndexKey.__table__.delete())
    (settings.data_dir / "keys").write_text(f"{fields}\n{KeyRing.generate().to_text()[1]}")
    with application(settings, clock) as app:
        result = app.test_cli_runner().invoke(args=["upgrade"])
        assert (result.exit_code, "索引密钥" in result.output) == (1, True)
