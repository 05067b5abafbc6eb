"""The calendar as it stands: loaded years, and in each the days that are not what the week says."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.base import Base, UtcMoment
from registry.core.constraints import one_of
from registry.working_days.states import DayKind


class CalendarYear(Base):
    """A year that may be counted in. `provisional`: opened by hand, nobody has confirmed it against the notice yet."""

    __tablename__ = "calendar_year"
    __table_args__ = (CheckConstraint("year >= 2004 AND year <= 2200", name="year_sane"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(Text)
    provisional: Mapped[bool]
    loaded_at: Mapped[datetime] = mapped_column(UtcMoment)
    loaded_by: Mapped[str] = mapped_column(Text)


class CalendarDay(Base):
    """A holiday on a weekday, or a working day on a weekend."""

    __tablename__ = "calendar_day"
    __table_args__ = (one_of("kind", DayKind),)

    day: Mapped[date] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("calendar_year.year"), index=True)
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
