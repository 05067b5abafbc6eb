"""The index keys that this register's indexes were made with, by proof: the keys themselves are never in a database."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.base import Base, UtcMoment
from registry.core.constraints import one_of
from registry.index_keys.states import KeyState


class IndexKey(Base):
    """One key, named by `KeyRing.index_proof`. A retired one has a row only while something still needs it."""

    __tablename__ = "index_key"
    __table_args__ = (
        one_of("state", KeyState),
        CheckConstraint("length(proof) = 64", name="proof_shape"),
        CheckConstraint("(state = 'in_force') = (retired_at IS NULL)", name="retired_at_a_moment"),
        Index(
            "uq_index_key_in_force",
            "state",
            unique=True,
            sqlite_where=text("state = 'in_force'"),
            postgresql_where=text("state = 'in_force'"),
        ),
    )

    proof: Mapped[str] = mapped_column(Text, primary_key=True)
    state: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(UtcMoment)
    retired_at: Mapped[datetime | None] = mapped_column(UtcMoment)
