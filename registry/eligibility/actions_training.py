"""Results of training as they are entered at the desk: with what they do to the lines a person may work in (R008)."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.eligibility.actions import rejudge_many
from registry.training import actions_records
from registry.training.rules import NewRecord


def enter_results(
    session: Session, actor: Actor, clock: Clock, session_ref: str, records: Sequence[NewRecord]
) -> list[str]:
    """Enter records of a session and judge its people again; refs as of `training.actions_records.enter_records`."""
    refs = actions_records.enter_records(session, actor, clock, session_ref, records)
    rejudge_many(session, actor, clock, [one.worker_ref for one in records])
    return refs


def confirm_training(session: Session, actor: Actor, clock: Clock, session_ref: str, *, why: str = "") -> None:
    """Stand for a company's session and judge its people again."""
    people = actions_records.confirm_session(session, actor, clock, session_ref, why=why)
    rejudge_many(session, actor, clock, people, why=why)


def strike_out_result(session: Session, actor: Actor, clock: Clock, record_ref: str, *, why: str) -> None:
    """Strike out a record entered in error and judge its person again."""
    person = actions_records.annul_record(session, actor, clock, record_ref, why=why)
    rejudge_many(session, actor, clock, [person], why=why)
