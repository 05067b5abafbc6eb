"""Whom a company's roster names and it does not employ: kept, encrypted, until an officer has ruled on them.

Nothing of another company's people is read here: whoever is registered elsewhere and whoever is registered nowhere are
written down alike (issue 3, section 3).
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.cases.actions import open_case
from registry.cases.states import CaseKind
from registry.core.actor import Actor
from registry.core.base import neighbouring_refs
from registry.core.bulk import insert_rows
from registry.core.clock import Clock
from registry.core.crypto import KeyRing
from registry.permits.queries_cases import due_in
from registry.record.reading import CHUNK
from registry.rosters.models import RosterNewcomer
from registry.rosters.queries_newcomers import Newcomer
from registry.rosters.states import NewcomerState
from registry.workers.models import TransferRequest, Worker
from registry.workers.states import TransferState

RULED_WITHIN = 5  # working days in which the office rules on the newcomers of a roster
REFUSED_KEPT = timedelta(days=30)  # how long a company reads whom it filed in vain
_COLUMNS = (
    "ref", "upload_ref", "row", "company_ref", "name", "person", "permit", "sealed", "state", "why",
)  # fmt: skip


def file_newcomers(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    upload_ref: str,
    company_ref: str,
    newcomers: Sequence[Newcomer],
) -> int:
    """Let them wait under an upload; returns how many were not waiting for this company before."""
    waiting = _waiting(session, company_ref, [one.person for one in newcomers])
    fresh = [one for one in newcomers if one.person not in waiting]
    rows = [
        (
            ref, upload_ref, one.line.row, company_ref, one.line.name, one.person, one.permit or None,
            keyring.encrypt(one.line.packed().decode(), table="roster_newcomer", column="sealed", row=ref),
            NewcomerState.WAITING.value, "",
        )
        for ref, one in zip(neighbouring_refs(len(fresh)), fresh, strict=True)
    ]  # fmt: skip
    insert_rows(session, RosterNewcomer.__table__, _COLUMNS, rows)
    if fresh:
        told = {"people": len(fresh)}
        write(session, clock, actor, [Trace("roster.file_newcomers", "roster_upload", upload_ref, None, told)])
    return len(fresh)


def open_newcomers(session: Session, actor: Actor, clock: Clock, upload_ref: str, count: int) -> str:
    """Open the one case for the newcomers of an upload; returns its ref.

    `actor` is the system: the case is the officers' own, and what happens to it not the company's to read.
    """
    return open_case(
        session, actor, clock, kind=CaseKind.ROSTER_NEWCOMERS, subject_kind="roster_upload", subject_ref=upload_ref,
        payload={"count": count}, due=due_in(session, clock.now(), RULED_WITHIN),
    )  # fmt: skip


def forget_refused(session: Session, actor: Actor, clock: Clock) -> int:
    """Let go of the names of those who were refused a while ago; returns of how many."""
    old = and_(
        RosterNewcomer.state == NewcomerState.REFUSED,
        RosterNewcomer.name != "",
        RosterNewcomer.ended_at < clock.now() - REFUSED_KEPT,
    )
    count = session.scalar(select(func.count()).select_from(RosterNewcomer).where(old)) or 0
    if count:
        session.execute(
            update(RosterNewcomer).where(old).values(name=""), execution_options={"synchronize_session": False}
        )
        write(session, clock, actor, [Trace("roster.forget_refused", "roster", "newcomers", None, {"people": count})])
    return count


def _waiting(session: Session, company_ref: str, persons: Sequence[str]) -> set[str]:
    """Those of `persons` (blind indexes) whom the company has filed already, by roster or one by one."""
    found: set[str] = set()
    for at in range(0, len(persons), CHUNK):
        some = persons[at : at + CHUNK]
        by_roster = select(RosterNewcomer.person).where(
            RosterNewcomer.person.in_(some),
            RosterNewcomer.company_ref == company_ref,
            RosterNewcomer.state == NewcomerState.WAITING,
        )
        singly = (
            select(Worker.id_index)
            .join(TransferRequest, TransferRequest.worker_ref == Worker.ref)
            .where(
                Worker.id_index.in_(some),
                TransferRequest.company_ref == company_ref,
                TransferRequest.state == TransferState.WAITING,
            )
        )
        found.update(str(person) for query in (by_roster, singly) for person in session.scalars(query))
    return found
