"""Backups and the change of the index key: an older backup is opened by the older key, and works under it."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.backup.manifest import NAME, BackupRefused
from portal.schema import key_gate
from registry.core.actor import SYSTEM
from registry.core.crypto import KeyRing
from registry.index_keys.actions import rotate_index
from registry.index_keys.noting import note_index_key
from registry.index_keys.queries import in_force
from registry.workers.queries import find_by_id
from tests.make.workers import new_worker, registered
from tests.portal.backup.conftest import House


def lived_in(house: House) -> tuple[str, str]:
    """(person, ID number) of the one who is registered; the index key is noted."""
    worker = new_worker()
    with house.writing() as session:
        note_index_key(session, house.clock, house.keyring)
        words = {"session": session, "actor": SYSTEM, "clock": house.clock, "keyring": house.keyring}
        return registered(**words, worker=worker), worker.id_number


def rotated(house: House) -> KeyRing:
    """The ring that is used from now on."""
    new = house.keyring.with_new_index_key()
    with house.writing() as session:
        rotate_index(session, SYSTEM, house.clock, house.keyring, new)
    return new


def test_a_backup_from_before_is_restored_with_the_old_key_kept_and_changed_again(house: House, tmp_path: Path) -> None:
    person, number = lived_in(house)
    house.back_up(tmp_path / "before")
    new = rotated(house)
    later = replace(house, keyring=new)
    place = later.elsewhere(tmp_path / "place")
    later.restore(tmp_path / "before", place)
    old = new.with_index_key(house.keyring.index_proof)
    with house.reading(place) as session:
        assert in_force(session) == old.index_proof
        assert find_by_id(session, old, number) == person
        key_gate(session.get_bind(), new)
    later.back_up(tmp_path / "after")
    place = later.elsewhere(tmp_path / "another")
    later.restore(tmp_path / "after", place)
    with house.reading(place) as session:
        assert (in_force(session), find_by_id(session, new, number)) == (new.index_proof, person)


def test_without_the_old_key_it_is_refused(sqlite_house: House, tmp_path: Path) -> None:
    lived_in(sqlite_house)
    sqlite_house.back_up(tmp_path / "before")
    fields, index = rotated(sqlite_house).to_text()
    alone = replace(sqlite_house, keyring=KeyRing.from_text(fields, index.split(",")[0]))
    with pytest.raises(BackupRefused, match="INDEX_KEY"):
        alone.restore(tmp_path / "before", alone.elsewhere(tmp_path / "place"))


def test_a_process_with_the_old_key_makes_no_backup_that_nothing_opens(house: House, tmp_path: Path) -> None:
    lived_in(house)
    rotated(house)
    with pytest.raises(BackupRefused, match="keys are being changed"):
        house.back_up(tmp_path / "late")
    assert not (tmp_path / "late" / NAME).exists()


def test_a_restored_register_that_was_never_noted_is_noted(house: House, tmp_path: Path) -> None:
    with house.writing() as session:
        words = {"session": session, "actor": SYSTEM, "clock": house.clock, "keyring": house.keyring}
        registered(**words)
    house.back_up(tmp_path / "before")
    place = house.elsewhere(tmp_path / "place")
    house.restore(tmp_path / "before", place)
    with house.reading(place) as session:
        assert in_force(session) == house.keyring.index_proof
    with house.writing() as session:
        assert in_force(session) is None, "the one it was made of is as it was"
