"""Which columns hold blind indexes, and what each is made from: read off the tables, so that none is forgotten."""

from collections.abc import Sequence

from sqlalchemy import Table, Text

from registry.core.base import Base
from registry.core.crypto import Purpose


class Indexed(Text):
    """A blind index (crypto.KeyRing) that is computed anew in a way of its own (registry/index_keys/anew.py)."""


class IndexedBeside(Indexed):
    """The blind index of the encrypted column `of` in the same row; the record's keys repeat it under `namespace`."""

    def __init__(self, purpose: Purpose, of: str, namespace: str = "") -> None:
        super().__init__()
        self.purpose = purpose
        self.of = of
        self.namespace = namespace


def beside(table: Table) -> list[tuple[str, IndexedBeside]]:
    """The columns of a table that are indexes of another one, with how they are made."""
    return [(column.name, column.type) for column in table.columns if isinstance(column.type, IndexedBeside)]


def own_ways(table: Table) -> list[str]:
    """The columns of a table whose indexes are had again in a way of their own."""
    return [
        column.name
        for column in table.columns
        if isinstance(column.type, Indexed) and not isinstance(column.type, IndexedBeside)
    ]


def indexed_tables() -> Sequence[Table]:
    """Every table with blind indexes, by name."""
    return [table for _, table in sorted(Base.metadata.tables.items()) if beside(table) or own_ways(table)]
