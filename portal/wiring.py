"""Which engines and helpers this installation runs on: chosen here from the settings, and nowhere else."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import inspect, text

from portal.caching import PageCache
from portal.clocks import SystemClock
from portal.database import db, make_reader
from portal.index_key import demand, hold
from portal.limits import Limits
from portal.seen import Seen
from portal.settings import Settings, SettingsError
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from search.engines import open_engine
from search.protocol import Engine


@dataclass(slots=True)
class Wiring:
    """What views and commands reach for. Tests replace the clock and the engine."""

    settings: Settings
    clock: Clock
    keyring: KeyRing
    search: Engine
    limits: Limits
    seen: Seen


def wire(app: Flask, settings: Settings, clock: Clock | None = None, search: Engine | None = None) -> None:
    """Attach the wiring to an app."""
    chosen = clock or SystemClock()
    app.extensions["wiring"] = Wiring(
        settings=settings,
        clock=chosen,
        keyring=_held_to(app, settings),
        search=search or open_engine(settings.search),
        limits=Limits(settings.limits_path, chosen),
        seen=Seen(settings.seen_path, chosen),
    )
    app.extensions["page_cache"] = PageCache(settings.page_cache_entries)


def _held_to(app: Flask, settings: Settings) -> KeyRing:
    """The keys of the settings with the index key in force in front, and both engines of the app held to it."""
    empty = not settings.database_url and not (settings.data_dir / "register.db").exists()
    with app.app_context():
        return hold(db.engine, app.extensions["register_writer"], keyring(settings), empty=empty)


def wiring() -> Wiring:
    """The wiring of the current app."""
    found: Wiring = current_app.extensions["wiring"]
    return found


def keyring(settings: Settings) -> KeyRing:
    """The keys of the settings; outside production, keys made once and kept in the data directory (0600).

    Raises SettingsError when the register has outlived the keys that were made for it.
    """
    if settings.field_keys:
        return KeyRing.from_text(settings.field_keys, settings.index_key)
    path = settings.data_dir / "keys"
    if not path.exists():
        if _holds_people(settings):
            raise SettingsError(f"the register holds people, but the keys it was written with are missing: {path}")
        _keep(path, "\n".join(KeyRing.generate().to_text()))
    field_keys, index_key = path.read_text().splitlines()
    return KeyRing.from_text(field_keys, index_key)


def next_keyring(settings: Settings, in_force: KeyRing) -> KeyRing:
    """The keys to change to: those of the settings if another index key stands in front there, otherwise the file's
    with a new one, which is in the file before anything is written with it.

    Raises SettingsError where keys come from the environment and no new one stands in front.
    """
    given = keyring(settings)
    if given.index_proof != in_force.index_proof:
        return given
    if settings.field_keys:
        raise SettingsError("INDEX_KEY: put a new key in front of the one in force, as new,old")
    new = given.with_new_index_key()
    _replace(settings.data_dir / "keys", "\n".join(new.to_text()))
    return new


def adopt(keyring: KeyRing) -> None:
    """Let this process go on with these keys, whose first index key is in force now."""
    wiring().keyring = keyring
    for engine in (db.engine, current_app.extensions["register_writer"]):
        demand(engine, keyring.index_proof)


def _holds_people(settings: Settings) -> bool:
    """Whether new keys would leave the register unreadable and everybody at the door unknown."""
    if settings.database_url or not (settings.data_dir / "register.db").exists():
        return False
    reader = make_reader(settings.database)
    try:
        with reader.connect() as connection:
            if not inspect(connection).has_table("worker"):
                return False
            return connection.execute(text("SELECT 1 FROM worker LIMIT 1")).first() is not None
    finally:
        reader.dispose()


def secret_key(settings: Settings) -> str:
    """What signs cookies: from the settings, or outside production made once and kept in the data directory (0600)."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.data_dir / "secret"
    if not path.exists():
        _keep(path, secrets.token_urlsafe(32))
    return path.read_text()


def _keep(path: Path, text: str) -> None:
    """Write a private file whole or not at all; a second process that was quicker wins."""
    part = _part(path, text)
    try:
        os.link(part, path)
    except FileExistsError:
        return
    finally:
        part.unlink()


def _replace(path: Path, text: str) -> None:
    """Put a private file in the place of another; whoever reads meanwhile gets one or the other, whole."""
    _part(path, text).rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _part(path: Path, text: str) -> Path:
    # Not the process number: in a container a start that was killed here would meet its own leftover.
    part = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return part
