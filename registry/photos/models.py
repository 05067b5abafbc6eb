"""The pictures themselves, encrypted. The record holds only the digest of one that its person agreed to show."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.base import Base, Sealed, UtcMoment


class Photo(Base):
    """At most one per person: a new one takes the place of the old. `image` is a JPEG as base64 text, encrypted."""

    __tablename__ = "photo"
    __table_args__ = (CheckConstraint("length(digest) = 64", name="digest_shape"),)

    worker_ref: Mapped[str] = mapped_column(Text, ForeignKey("worker.ref"), primary_key=True)
    digest: Mapped[str] = mapped_column(Text)
    image: Mapped[bytes] = mapped_column(Sealed)
    kept_at: Mapped[datetime] = mapped_column(UtcMoment)
