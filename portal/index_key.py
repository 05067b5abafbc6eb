"""No process reads or writes with another index key than the one in force: it would not find people who are there.

An engine carries the proof of the key that its process indexes with; every snapshot and every write unit compares it
with the one in the database before it does anything else.
"""

from typing import Any

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from registry.core.crypto import KeyRing
from registry.core.errors import Unavailable
from registry.core.labels import Label
from registry.core.prepared import of_driver

_OPTION = "index_proof"
_UNSEEN = "index_key_unseen"
_IN_FORCE = "SELECT proof FROM index_key WHERE state = 'in_force'"
_THERE = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE name = 'index_key'",
    "postgresql": "SELECT 1 WHERE to_regclass('index_key') IS NOT NULL",
}
CHANGED = Label(
    "登记系统正在更换密钥，暂时不能使用；什么也没有改（管理员：请重新启动服务，并核对 INDEX_KEY）",
    "The register's keys are being changed: please try later, nothing was changed "
    "(keeper: restart the service, and see that INDEX_KEY holds the key in force)",
)


class IndexKeyChanged(Unavailable):
    """The key in force is not the one that this process indexes with."""

    def __init__(self) -> None:
        super().__init__(CHANGED)


def demand(engine: Engine, proof: str, *, unseen: bool = False) -> None:
    """Let connections of an engine do nothing unless the key of this proof is in force, or none was noted yet.

    `unseen`: the register had no place to note keys in when it was looked at; that is looked for each time.
    """
    engine.update_execution_options(**{_OPTION: proof, _UNSEEN: unseen})


def undemanding(connection: Connection) -> Connection:
    """A connection for what needs no index: bringing the schema to another revision."""
    return connection.execution_options(**{_OPTION: None})


def check(connection: Connection) -> None:
    """Raises IndexKeyChanged within a transaction whose snapshot knows another key. Nothing noted: nothing demanded."""
    options = connection.get_execution_options()
    wanted = options.get(_OPTION)
    if wanted is None:
        return
    # Past SQLAlchemy's machinery: every page and every answer at the door begins with this.
    driver: Any = connection.connection.driver_connection
    dialect = connection.dialect
    try:
        if options.get(_UNSEEN) and not driver.execute(_THERE[dialect.name]).fetchall():
            return
        rows = driver.execute(_IN_FORCE).fetchall()
    except dialect.loaded_dbapi.Error as problem:
        raise of_driver(problem, dialect) from problem
    if rows and rows[0][0] != wanted:
        raise IndexKeyChanged()


def hold(reader: Engine, writer: Engine, keyring: KeyRing, *, empty: bool = False) -> KeyRing:
    """The ring with the key in force in front, if it holds that, and both engines of a process held to its first key.

    `empty`: there is no register yet, and looking would make a file in its place.
    """
    noted, found = False, None
    try:
        if not empty:
            with reader.connect() as connection:
                noted = inspect(connection).has_table("index_key")
                found = connection.exec_driver_sql(_IN_FORCE).scalar() if noted else None
    except SQLAlchemyError:
        noted = False  # a server that does not answer yet; later it is asked all the same
    if found in keyring.index_proofs:
        keyring = keyring.with_index_key(str(found))
    for engine in (reader, writer):
        demand(engine, keyring.index_proof, unseen=not noted)
    return keyring
