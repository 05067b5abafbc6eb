"""Filling the table of areas."""

from dataclasses import dataclass

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from registry.areas.models import Area
from registry.areas.queries import all_areas
from registry.areas.rules import AreaRow, catalogue
from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.clock import Clock


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many areas were new, changed, and as before."""

    added: int
    changed: int
    unchanged: int


def load(session: Session, actor: Actor, clock: Clock) -> Loaded:
    """Bring the table to what the file says. Areas the file no longer has stay: records name them by code.

    Doing it again changes nothing and leaves no trace.
    """
    present = all_areas(session)
    new = [area for area in catalogue().values() if area.code not in present]
    changed = [area for area in catalogue().values() if area.code in present and present[area.code] != area]
    if new:
        session.execute(insert(Area), [_values(area) for area in new])
    if changed:
        session.execute(update(Area), [_values(area) for area in changed])
    if new or changed:
        before = {area.code: present[area.code].name.zh for area in changed}
        after = {"added": len(new), "changed": {area.code: area.name.zh for area in changed}}
        write(session, clock, actor, [Trace("areas.load", "area", "areas.csv", {"changed": before}, after)])
    session.flush()
    return Loaded(len(new), len(changed), len(catalogue()) - len(new) - len(changed))


def _values(area: AreaRow) -> dict[str, str | None]:
    return {
        "code": area.code,
        "name_zh": area.name.zh,
        "name_en": area.name.en,
        "level": area.level.value,
        "parent": area.parent,
        "source": area.source,
    }
