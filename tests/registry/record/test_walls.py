"""The walls in the database, and what verification says of damage done behind them."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from registry.audit.verify import verify_chain, verify_links
from registry.core.clock import FixedClock
from registry.record import triggers
from registry.record.verify import verify
from tests.make.record import recorded, sample

COLUMNS = "kind, listed, ref, owner, version, effective_on, recorded_at, corrects, basis, leaf, leaf_hash"


@pytest.fixture
def three(session: Session, clock: FixedClock) -> Session:
    """A committed record of four entries."""
    recorded(session, clock, [sample(name=name) for name in ("甲", "乙", "丙", "丁")])
    session.commit()
    return session


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_entry SET basis = 'x' WHERE seq = 2",
        "DELETE FROM record_entry WHERE seq = 4",
        f"INSERT INTO record_entry (seq, {COLUMNS}) SELECT 9, {COLUMNS} FROM record_entry WHERE seq = 1",
        f"INSERT INTO record_entry (seq, {COLUMNS}) SELECT 2, {COLUMNS} FROM record_entry WHERE seq = 1",
        "DELETE FROM record_side WHERE seq = 1",
        "UPDATE record_log SET log_id = 'x'",
        "UPDATE audit_entry SET why = 'x' WHERE seq = 1",
        "DELETE FROM audit_entry WHERE seq = 4",
    ],
)
def test_history_cannot_be_changed(three: Session, statement: str) -> None:
    with pytest.raises(DBAPIError):
        three.execute(text(statement))
    three.rollback()
    assert verify(three).failure is None


def test_replace_and_truncate_are_refused(three: Session) -> None:
    if three.get_bind().dialect.name == "sqlite":
        statements = [
            f"REPLACE INTO record_entry (seq, {COLUMNS}) SELECT 2, {COLUMNS} FROM record_entry WHERE seq = 1",
            "REPLACE INTO record_side (seq, document) VALUES (1, '{}')",
            "REPLACE INTO record_log (id, log_id) VALUES (1, 'x')",
        ]
    else:
        tables = ("record_entry", "record_side", "audit_entry", "record_redaction", "record_log")
        statements = [f"TRUNCATE {table} CASCADE" for table in tables]
    for statement in statements:
        with pytest.raises(DBAPIError):
            three.execute(text(statement))
        three.rollback()


def breach(session: Session, *statements: str) -> None:
    """Damage done as by somebody who owns the file: walls down, change made."""
    if session.get_bind().dialect.name == "sqlite":
        names = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        session.execute(text("PRAGMA defer_foreign_keys=ON"))
        for name in names:
            session.execute(text(f"DROP TRIGGER {name}"))
    else:
        session.execute(text("SET session_replication_role = replica"))
    for statement in statements:
        session.execute(text(statement))


SWAP = (
    "UPDATE record_entry SET seq = 99 WHERE seq = 2",
    "UPDATE record_entry SET seq = 2 WHERE seq = 3",
    "UPDATE record_entry SET seq = 3 WHERE seq = 99",
)


@pytest.mark.parametrize(
    ("statements", "names"),
    [
        (("UPDATE record_entry SET basis = 'x' WHERE seq = 2",), 2),
        (("UPDATE record_entry SET ref = 'x' WHERE seq = 3",), 3),
        (("UPDATE record_entry SET effective_on = '2020-01-01' WHERE seq = 3",), 3),
        (("UPDATE record_side SET document = REPLACE(document, '乙', '已') WHERE seq = 2",), 2),
        (("UPDATE record_side SET document = '{}' WHERE seq = 2",), 2),
        (("DELETE FROM record_side WHERE seq = 3",), 3),
        (("DELETE FROM record_side WHERE seq = 2", "DELETE FROM record_entry WHERE seq = 2"), 2),
        (
            (f"INSERT INTO record_entry (seq, {COLUMNS}) SELECT 5, {COLUMNS} FROM record_entry WHERE seq = 1",),
            5,
        ),
        (SWAP, 2),
        (("UPDATE record_current SET seq = 1",), 2),
        (("DELETE FROM record_current",), 1),
    ],
)
def test_verification_names_the_first_entry_that_fails(three: Session, statements: tuple[str, ...], names: int) -> None:
    breach(three, *statements)
    failure = verify(three).failure
    assert failure is not None
    assert failure.seq == names
    three.rollback()


def test_a_cut_tail_shows_against_the_trace_and_a_cut_trace_against_the_record(three: Session) -> None:
    cut = ("record_current WHERE seq = 4", "record_side WHERE seq = 4", "record_entry WHERE seq = 4")
    breach(three, *(f"DELETE FROM {part}" for part in cut))
    assert verify(three).failure is None
    assert verify_links(three).seq == 4
    three.rollback()
    breach(three, "DELETE FROM audit_entry WHERE seq = 4")
    assert verify_chain(three).failure is None
    assert verify_links(three).seq == 4
    three.rollback()


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET why = 'x' WHERE seq = 2", "DELETE FROM audit_entry WHERE seq = 2"]
)
def test_the_chain_names_the_first_row_that_fails(three: Session, statement: str) -> None:
    breach(three, statement)
    assert verify_chain(three).failure.seq == 2
    three.rollback()


def test_a_missing_or_altered_wall_is_found(three: Session) -> None:
    connection = three.connection()
    assert triggers.missing(connection) == []
    if connection.dialect.name == "sqlite":
        wall = "record_entry_no_update"
        connection.exec_driver_sql(f"DROP TRIGGER {wall}")
        connection.exec_driver_sql(f"CREATE TRIGGER {wall} BEFORE UPDATE ON record_entry BEGIN SELECT 1; END")
    else:
        wall = "record_entry_grows"
        connection.exec_driver_sql(f"ALTER TABLE record_entry DISABLE TRIGGER {wall}")
    assert triggers.missing(connection) == [wall]
    three.rollback()
