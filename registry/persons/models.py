"""What was proposed and may not stand readable on a case, and what a decision moved."""

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.base import Base, Sealed
from registry.core.constraints import one_of
from registry.persons.states import Moved


class PersonProposal(Base):
    """The private half of a proposal, encrypted; None once it was decided. Whose file it is about is the case's."""

    __tablename__ = "person_proposal"
    __table_args__ = (Index("ix_person_proposal_worker_ref", "worker_ref"),)

    case_ref: Mapped[str] = mapped_column(Text, ForeignKey("case_file.ref"), primary_key=True)
    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
    sealed: Mapped[bytes | None] = mapped_column(Sealed)


class PersonMove(Base):
    """One row of some table that a decision gave to another file: what went where, so that it can go back."""

    __tablename__ = "person_move"
    __table_args__ = (one_of("what", Moved), Index("ix_person_move_to_ref", "to_ref"))

    case_ref: Mapped[str] = mapped_column(Text, ForeignKey("case_file.ref"), primary_key=True)
    what: Mapped[str] = mapped_column(Text, primary_key=True)
    row: Mapped[str] = mapped_column(Text, primary_key=True)
    from_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
    to_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
