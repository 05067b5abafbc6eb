"""Which columns hold what the key ring encrypted: read off the tables, so that none is forgotten."""

from collections.abc import Sequence

from sqlalchemy import Table

from registry.core.base import Base, Sealed


def sealed_columns(table: Table) -> list[str]:
    """The encrypted columns of a table."""
    return [column.name for column in table.columns if isinstance(column.type, Sealed)]


def sealed_tables() -> Sequence[Table]:
    """Every table with encrypted columns, by name."""
    return [table for _, table in sorted(Base.metadata.tables.items()) if sealed_columns(table)]
