"""Taking a copy of a running database, and putting one into an empty place: SQLite and PostgreSQL."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pysqlite3.dbapi2
from sqlalchemy import Engine, create_engine, inspect, make_url, text
from sqlalchemy.orm import Session

from portal.backup.manifest import BackupRefused, sync_folder
from portal.database import make_reader
from portal.settings import Settings

SQLITE_FILE = "register.db"
POSTGRESQL_FILE = "register.dump"


def is_sqlite(settings: Settings) -> bool:
    """Whether the register is a SQLite file."""
    return settings.database.startswith("sqlite")


def register_path(settings: Settings) -> Path:
    """The register's file. SQLite only."""
    return Path(make_url(settings.database).database or "")


@contextmanager
def copied(settings: Settings, folder: Path) -> Iterator[tuple[Session, str, str]]:
    """Copy the register into `folder`; yields (a snapshot session that sees exactly the copy, file, engine version).

    Writers go on meanwhile. VACUUM INTO and pg_dump read one snapshot each; a plain copy of files would miss what is
    still in the write-ahead log (safety F20).
    """
    if is_sqlite(settings):
        with _sqlite_copy(settings, folder) as session:
            yield session, SQLITE_FILE, f"SQLite {pysqlite3.dbapi2.sqlite_version}"
    else:
        with _postgresql_copy(settings, folder) as (session, version):
            yield session, POSTGRESQL_FILE, f"PostgreSQL {version}"


@contextmanager
def _sqlite_copy(settings: Settings, folder: Path) -> Iterator[Session]:
    path = folder / SQLITE_FILE
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # VACUUM INTO fills an empty file
    raw = pysqlite3.dbapi2.connect(str(register_path(settings)), isolation_level=None, timeout=30)
    try:
        raw.execute("VACUUM INTO ?", (str(path),))
    finally:
        raw.close()
    with path.open("rb") as file:
        os.fsync(file.fileno())
    sync_folder(folder)
    engine = create_engine(f"sqlite:///file:{path}?mode=ro&uri=true", module=pysqlite3.dbapi2)
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


@contextmanager
def _postgresql_copy(settings: Settings, folder: Path) -> Iterator[tuple[Session, str]]:
    path = folder / POSTGRESQL_FILE
    engine = make_reader(settings.database)
    try:
        with Session(engine) as session:
            snapshot = session.scalar(text("SELECT pg_export_snapshot()"))
            version = str(session.scalar(text("SHOW server_version")))
            _run(
                settings.database,
                ["pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={path}"],
            )
            path.chmod(0o600)
            with path.open("rb") as file:
                os.fsync(file.fileno())
            yield session, version
    finally:
        engine.dispose()


def require_empty(settings: Settings) -> None:
    """Raises BackupRefused unless there is no register, no index and no table where the restored one shall be."""
    occupied = [settings.data_dir / "index"]
    if is_sqlite(settings):
        path = register_path(settings)
        occupied += [path, path.with_name(path.name + "-wal")]
    there = [str(one) for one in occupied if one.exists() and not _hollow(one)]
    if not there and not is_sqlite(settings):
        engine = make_reader(settings.database)
        try:
            there = [f"table {name}" for name in inspect(engine).get_table_names()[:3]]
        finally:
            engine.dispose()
    if there:
        raise BackupRefused(
            f"只恢复到空的位置，这里已有：{'，'.join(there)}。请换一个 DATA_DIR（或空的数据库）",
            f"a backup is restored into an empty place only; here there is: {', '.join(there)}. "
            "Use another DATA_DIR (or an empty database)",
        )


def _hollow(path: Path) -> bool:
    """An empty file or folder: what merely looking at a place leaves behind."""
    return not any(path.iterdir()) if path.is_dir() else path.stat().st_size == 0


def put_back(database: str, folder: Path) -> None:
    """The database of a PostgreSQL backup into an empty database, in one transaction. Raises BackupRefused."""
    _run(
        database,
        ["pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", str(folder / POSTGRESQL_FILE)],
    )


def _run(database: str, command: Sequence[str]) -> None:
    """A program of PostgreSQL on a database; the password goes by environment, never by argument."""
    if shutil.which(command[0]) is None:
        raise BackupRefused(
            f"找不到 {command[0]}：请安装与服务器同版本的 PostgreSQL 客户端",
            f"there is no {command[0]}: install PostgreSQL's client programs of the server's version",
        )
    url = make_url(database)
    env = dict(os.environ)
    if url.password:
        env["PGPASSWORD"] = str(url.password)
    plain = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    outcome = subprocess.run([*command, f"--dbname={plain}"], env=env, capture_output=True, text=True, check=False)
    if outcome.returncode:
        told = outcome.stderr.strip().splitlines()[-1:] or ["?"]
        raise BackupRefused(f"{command[0]} 失败：{told[0]}", f"{command[0]} failed: {told[0]}")


@contextmanager
def spare_database(settings: Settings, name: str) -> Iterator[str]:
    """An empty database on the register's server for a drill, dropped at the end; yields its address."""
    url = make_url(settings.database)
    admin: Engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE template0')
        try:
            yield url.set(database=name).render_as_string(hide_password=False)
        finally:
            with admin.connect() as connection:
                connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        admin.dispose()
