"""A backup made while people write, restored elsewhere: equal heads, and nothing back that was erased since."""

import multiprocessing
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.backup import restoring
from portal.backup.ledger import Ledger, read
from portal.backup.manifest import BackupRefused, Manifest
from portal.backup.unfinished import MARK, refuse_unfinished
from portal.schema import StartRefused
from portal.verifying import check_all
from registry.audit.actions import Trace, write
from registry.consents.actions import give_many, withdraw
from registry.consents.models import Consent
from registry.consents.states import Channel, Scope
from registry.core.actor import SYSTEM
from registry.core.crypto import KeyRing
from registry.operations.queries import newest_backup
from registry.photos.actions import keep, remove
from registry.photos.models import Photo
from registry.record import reading
from registry.record.redaction import RedactionTarget, redact
from registry.rights.actions import anonymise
from registry.workers.actions_employment import end_employment, start_employment
from registry.workers.models import Worker
from tests.faults.writers import write_for
from tests.make.consents import given
from tests.make.record import recorded, sample
from tests.make.workers import company, new_employment, new_worker, registered
from tests.portal.backup.conftest import House

FORK = multiprocessing.get_context("fork")
CANARY = "金丝雀鸣于百灵谷口canary4711"


def fill(house: House, count: int = 3) -> None:
    with house.writing() as session:
        recorded(session, house.clock, [sample() for _ in range(count)])


@pytest.mark.faults
@pytest.mark.slow
def test_a_backup_made_while_a_process_writes_is_a_whole_beginning(house: House, tmp_path: Path) -> None:
    fill(house, 50)
    writer = FORK.Process(target=write_for, args=(house.settings, 6.0))
    writer.start()
    made = []
    try:
        time.sleep(0.5)
        for number in range(3):
            folder = tmp_path / f"backup{number}"
            made.append((folder, house.back_up(folder)))
    finally:
        writer.join()
    positions = [manifest.heads.position for _, manifest in made]
    assert positions == sorted(set(positions)), "nobody wrote meanwhile"
    with house.reading() as session:
        assert check_all(session).what is None
        assert reading.position(session) > positions[-1]
        for _, manifest in made:
            assert reading.leaf_hash_at(session, manifest.heads.position).hex() == manifest.heads.leaf
    for number, (folder, manifest) in enumerate(made[::2]):
        place = house.elsewhere(tmp_path / f"place{number}")
        done = house.restore(folder, place)
        assert done.before == done.after == manifest.heads
        with house.reading(place) as session:
            assert check_all(session).heads == manifest.heads


def test_what_was_erased_since_is_erased_again_before_anybody_is_served(house: House, tmp_path: Path) -> None:
    with house.writing() as session:
        (entry,) = recorded(session, house.clock, [sample(name=CANARY)])
        person = registered(
            session=session, actor=SYSTEM, clock=house.clock, keyring=house.keyring, worker=new_worker(name="单小梅")
        )
        scopes = [Scope.LISTING, Scope.CHECKS, Scope.PHOTO]
        give_many(session, SYSTEM, house.clock, [given(worker_ref=person, scope=scope) for scope in scopes])
    made = house.back_up(tmp_path / "backup")
    house.clock.advance(hours=5)
    with house.writing() as session:
        marks = redact(session, house.clock, targets=[RedactionTarget(entry.seq)], rule="PIPL 47", asked_by="subject")
        write(session, house.clock, SYSTEM, [Trace("sample.erase", "sample", "s", entries=marks)])
        taken = [Scope.LISTING, Scope.CHECKS]
        withdraw(session, SYSTEM, house.clock, person, channel=Channel.IN_PERSON, scopes=taken)
    ledger = house.ledger()
    place = house.elsewhere(tmp_path / "place")
    done = house.restore(tmp_path / "backup", place, ledger)
    assert done.before == made.heads
    assert done.after.position > made.heads.position
    assert done.replayed == 2  # the sample; and the person's word, which took the listing with it
    with house.reading(place) as session:
        assert check_all(session).what is None
        assert reading.entry_at(session, entry.seq).fields == {}
        assert reading.current(session, "worker", person) is None
        standing = session.scalars(select(Consent.scope).where(Consent.withdrawn_at.is_(None))).all()
        assert standing == [Scope.PHOTO.value]
        assert reading.current(session, "consent", person).fields["checks"] is False
    if house.writer.dialect.name == "sqlite":
        assert [path.name for path in place.data_dir.iterdir() if CANARY.encode() in path.read_bytes()] == []


