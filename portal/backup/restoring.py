"""Putting a backup into an empty place: verified, with the erasures done since, and only then to be served."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.backup.engines import SQLITE_FILE, is_sqlite, put_back, register_path, require_empty
from portal.backup.ledger import Kept, Ledger
from portal.backup.manifest import BackupRefused, Manifest, sync_folder
from portal.backup.replaying import Replayed, replay_all
from portal.backup.unfinished import MARK
from portal.database import make_reader, make_writer, unit
from portal.schema import alembic_config, gate, upgrade
from portal.settings import Settings
from portal.verifying import Checked, Heads, check_all
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.index_keys.noting import note_index_key
from registry.operations.erasures import PrivateErasure

Told = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: where record and trace ended in the backup, where they end now, and what was erased again."""

    before: Heads
    after: Heads
    replayed: int
    stuck: tuple[PrivateErasure, ...] = ()


def restore(
    settings: Settings, clock: Clock, keyring: KeyRing, folder: Path, ledger: Kept | None, told: Told
) -> Restored:
    """Restore `folder` into the empty place of `settings`. Raises BackupRefused, leaving nothing to be served.

    The index is not restored: the worker builds it anew. `ledger` None: nothing was erased since, the caller says.
    """
    manifest = Manifest.read(folder)
    if (manifest.engine == "sqlite") != is_sqlite(settings):
        raise BackupRefused(
            f"这是 {manifest.engine} 的备份，与 DATABASE_URL 不符",
            f"this is a backup of {manifest.engine}, DATABASE_URL says otherwise",
        )
    known = {one.revision for one in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
    if manifest.schema not in known:
        raise BackupRefused(
            f"备份的结构是 {manifest.schema}，比本程序新",
            f"the backup's schema {manifest.schema} is newer than this program",
        )
    manifest.check_files(folder)
    keyring = manifest.opened_by(keyring)
    if ledger is not None and ledger.log != manifest.heads.log:
        raise BackupRefused("台账不属于这个登记库", "the ledger is of another register")
    require_empty(settings)
    told("备份完好，密钥相符", "the backup is whole and the keys fit")
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark = settings.data_dir / MARK
    mark.touch(mode=0o600)
    done = _into_place(settings, clock, keyring, manifest, folder, ledger, told)
    lines = ledger.lines if ledger else ()
    Ledger(settings.ledger_path).begin_after_restore(lines, manifest.heads)
    mark.unlink()
    sync_folder(settings.data_dir)
    return done


def _into_place(
    settings: Settings,
    clock: Clock,
    keyring: KeyRing,
    manifest: Manifest,
    folder: Path,
    ledger: Kept | None,
    told: Told,
) -> Restored:
    """A SQLite register gets its name last; an unfinished one of PostgreSQL is kept from being served by the mark."""
    if not is_sqlite(settings):
        put_back(settings.database, folder)
        return _made_ready(settings, clock, keyring, manifest, ledger, told)
    path = register_path(settings)
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    shutil.copyfile(folder / SQLITE_FILE, part)
    part.chmod(0o600)
    try:
        done = _made_ready(replace(settings, database_url=f"sqlite:///{part}"), clock, keyring, manifest, ledger, told)
    except BaseException:
        part.unlink()
        raise
    finally:
        for suffix in ("-wal", "-shm"):
            part.with_name(part.name + suffix).unlink(missing_ok=True)
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)  # empty ones, left by looking
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.rename(path)
    sync_folder(path.parent)
    return done


def _made_ready(
    settings: Settings, clock: Clock, keyring: KeyRing, manifest: Manifest, ledger: Kept | None, told: Told
) -> Restored:
    writer = make_writer(settings.database)
    try:
        before = verified(settings)
        if before != manifest.heads:
            raise BackupRefused("链头与清单不符", "the heads are not those of the manifest")
        told(f"公开记录 {before.position} 条、操作痕迹 {before.rows} 行重算相符", "record and trace are whole")
        upgrade(writer, settings)
        with unit(writer, settings) as session:
            if note_index_key(session, clock, keyring) != keyring.index_proof:
                raise BackupRefused(
                    "备份的清单与它的索引密钥不符", "the manifest names another index key than the backup"
                )
        again = replay_all(writer, settings, clock, keyring, ledger.lines) if ledger else Replayed()
        told(f"重做了备份之后的 {again.done} 项删除", f"{again.done} erasures done since were done again")
        for act in again.stuck:
            told(
                f"无法重做：{act.action} {act.subject}（备份中此人仍在职），请先登记离职再办理",
                f"not done again: {act.action} {act.subject} is still at work in the backup; end that, then erase",
            )
        after = verified(settings)
        gate(writer)
        _settle(writer)
        return Restored(before, after, again.done, again.stuck)
    finally:
        writer.dispose()


def verified(settings: Settings) -> Heads:
    """The heads of a register that verifies. Raises BackupRefused naming what does not."""
    reader = make_reader(settings.database)
    try:
        with Session(reader) as session:
            found: Checked = check_all(session)
    finally:
        reader.dispose()
    if found.what is not None:
        raise BackupRefused(
            f"第 {found.failed_at} 条不符：{found.what.zh}", f"number {found.failed_at} fails: {found.what.en}"
        )
    return found.heads


def _settle(writer: Engine) -> None:
    """Everything into the one file that is about to get its name."""
    if writer.dialect.name == "sqlite":
        raw = writer.raw_connection()
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        raw.close()
