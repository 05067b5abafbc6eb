"""Filling the table: whole, once, with a trace; and reading it back."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from registry.areas.actions import load
from registry.areas.models import Area
from registry.areas.queries import all_areas, by_code, children, named_anywhere, named_in, provinces
from registry.areas.rules import DEMO_CITY, catalogue
from registry.audit.models import AuditEntry
from registry.core.actor import SYSTEM
from registry.core.clock import FixedClock


def traces(session: Session) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.action == "areas.load").order_by(AuditEntry.seq)))


def test_loading_fills_the_table_with_the_file(session: Session, clock: FixedClock) -> None:
    loaded = load(session, SYSTEM, clock)
    assert loaded.added == len(catalogue()) == session.scalar(select(func.count()).select_from(Area))
    assert all_areas(session) == catalogue()
    assert [trace.after for trace in traces(session)] == [{"added": loaded.added, "changed": {}}]


def test_loading_again_changes_nothing_and_leaves_no_trace(session: Session, clock: FixedClock) -> None:
    load(session, SYSTEM, clock)
    again = load(session, SYSTEM, clock)
    assert (again.added, again.changed, again.unchanged) == (0, 0, len(catalogue()))
    assert len(traces(session)) == 1


def test_a_row_that_differs_is_mended_and_one_of_our_own_stays(session: Session, clock: FixedClock) -> None:
    load(session, SYSTEM, clock)
    session.execute(update(Area).where(Area.code == "990101").values(name_zh="旧名区"))
    session.add(Area(code="990199", name_zh="新设区", name_en="New", level="county", parent=DEMO_CITY, source="own"))
    session.flush()
    session.expire_all()
    again = load(session, SYSTEM, clock)
    assert (again.added, again.changed) == (0, 1)
    session.expire_all()
    found = by_code(session, "990101")
    assert found is not None
    assert found.name.zh == "东塘区"
    assert by_code(session, "990199") is not None
    assert traces(session)[-1].before == {"changed": {"990101": "旧名区"}}


def test_reading_by_code_parent_and_name(session: Session, clock: FixedClock) -> None:
    load(session, SYSTEM, clock)
    assert by_code(session, "000000") is None
    assert [area.code for area in children(session, DEMO_CITY)] == [f"99010{n}" for n in range(1, 7)]
    assert len(provinces(session)) == 35
    found = named_in(session, DEMO_CITY, "临江新区")
    assert found is not None
    assert found.code == "990106"
    assert named_in(session, DEMO_CITY, "朝阳区") is None
    assert {area.code for area in named_anywhere(session, "朝阳区")} == {"110105", "220104"}
