"""The table of areas."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.areas.states import Level
from registry.core.base import Base
from registry.core.constraints import one_of


class Area(Base):
    """One area: six digits, both names, and the area it lies in."""

    __tablename__ = "area"
    __table_args__ = (
        one_of("level", Level),
        CheckConstraint("length(code) = 6", name="six_digits"),
        CheckConstraint("(parent IS NULL) = (level = 'province')", name="parent_of_all_but_provinces"),
        Index("ix_area_parent", "parent"),
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name_zh: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text)
    parent: Mapped[str | None] = mapped_column(Text, ForeignKey("area.code"))
    source: Mapped[str] = mapped_column(Text)
