"""A real PostgreSQL server for the tests, from the wheel in the lock file: started once, stopped with the run."""

import atexit
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

ATTEMPTS = 3


def start() -> tuple[Any, str]:
    """Start a server in a folder of its own; returns (server, SQLAlchemy address).

    Any run of pytest that begins locks the folders of all runs for every user but its own, and the server is another
    user's: so it lies elsewhere, and is removed after the server has ended.
    """
    folder = Path(tempfile.mkdtemp(prefix="register-postgresql-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pgserver  # reads its folder for sockets from the environment when it is imported

    for attempt in range(ATTEMPTS):
        try:
            server = pgserver.get_server(folder / f"data{attempt}", cleanup_mode="stop")
            break
        except (subprocess.SubprocessError, OSError):
            # A crowded machine may miss the start-up limit; the last failure is the test's.
            if attempt == ATTEMPTS - 1:
                raise
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    _hurry(address)
    return server, address


def _hurry(address: str) -> None:
    """Nothing here outlives the machine: without waiting for the disk a database for each test is made in no time."""
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    admin.dispose()


def fresh_database(address: str, name: str, template: str = "template1") -> str:
    """A new database on the server, copied from `template`; returns its address."""
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    admin.dispose()
    head, _, query = address.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


def drop_database(address: str) -> None:
    """Let a database go that `fresh_database` made: hundreds of them would fill the disk of the run."""
    head, _, query = address.partition("?")
    server, name = head.rsplit("/", 1)
    admin = create_engine(f"{server}/postgres" + (f"?{query}" if query else ""), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    admin.dispose()