def test_a_photo_removed_since_is_not_brought_back(house: House, tmp_path: Path) -> None:
    """Nobody consented to its being shown: the record never held a word of it, only the trace tells."""
    fill(house)
    with house.writing() as session:
        refs = [
            registered(session=session, actor=SYSTEM, clock=house.clock, keyring=house.keyring, worker=new_worker())
            for _ in range(3)
        ]
        for ref in refs:
            keep(session, SYSTEM, house.clock, house.keyring, ref, b"a picture", shown=False)
        remove(session, SYSTEM, house.clock, refs[2])
        keep(session, SYSTEM, house.clock, house.keyring, refs[2], b"a later picture", shown=False)
    house.back_up(tmp_path / "backup")
    house.clock.advance(hours=1)
    with house.writing() as session:
        remove(session, SYSTEM, house.clock, refs[0], why="本人要求")
    place = house.elsewhere(tmp_path / "place")
    done = house.restore(tmp_path / "backup", place, house.ledger())
    assert done.replayed == 1
    with house.reading(place) as session:
        assert set(session.scalars(select(Photo.worker_ref))) == set(refs[1:])
        assert check_all(session).what is None


def test_a_person_erased_since_is_nobody_again_or_told_by_name_of_the_act(house: House, tmp_path: Path) -> None:
    """Who was still at work in the backup cannot be erased by the restore: that is told, never passed over."""
    fill(house)
    with house.writing() as session:
        gone, working = (
            registered(
                session=session, actor=SYSTEM, clock=house.clock, keyring=house.keyring, worker=new_worker(name=name)
            )
            for name in ("单小梅", "单大梅")
        )
        employer = company(session=session)
        start_employment(session, SYSTEM, house.clock, new_employment(worker_ref=working, company_ref=employer))
    house.back_up(tmp_path / "backup")
    house.clock.advance(days=1)
    with house.writing() as session:
        end_employment(
            session, SYSTEM, house.clock, worker_ref=working, company_ref=employer, until_on=date(2026, 11, 21)
        )
        for ref in (gone, working):
            anonymise(session, SYSTEM, house.clock, house.keyring, ref, why="本人要求")
    place = house.elsewhere(tmp_path / "place")
    done = house.restore(tmp_path / "backup", place, house.ledger())
    assert done.replayed == 1
    assert [(act.action, act.subject) for act in done.stuck] == [("worker.anonymise", working)]
    with house.reading(place) as session:
        names = dict(session.execute(select(Worker.ref, Worker.name)).all())
        assert names[gone] != "单小梅"
        assert names[working] == "单大梅"


def test_a_later_backup_of_the_restored_register_knows_both_pasts(sqlite_house: House, tmp_path: Path) -> None:
    """Numbers after the restore mean other entries than before it; the ledger must not mix them up."""
    house = sqlite_house
    with house.writing() as session:
        entries = recorded(session, house.clock, [sample(name=f"{CANARY}{n}") for n in range(4)])
    house.back_up(tmp_path / "backup")

    def erase(place: House, seq: int) -> None:
        with place.writing() as session:
            marks = redact(session, place.clock, targets=[RedactionTarget(seq)], rule="PIPL 47", asked_by="subject")
            write(session, place.clock, SYSTEM, [Trace("sample.erase", "sample", "s", entries=marks)])

    for entry in entries[:2]:
        erase(house, entry.seq)
    place = house.elsewhere(tmp_path / "place")
    house.restore(tmp_path / "backup", place, house.ledger())
    house.writer.dispose()
    second = replace(house, settings=place, writer=restoring.make_writer(place.database))
    erase(second, entries[2].seq)
    ledger = second.ledger()
    third = house.elsewhere(tmp_path / "third")
    house.restore(tmp_path / "backup", third, ledger)
    with house.reading(third) as session:
        held = [bool(reading.entry_at(session, entry.seq).fields) for entry in entries]
        assert held == [False, False, False, True]
    second.writer.dispose()


def test_the_folder_must_be_new_and_the_place_empty(house: House, tmp_path: Path) -> None:
    fill(house)
    house.back_up(tmp_path / "backup")
    with pytest.raises(BackupRefused, match="not empty"):
        house.back_up(tmp_path / "backup")
    with pytest.raises(BackupRefused, match="empty place only"):
        house.restore(tmp_path / "backup", house.settings)
    with house.reading() as session:
        assert newest_backup(session).position == 3


