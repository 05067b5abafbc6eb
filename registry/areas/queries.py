"""Reading the table of areas."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from registry.areas.models import Area
from registry.areas.rules import AreaRow, matching
from registry.areas.states import Level
from registry.core.labels import Label


def _rows(session: Session, query: Select[Area]) -> list[AreaRow]:
    return [
        AreaRow(area.code, Label(area.name_zh, area.name_en), Level(area.level), area.parent, area.source)
        for area in session.scalars(query.order_by(Area.code))
    ]


def by_code(session: Session, code: str) -> AreaRow | None:
    """The area of a code, or None."""
    return next(iter(_rows(session, select(Area).where(Area.code == code))), None)


def all_areas(session: Session) -> dict[str, AreaRow]:
    """{code: area} of the whole table, in order: one query for a file of many rows."""
    return {area.code: area for area in _rows(session, select(Area))}


def provinces(session: Session) -> list[AreaRow]:
    """The areas at the top."""
    return _rows(session, select(Area).where(Area.parent.is_(None)))


def children(session: Session, parent: str) -> list[AreaRow]:
    """The areas directly in an area, by code."""
    return _rows(session, select(Area).where(Area.parent == parent))


def named_in(session: Session, city: str, name: str) -> AreaRow | None:
    """The area of this name directly in a city (or province); None if there is none or the name is ambiguous there."""
    return matching(name, children(session, city))


def named_anywhere(session: Session, name: str) -> list[AreaRow]:
    """Every area of exactly this Chinese name, for a question back: 朝阳区 is in two cities."""
    return _rows(session, select(Area).where(Area.name_zh == name.strip()))
