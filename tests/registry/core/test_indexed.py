"""Every column that holds a blind index says so, or a change of the index key would pass it over."""

from sqlalchemy import Text

import registry.models
from registry.core.base import Base, Sealed
from registry.core.indexed import Indexed, beside, indexed_tables, own_ways
from registry.index_keys.anew import COVERED, OWN_WAYS

assert registry.models


def test_whatever_is_named_or_shaped_like_an_index_says_so() -> None:
    """The other half, which looks for indexes in every column of a register that was lived in, is with the actions."""
    told = {
        f"{table.name}.{column.name}"
        for table in indexed_tables()
        for column in table.columns
        if isinstance(column.type, Indexed)
    }
    named = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Text) and column.name.endswith("_index")
    }
    shaped = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        for check in table.constraints
        if f"length({column.name}) = 64" in str(getattr(check, "sqltext", ""))
    }
    assert named | shaped - {"photo.digest", "index_key.proof"} <= told
    assert {"record_key.key", "roster_newcomer.person", "roster_newcomer.permit"} <= told


def test_each_is_made_from_an_encrypted_column_of_its_row_or_had_again_in_a_way_of_its_own() -> None:
    for table in indexed_tables():
        for _, made in beside(table):
            assert isinstance(table.c[made.of].type, Sealed), made.of
            assert len(table.primary_key.columns) == 1
    own = {f"{table.name}.{name}" for table in indexed_tables() for name in own_ways(table)}
    assert own == COVERED
    assert {name.partition(".")[0] for name in own} - set(OWN_WAYS) == {"worker_code"}, "which only paper holds"
