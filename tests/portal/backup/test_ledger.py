"""The ledger follows the record from its own line, whatever was killed in between, and holds nobody's data."""

from pathlib import Path

import pytest

from portal.backup.ledger import Ledger, read
from portal.backup.manifest import BackupRefused
from registry.audit.actions import Trace, write
from registry.core.actor import SYSTEM
from registry.operations.erasures import Erasure
from registry.record.redaction import RedactionTarget, redact
from tests.make.record import recorded, sample
from tests.portal.backup.conftest import House

CANARY = "金丝雀canary4711"


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


def erase(house: House) -> int:
    """A new entry and its erasure; returns the entry's number."""
    with house.writing() as session:
        (entry,) = recorded(session, house.clock, [sample(name=CANARY, owner="somebody")])
        marks = redact(session, house.clock, targets=[RedactionTarget(entry.seq, ("name",))], rule="R", asked_by="A")
        write(session, house.clock, SYSTEM, [Trace("sample.erase", "sample", "s", entries=marks)])
    return entry.seq


def follow(house: House, ledger: Ledger | None = None) -> int:
    with house.reading() as session:
        return (ledger or Ledger(house.settings.ledger_path)).follow(session)


def test_an_empty_register_has_none(house: House) -> None:
    assert follow(house) == 0
    assert not house.settings.ledger_path.exists()
    with pytest.raises(BackupRefused, match="cannot be read"):
        read(house.settings.ledger_path)


def test_each_erasure_has_its_line_once(house: House) -> None:
    ledger = Ledger(house.settings.ledger_path)
    seqs = []
    for _ in range(3):
        seqs.append(erase(house))
        assert follow(house, ledger) == 1
        assert follow(house, ledger) == 0
        assert follow(house) == 0  # nor by a process that starts anew
    lines = read(house.settings.ledger_path).lines
    assert [line.erased for line in lines if isinstance(line, Erasure)] == [((seq, ("name",)),) for seq in seqs]
    assert CANARY.encode() not in house.settings.ledger_path.read_bytes()
    assert house.settings.ledger_path.stat().st_mode & 0o077 == 0


@pytest.mark.faults
@pytest.mark.parametrize("cut", [1, 2, 40])
def test_a_torn_line_is_written_again(house: House, cut: int) -> None:
    for _ in range(2):
        erase(house)
    follow(house)
    path: Path = house.settings.ledger_path
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    assert len(read(path).lines) == 1
    assert follow(house) == 1
    assert path.read_bytes() == whole


def test_a_foreign_ledger_is_not_written_into(house: House) -> None:
    erase(house)
    path = house.settings.ledger_path
    path.write_bytes(b'{"what":"ledger","log":"another"}\n')
    with pytest.raises(BackupRefused, match="another register"):
        follow(house)
    assert path.read_bytes().count(b"\n") == 1


def test_what_is_no_ledger_is_not_read_as_one(house: House, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"")
    with pytest.raises(BackupRefused, match="is not a ledger"):
        read(tmp_path / "x")
