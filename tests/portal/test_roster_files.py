"""Uploaded files on their way."""

import os
import zipfile
from pathlib import Path

import pytest

from portal.roster_files import RosterFiles, Stage
from registry.core.crypto import KeyRing
from registry.core.errors import RegistryError

CANARY = b"110101199003074477"


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_file_lies_encrypted_and_is_read_from_memory(tmp_path: Path, keyring: KeyRing) -> None:
    files = RosterFiles(tmp_path / "staging", keyring)
    files.keep("abc", CANARY)
    assert list(held(tmp_path / "staging")) == ["upload-abc.roster"]
    assert CANARY not in held(tmp_path / "staging")["upload-abc.roster"]
    with files.opened("abc") as path:
        assert path.read_bytes() == CANARY
        assert path.stat().st_size == len(CANARY)
    assert not path.exists()
    (tmp_path / "staging" / "upload-xyz.roster").write_bytes(held(tmp_path / "staging")["upload-abc.roster"])
    with pytest.raises(RegistryError), files.opened("xyz"):
        pass


def test_a_workbook_is_kept_when_it_was_written(tmp_path: Path, keyring: KeyRing) -> None:
    files = RosterFiles(tmp_path / "staging", keyring)
    assert files.errors("abc") is None
    with files.workbook("abc") as path, zipfile.ZipFile(path, "w") as book:
        book.writestr("sheet", CANARY)
    found = files.errors("abc")
    assert found is not None
    assert found.startswith(b"PK")
    assert CANARY not in held(tmp_path / "staging")["upload-abc.errors"]
    files.drop("abc", errors=True)
    assert held(tmp_path / "staging") == {}


def test_progress_is_told_and_its_loss_is_no_matter(tmp_path: Path, keyring: KeyRing) -> None:
    files = RosterFiles(tmp_path / "staging", keyring)
    assert files.told("abc") is None
    files.tell("abc", Stage("read", 5, None))
    assert files.told("abc") == Stage("read", 5, None)
    (tmp_path / "staging" / "upload-abc.progress").write_bytes(b"{")
    assert files.told("abc") is None


def test_what_belongs_to_nothing_goes_in_time(tmp_path: Path, keyring: KeyRing) -> None:
    files = RosterFiles(tmp_path / "staging", keyring)
    for ref in ("live", "old", "young"):
        files.keep(ref, b"x")
        os.utime(tmp_path / "staging" / f"upload-{ref}.roster", (1000, 1000 if ref != "young" else 3000))
    (tmp_path / "staging" / "roster-other.db").write_bytes(b"")
    files.drop_others({"live"}, older_than=2000)
    assert sorted(held(tmp_path / "staging")) == ["roster-other.db", "upload-live.roster", "upload-young.roster"]
