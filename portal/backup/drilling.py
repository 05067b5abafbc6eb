"""Restoring a backup for trial into a place of its own, and noting what came of it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.backup.engines import is_sqlite, spare_database
from portal.backup.manifest import BackupRefused
from portal.backup.restoring import restore
from portal.database import make_reader, unit
from portal.settings import Settings
from registry.core.actor import SYSTEM, Actor
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.operations.actions import note_drill
from registry.operations.queries import newest_backup


def drill(settings: Settings, writer: Engine, clock: Clock, keyring: KeyRing, actor: Actor = SYSTEM) -> bool:
    """Restore the newest backup for trial; whether it was whole. The outcome is noted either way.

    Raises BackupRefused when there is no backup.
    """
    reader = make_reader(settings.database)
    with Session(reader) as session:
        newest = newest_backup(session)
    reader.dispose()
    if newest is None:
        raise BackupRefused("还没有任何备份", "there is no backup yet")
    try:
        with _place(settings) as place:
            done = restore(place, clock, keyring, Path(newest.place), None, lambda zh, en: None)
        passed, told = True, f"{done.before.position} entries, {done.before.rows} rows"
    except BackupRefused as problem:
        passed, told = False, str(problem)
    with unit(writer, settings) as session:
        note_drill(session, actor, clock, newest.ref, passed=passed, told=told)
    return passed


@contextmanager
def _place(settings: Settings) -> Iterator[Settings]:
    """Settings of an empty place that vanishes at the end."""
    with TemporaryDirectory(prefix="drill-", dir=settings.data_dir) as folder:
        place = replace(
            settings, data_dir=Path(folder), database_url="", erasure_ledger=str(Path(folder) / "erasures.ledger")
        )
        if is_sqlite(settings):
            yield place
        else:
            with spare_database(settings, f"drill_{secrets.token_hex(6)}") as address:
                yield replace(place, database_url=address)
