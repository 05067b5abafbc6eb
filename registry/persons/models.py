"""What was proposed and may not stand readable on a case."""

from sqlalchemy import ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.base import Base


class PersonProposal(Base):
    """The private half of a proposal, encrypted; None once it was decided. Whose file it is about is the case's."""

    __tablename__ = "person_proposal"
    __table_args__ = (Index("ix_person_proposal_worker_ref", "worker_ref"),)

    case_ref: Mapped[str] = mapped_column(Text, ForeignKey("case_file.ref"), primary_key=True)
    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
