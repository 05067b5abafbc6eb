"""The whole check names what is wrong, and where the two chains end when nothing is."""

import pytest
from sqlalchemy.orm import Session

from portal.verifying import check_all
from registry.audit.actions_heads import publish_head
from registry.core.actor import SYSTEM
from registry.core.clock import FixedClock
from registry.record import reading
from tests.make.record import recorded, sample


def test_an_empty_and_a_sound_register(session: Session, clock: FixedClock) -> None:
    assert check_all(session).what is None
    recorded(session, clock, [sample(), sample()])
    publish_head(session, SYSTEM, clock)
    found = check_all(session)
    assert found.what is None
    assert (found.heads.position, found.heads.rows) == (3, 3)
    assert found.heads.leaf == reading.leaf_hash_at(session, 3).hex()


@pytest.mark.parametrize(
    ("wall", "damage", "at", "where"),
    [
        ("record_entry_no_update", "UPDATE record_entry SET owner = 'x' WHERE seq = 2", 2, "public record"),
        ("audit_entry_no_update", "UPDATE audit_entry SET why = 'x' WHERE seq = 1", 1, "trace"),
        ("audit_entry_no_delete", "DELETE FROM audit_entry WHERE seq = 3", 3, "record and trace"),
        ("audit_entry_no_delete", "DELETE FROM audit_entry WHERE seq >= 2", 2, "trace"),
    ],
)
def test_each_kind_of_damage_is_named(
    session: Session, clock: FixedClock, wall: str, damage: str, at: int, where: str
) -> None:
    recorded(session, clock, [sample(), sample()])
    publish_head(session, SYSTEM, clock)
    session.flush()
    session.connection().exec_driver_sql(f"DROP TRIGGER {wall}")
    session.connection().exec_driver_sql(damage)
    found = check_all(session)
    assert (found.failed_at, found.what.en.partition(":")[0]) == (at, where)
