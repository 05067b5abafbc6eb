"""Walls in the database: comparing the triggers and functions that stand with those that the code wants."""

from collections.abc import Mapping

from sqlalchemy import Connection


def build(connection: Connection, statements: Mapping[str, str]) -> None:
    """Create walls on a database that has their tables and none of them yet."""
    for statement in statements.values():
        connection.exec_driver_sql(statement.replace("%", "%%") if connection.dialect.name != "sqlite" else statement)


def fallen(connection: Connection, wanted: Mapping[str, str]) -> list[str]:
    """Names of walls that the database lacks or holds in another form, sorted; empty when all stand."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = {name: _squeezed(sql) for name, sql in rows}
        return sorted(name for name, sql in wanted.items() if found.get(name) != _squeezed(sql))
    enabled = {
        name
        for (name,) in connection.exec_driver_sql(
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
        )
    }
    bodies = {name: _squeezed(body) for name, body in connection.exec_driver_sql("SELECT proname, prosrc FROM pg_proc")}
    lost = []
    for name, sql in wanted.items():
        if sql.startswith("CREATE FUNCTION"):
            body = sql.split("$$")[1]
            if bodies.get(name) != _squeezed(body):
                lost.append(name)
        elif name not in enabled:
            lost.append(name)
    return sorted(lost)


def _squeezed(sql: str) -> str:
    return " ".join(sql.split())
