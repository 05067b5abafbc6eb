"""Engines and keys: chosen by settings, made once, kept private."""

import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from portal.settings import Settings, SettingsError
from portal.wiring import keyring, wiring
from registry.core.actor import Actor
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing, KeyRingInvalid, Purpose
from search.engines import UnknownEngine, open_engine
from search.memory import MemoryEngine
from tests.make.workers import registered


def test_views_find_what_the_settings_chose(app: Flask, settings: Settings, clock: FixedClock) -> None:
    with app.app_context():
        found = wiring()
        assert found.settings is settings
        assert found.clock is clock
        assert isinstance(found.search, MemoryEngine)


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first = keyring(settings)
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600
    again = keyring(settings)
    assert first.blind_index(Purpose.PERMIT_NUMBER, "YZ420018") == again.blind_index(Purpose.PERMIT_NUMBER, "YZ420018")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["keys"]


def test_processes_that_start_together_agree_on_the_keys(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    found: list[str] = []
    start = threading.Barrier(8)

    def begin() -> None:
        start.wait()
        found.append(keyring(settings).blind_index(Purpose.PERMIT_NUMBER, "YZ420018"))

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_register_that_outlived_its_keys_gets_no_new_ones(
    session: Session, actor: Actor, clock: FixedClock, settings: Settings
) -> None:
    first = keyring(settings)
    registered(session=session, actor=actor, clock=clock, keyring=first)
    session.commit()
    path = settings.data_dir / "keys"
    text = path.read_text()
    path.unlink()
    with pytest.raises(SettingsError, match="keys"):
        keyring(settings)
    assert not path.exists()
    path.write_text(text)
    assert keyring(settings).to_text() == first.to_text()


def test_keys_of_the_settings_win_and_write_nothing(tmp_path: Path) -> None:
    field_keys, index_key = KeyRing.generate().to_text()
    settings = Settings(data_dir=tmp_path, field_keys=field_keys, index_key=index_key)
    assert keyring(settings).to_text() == (field_keys, index_key)
    assert list(tmp_path.iterdir()) == []


def test_half_a_pair_of_keys_is_refused(tmp_path: Path) -> None:
    field_keys, _ = KeyRing.generate().to_text()
    with pytest.raises(KeyRingInvalid):
        keyring(Settings(data_dir=tmp_path, field_keys=field_keys))


@pytest.mark.parametrize("url", ["", "whoosh:", "elastic:http://x", "tantivy"])
def test_an_address_of_no_engine_is_refused(url: str) -> None:
    with pytest.raises(UnknownEngine):
        open_engine(url)


def test_without_an_address_the_index_lies_in_the_data_directory(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert settings.search == f"whoosh:{tmp_path / 'index'}"
    assert replace(settings, search_url="memory:").search == "memory:"