def test_a_backup_without_keys_inside_says_which_it_needs(sqlite_house: House, tmp_path: Path) -> None:
    house = sqlite_house
    fill(house)
    house.back_up(tmp_path / "backup")
    secrets = (house.settings.data_dir / "keys").read_bytes().split()
    for path in (tmp_path / "backup").iterdir():
        assert not any(secret.split(b":")[-1] in path.read_bytes() for secret in secrets)
        assert path.stat().st_mode & 0o077 == 0
    stranger = replace(house, keyring=KeyRing.generate())
    with pytest.raises(BackupRefused, match="needs k1"):
        stranger.restore(tmp_path / "backup", house.elsewhere(tmp_path / "place"))


def flip(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)


DAMAGE = {
    "a bit": (lambda folder: flip(folder / "register.db"), "gone or damaged"),
    "a file": (lambda folder: (folder / "register.db").unlink(), "gone or damaged"),
    "the manifest": (lambda folder: (folder / "manifest.json").unlink(), "not a whole backup"),
    "half a manifest": (lambda folder: (folder / "manifest.json").write_text('{"format": 1'), "not a whole backup"),
    "a later format": (lambda folder: (folder / "manifest.json").write_text('{"format": 2}'), "newer"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_backup_is_refused_and_leaves_nothing(sqlite_house: House, tmp_path: Path, damage: str) -> None:
    house = sqlite_house
    fill(house)
    folder = tmp_path / "backup"
    house.back_up(folder)
    harm, told = DAMAGE[damage]
    harm(folder)
    place = house.elsewhere(tmp_path / "place")
    with pytest.raises(BackupRefused, match=told):
        house.restore(folder, place)
    assert list(place.data_dir.iterdir()) == []


def test_heads_that_are_not_the_manifests_are_refused(sqlite_house: House, tmp_path: Path) -> None:
    house = sqlite_house
    fill(house)
    folder = tmp_path / "backup"
    made = house.back_up(folder)
    (folder / "manifest.json").unlink()
    forged = replace(made, heads=replace(made.heads, leaf="00" * 32))
    forged.write(folder)
    assert Manifest.read(folder) == forged
    place = house.elsewhere(tmp_path / "place")
    with pytest.raises(BackupRefused, match="heads"):
        house.restore(folder, place)
    assert not (place.data_dir / "register.db").exists()


def test_a_restore_that_breaks_off_is_never_served(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(house)
    house.back_up(tmp_path / "backup")
    ledger = house.ledger()
    place = house.elsewhere(tmp_path / "place")

    def broken(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "replay_all", broken)
    with pytest.raises(KeyboardInterrupt):
        house.restore(tmp_path / "backup", place, ledger)
    with pytest.raises(StartRefused, match="did not come to its end"):
        refuse_unfinished(place)
    assert {path.name for path in place.data_dir.iterdir()} <= {MARK, "register.lock"}
    refuse_unfinished(house.settings)


def test_a_ledger_of_another_register_is_refused(sqlite_house: House, tmp_path: Path) -> None:
    house = sqlite_house
    fill(house)
    house.back_up(tmp_path / "backup")
    foreign = replace(house.ledger(), log="another")
    with pytest.raises(BackupRefused, match="of another register"):
        house.restore(tmp_path / "backup", house.elsewhere(tmp_path / "place"), foreign)


def test_the_old_ledger_may_lie_where_the_new_register_comes(sqlite_house: House, tmp_path: Path) -> None:
    """The machine kept its ledger and lost its register: the same file goes on."""
    house = sqlite_house
    with house.writing() as session:
        (entry,) = recorded(session, house.clock, [sample()])
    house.back_up(tmp_path / "backup")
    with house.writing() as session:
        marks = redact(session, house.clock, targets=[RedactionTarget(entry.seq)], rule="PIPL 47", asked_by="subject")
        write(session, house.clock, SYSTEM, [Trace("sample.erase", "sample", "s", entries=marks)])
    kept = house.ledger()
    house.writer.dispose()
    for path in house.settings.data_dir.glob("register.db*"):
        path.unlink()
    house.restore(tmp_path / "backup", house.settings, kept)
    with house.reading() as session:
        assert reading.entry_at(session, entry.seq).fields == {}
        Ledger(house.settings.ledger_path).follow(session)
    lines = read(house.settings.ledger_path).lines
    assert [line.erased[0][0] for line in lines] == [entry.seq, entry.seq]  # as it was, and as it was done again
