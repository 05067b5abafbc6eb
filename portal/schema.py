"""The schema's revisions and the gate before serving: a register is opened only when it is what the code expects."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

import registry.models
from portal.clocks import SystemClock
from portal.database import GOOD_SQLITE, sqlite_version, unit, write_unit
from portal.index_key import undemanding
from portal.keeper import told
from portal.settings import Settings
from portal.wiring import wiring
from registry.cases import triggers as case_walls
from registry.core.actor import SYSTEM
from registry.core.base import Base
from registry.core.crypto import KeyRing
from registry.core.errors import RegistryError
from registry.index_keys.noting import note_index_key
from registry.index_keys.queries import needed, written_with
from registry.record import triggers as record_walls
from registry.working_days.actions import load_known
from registry.working_days.known import known_years

FOLDER = Path(__file__).parent.parent / "migrations"
WALLS = (record_walls, case_walls)

blueprint = Blueprint("schema", __name__, cli_group=None)


class StartRefused(Exception):
    """The register must not be served as it stands; the message says why and what to do."""


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration for this project, bound to a connection when one is given."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["metadata"] = Base.metadata
    return config


def head() -> str:
    """The newest revision that the code knows."""
    found = ScriptDirectory.from_config(alembic_config()).get_current_head()
    if found is None:
        raise StartRefused("there is no migration")
    return found


def upgrade(engine: Engine, settings: Settings, revision: str = "head") -> None:
    """Bring the schema to a revision, in one transaction under the register's lock.

    Raises StartRefused when a row would point to nothing afterwards; the register then stays as it was.
    """
    with (
        undemanding(engine.connect()) as connection,
        keys_checked_last(connection) as check,
        unit(connection, settings, wait_seconds=60) as session,
    ):
        command.upgrade(alembic_config(session.connection()), revision)
        check()


@contextmanager
def keys_checked_last(connection: Connection) -> Iterator[Callable[[], None]]:
    """Within, SQLite lets rows point to nothing until the check that this gives is called; for no open transaction.

    A migration that alters a table makes it anew and drops the old one, to which the rows of others still point.
    """
    if connection.dialect.name != "sqlite":
        yield lambda: None
        return

    def check() -> None:
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if lost is not None:
            raise StartRefused(f"a row of {lost[0]} would point to nothing in {lost[2]}: nothing was changed")

    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield check
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def gate(engine: Engine) -> None:
    """Refuse to serve on an unsafe SQLite, lax pragmas, another schema, or fallen walls. Raises StartRefused."""
    assert registry.models.MODULES
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            version = sqlite_version()
            if version not in GOOD_SQLITE:
                raise StartRefused(f"SQLite {version} is not on the list of versions known to keep a WAL safely")
            for pragma, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1)):
                found = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
                if found != wanted:
                    raise StartRefused(f"PRAGMA {pragma} is {found}, it must be {wanted}")
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision != head():
            raise StartRefused(f"the schema is at {revision or 'nothing'}, the code at {head()}: run `flask upgrade`")
        lost = missing_walls(connection)
        if lost:
            raise StartRefused(f"walls of the register are missing or altered: {', '.join(lost)}")


def key_gate(engine: Engine, keyring: KeyRing) -> None:
    """Refuse to serve without the index key in force or one that is still needed. Raises StartRefused; after `gate`."""
    with Session(engine) as session:
        try:
            noted = needed(session)
            wanted = noted or [written_with(session, keyring)]
        except RegistryError as problem:
            raise StartRefused(f"the keys are not those of this register: {problem}") from problem
    if not noted and wanted[0] != keyring.index_proof:
        raise StartRefused("which index key is in force was not noted: run `flask upgrade`")
    if wanted[0] not in keyring.index_proofs:
        raise StartRefused("INDEX_KEY (or the file keys) does not hold the index key in force")
    if lost := set(wanted) - set(keyring.index_proofs):
        raise StartRefused(
            f"{len(lost)} older index keys are missing from INDEX_KEY (or the file keys): "
            "printed cards or codes are found with them only; keep them behind the new one"
        )


def install_walls(connection: Connection) -> None:
    """Create the walls of every slice that has some, on a database that has the tables only."""
    for walls in WALLS:
        walls.install(connection)


def missing_walls(connection: Connection) -> list[str]:
    """Names of walls that the database lacks or holds in another form than the code."""
    return [name for walls in WALLS for name in walls.missing(connection)]


@blueprint.cli.command("upgrade")
def upgrade_command() -> None:
    """Bring the schema up to date, load the years of working days that are known, note the index key in force."""
    upgrade(current_app.extensions["register_writer"], current_app.extensions["settings"])
    with told(), write_unit() as session:
        for year in known_years():
            load_known(session, SYSTEM, SystemClock(), year)
        note_index_key(session, wiring().clock, wiring().keyring)
    click.echo(f"schema at {head()}")
