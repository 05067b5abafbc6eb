"""Every column that is encrypted says so, or `keys rotate` would pass it over."""

from sqlalchemy import LargeBinary

import registry.models
from registry.core.base import Base, Sealed
from registry.core.sealed import sealed_columns, sealed_tables

assert registry.models


def test_every_column_that_something_is_encrypted_for_says_so() -> None:
    """Or `keys rotate` would pass it over, and what it holds be lost with the old key."""
    told = {f"{table.name}.{name}" for table in sealed_tables() for name in sealed_columns(table)}
    plain = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary) and not isinstance(column.type, Sealed)
    }
    hashes = {name for name in plain if name.endswith("hash")}
    assert plain - hashes == {"record_entry.leaf"}
    assert {"account.email", "account.totp_secret", "rights_request.words", "transfer_request.sealed"} <= told
    assert all(len(table.primary_key.columns) == 1 for table in sealed_tables())
