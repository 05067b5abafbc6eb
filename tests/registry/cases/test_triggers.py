"""The walls around cases hold against raw SQL on both engines, and a fallen one is named."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from registry.cases import actions, triggers
from registry.cases.states import CaseKind, Outcome
from registry.core.clock import FixedClock
from tests.make.cases import CLERK, decided, open_case

TWO = CaseKind.COMPANY_APPLICATION


def refused(session: Session, *statements: str) -> None:
    """The statements run up to the last, which the database refuses."""
    for statement in statements[:-1]:
        session.execute(text(statement))
    with pytest.raises(DBAPIError):
        session.execute(text(statements[-1]))
    session.rollback()


PROPOSED = [
    "UPDATE case_file SET proposed_by = 'reviewer-9'",
    "UPDATE case_file SET proposed_reason = 'x'",
    "UPDATE case_file SET two_people = FALSE",
    "UPDATE case_file SET kind = 'company_change', two_people = FALSE",
    "UPDATE case_file SET subject_ref = 'company-9'",
    "UPDATE case_file SET decided_by = 'clerk-1', decided_outcome = 'approved', decided_reason = 'x', decided_at = 1, "
    "state = 'decided', active = FALSE",
    "UPDATE case_file SET decided_by = 'other', proposed_by = 'third', decided_outcome = 'approved', "
    "decided_reason = 'x', decided_at = 1, state = 'decided', active = FALSE",
    "UPDATE case_event SET actor = 'reviewer-9' WHERE place = 2",
    "DELETE FROM case_event WHERE place = 2",
    "DELETE FROM case_file",
    "UPDATE case_file SET state = 'nonsense'",
    "UPDATE case_file SET state = 'open'",
]


@pytest.mark.parametrize("statement", PROPOSED)
def test_a_proposal_stands_against_raw_sql(session: Session, clock: FixedClock, statement: str) -> None:
    ref = open_case(session, clock, kind=TWO)
    actions.propose(session, CLERK, clock, ref, outcome=Outcome.APPROVED, why="材料齐全")
    session.commit()
    refused(session, statement)


def test_a_proposal_taken_off_and_put_on_in_anothers_name_gives_no_decision(
    session: Session, clock: FixedClock
) -> None:
    ref = open_case(session, clock, kind=TWO)
    actions.propose(session, CLERK, clock, ref, outcome=Outcome.APPROVED, why="材料齐全")
    session.commit()
    blank = "proposed_by = NULL, proposed_outcome = NULL, proposed_reason = NULL, proposed_at = NULL"
    forged = "proposed_by = 'reviewer-9', proposed_outcome = 'approved', proposed_reason = 'x', proposed_at = 1"
    by_clerk = "decided_by = 'clerk-1', decided_outcome = 'approved', decided_reason = 'x', decided_at = 1"
    refused(
        session,
        f"UPDATE case_file SET state = 'open', {blank}",
        f"UPDATE case_file SET state = 'proposed', {forged}",
        f"UPDATE case_file SET state = 'decided', active = FALSE, {by_clerk}",
    )


DECIDED = [
    "UPDATE case_file SET decided_by = 'reviewer-9'",
    "UPDATE case_file SET decided_outcome = 'refused'",
    "UPDATE case_file SET decided_reason = 'x'",
    "UPDATE case_file SET proposed_by = NULL, proposed_outcome = NULL, proposed_reason = NULL, proposed_at = NULL",
    "UPDATE case_file SET state = 'open', active = TRUE",
    "UPDATE case_file SET ref = 'other'",
]


@pytest.mark.parametrize("statement", DECIDED)
def test_a_decision_stands_against_raw_sql(session: Session, clock: FixedClock, statement: str) -> None:
    decided(session, clock)
    session.commit()
    refused(session, statement)


def test_a_used_decision_is_not_unused(session: Session, clock: FixedClock) -> None:
    ref = decided(session, clock, kind=CaseKind.REDACTION)
    actions.use_decision(
        session, CLERK, clock, ref, kind=CaseKind.REDACTION, subject_ref="company-1", outcome=Outcome.APPROVED
    )
    session.commit()
    refused(session, "UPDATE case_file SET used_at = NULL")


def test_no_case_is_born_decided_or_replaced(session: Session, clock: FixedClock) -> None:
    ref = decided(session, clock)
    session.commit()
    columns = [row[0] for row in session.execute(text("SELECT * FROM case_file")).cursor.description]
    rest = ", ".join(column for column in columns if column not in {"ref", "serial"})
    copied = f"SELECT 'copy', 9, {rest} FROM case_file WHERE ref = '{ref}'"
    session.rollback()
    refused(session, f"INSERT INTO case_file (ref, serial, {rest}) {copied}")
    if session.get_bind().dialect.name == "sqlite":
        refused(session, f"INSERT OR REPLACE INTO case_file ({', '.join(columns)}) SELECT * FROM case_file")
    else:
        refused(session, "TRUNCATE case_file CASCADE")
        refused(session, "TRUNCATE case_event")


def test_a_step_takes_the_next_place_only(session: Session, clock: FixedClock) -> None:
    ref = open_case(session, clock)
    session.commit()
    step = "INSERT INTO case_event (case_ref, place, at, actor, role, act, words, positions) VALUES "
    refused(session, f"{step} ('{ref}', 1, 1, 'x', 'clerk', 'propose', '', '[]')")
    refused(session, f"{step} ('{ref}', 3, 1, 'x', 'clerk', 'propose', '', '[]')")


def test_a_fallen_wall_is_named(session: Session) -> None:
    connection = session.connection()
    assert triggers.missing(connection) == []
    if connection.dialect.name == "sqlite":
        wall = "case_file_two_people"
        connection.exec_driver_sql(f"DROP TRIGGER {wall}")
    else:
        wall = "case_file_walled"
        connection.exec_driver_sql(f"ALTER TABLE case_file DISABLE TRIGGER {wall}")
    assert triggers.missing(connection) == [wall]
    session.rollback()
