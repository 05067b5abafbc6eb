"""Named CHECK constraints made from the closed sets, so that tables and enums cannot drift apart."""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import CheckConstraint


def one_of(column: str, members: Iterable[StrEnum], *, name: str = "") -> CheckConstraint:
    """`column` holds one of `members` (or NULL where the column allows it); named `<column>_known` unless told."""
    # Not IN: SQLite builds the list anew for every row that is written, which doubles the cost of a bulk insert.
    known = " OR ".join(f"{column} = '{member.value}'" for member in members)
    return CheckConstraint(known, name=name or f"{column}_known")
