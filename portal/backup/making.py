"""Making a backup while people write: the copy, its heads, its fingerprints, and the note that it was made."""

from pathlib import Path

from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

from portal.backup.engines import copied
from portal.backup.ledger import Ledger
from portal.backup.manifest import BackupRefused, Manifest, fingerprint, proofs, versions
from portal.database import make_reader, unit
from portal.index_key import CHANGED
from portal.settings import Settings
from portal.verifying import Heads
from registry.audit.rules import START
from registry.audit.verify import newest
from registry.core.actor import SYSTEM, Actor
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.index_keys.queries import in_force
from registry.operations.actions import note_backup
from registry.record import reading


def make(
    settings: Settings, writer: Engine, clock: Clock, keyring: KeyRing, folder: Path, actor: Actor = SYSTEM
) -> Manifest:
    """Back the register up into an empty folder. Keys and index are not part of it. Raises BackupRefused."""
    if folder.exists() and any(folder.iterdir()):
        raise BackupRefused(f"{folder} 不是空的，备份要放在新的文件夹里", f"{folder} is not empty: give a new folder")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made_at = clock.now()
    with copied(settings, folder) as (session, name, engine):
        noted = inspect(session.connection()).has_table("index_key")  # a backup is made before an upgrade, too
        if noted and in_force(session) not in (None, keyring.index_proof):
            raise BackupRefused(CHANGED.zh, CHANGED.en)
        heads, schema = heads_of(session), str(session.scalar(text("SELECT version_num FROM alembic_version")))
    manifest = Manifest(
        made_at=made_at.isoformat(), engine=engine.split()[0].lower(), schema=schema, heads=heads,
        files={name: fingerprint(folder / name)}, versions=versions(engine), **proofs(keyring),
    )  # fmt: skip
    reader = make_reader(settings.database)
    with Session(reader) as session:
        Ledger(settings.ledger_path).follow(session)
    reader.dispose()
    manifest.write(folder)
    with unit(writer, settings) as session:
        place = str(folder.resolve())
        note_backup(
            session, actor, clock, place=place, position=heads.position, size_bytes=manifest.size, made_at=made_at
        )
    return manifest


def heads_of(session: Session) -> Heads:
    """Where record and trace end, read without recomputing them."""
    position = reading.position(session)
    leaf = reading.leaf_hash_at(session, position)
    rows, digest = newest(session) or (0, START)
    return Heads(reading.log_id(session), position, leaf.hex() if leaf else "", rows, digest.hex())
