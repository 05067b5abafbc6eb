"""Newcomers of rosters as their company reads them: nothing of it tells whom the register knows."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from registry.core.crypto import KeyRing
from registry.rosters.models import RosterNewcomer, RosterUpload
from registry.rosters.states import NewcomerState
from registry.rosters.worker_rows import WorkerLine
from registry.workers.models import TransferRequest, Worker
from registry.workers.queries_transfers import filed_of
from registry.workers.states import TransferState

PAGE = 50


class Newcomer(NamedTuple):
    """A row of a company's own file whose person it does not employ, with the blind indexes of person and permit."""

    line: WorkerLine
    person: str
    permit: str


@dataclass(frozen=True, slots=True)
class Told:
    """A newcomer as the company reads it; `name` is "" once it is decided, but for a refusal.

    No reason of a refusal, as for a single addition: whoever is refused a transfer must read like everybody else.
    """

    row: int
    name: str
    state: NewcomerState


def waiting_persons(session: Session, company_ref: str) -> set[str]:
    """Blind indexes of everybody whom a company has filed and who waits, by roster or one by one."""
    singly = (
        select(Worker.id_index)
        .join(TransferRequest, TransferRequest.worker_ref == Worker.ref)
        .where(TransferRequest.company_ref == company_ref, TransferRequest.state == TransferState.WAITING)
    )
    found = set(session.scalars(singly))
    by_roster = select(RosterNewcomer.person).where(
        RosterNewcomer.company_ref == company_ref, RosterNewcomer.state == NewcomerState.WAITING
    )
    found.update(person for person in session.scalars(by_roster) if person is not None)
    return found


def waits_in_roster(session: Session, company_ref: str, person: str) -> bool:
    """Whether a company filed this person (blind index) by a roster and the person waits there."""
    query = select(RosterNewcomer.ref).where(
        RosterNewcomer.person == person,
        RosterNewcomer.company_ref == company_ref,
        RosterNewcomer.state == NewcomerState.WAITING,
    )
    return session.scalar(query.limit(1)) is not None


def handed_over(company_ref: str) -> Select[str | None]:
    """The transfers that officers made out of newcomers of a company: they are told under the roster, not twice."""
    return select(RosterNewcomer.request_ref).where(
        RosterNewcomer.company_ref == company_ref, RosterNewcomer.state == NewcomerState.ASKED
    )


def told_page(
    session: Session, keyring: KeyRing, upload_ref: str, *, after: int = 0, limit: int = PAGE
) -> tuple[list[Told], int]:
    """(newcomers of an upload by row after `after`, the last row if there are more, else 0), for its company.

    Whoever was handed to transfers goes on waiting, in the same words, until the transfer ends.
    """
    rows = session.execute(
        select(RosterNewcomer, TransferRequest)
        .outerjoin(TransferRequest, TransferRequest.ref == RosterNewcomer.request_ref)
        .where(RosterNewcomer.upload_ref == upload_ref, RosterNewcomer.row > after)
        .order_by(RosterNewcomer.row)
        .limit(limit + 1)
    ).all()
    found = []
    for newcomer, request in rows[:limit]:
        name, state = newcomer.name, NewcomerState(newcomer.state)
        if request is not None:
            state = _SEEN_AS[TransferState(request.state)]
            name = filed_of(keyring, request).name if state is not NewcomerState.ENTERED else ""
        found.append(Told(newcomer.row, name, state))
    return found, found[-1].row if len(rows) > limit else 0


_SEEN_AS = {
    TransferState.WAITING: NewcomerState.WAITING,
    TransferState.TAKEN: NewcomerState.ENTERED,
    TransferState.REFUSED: NewcomerState.REFUSED,
}
_WAITS_FOR_COMPANY = or_(
    RosterNewcomer.state == NewcomerState.WAITING,
    and_(RosterNewcomer.state == NewcomerState.ASKED, TransferRequest.state == TransferState.WAITING),
)


def told_count(session: Session, upload_ref: str) -> tuple[int, int]:
    """(newcomers of an upload, those who wait as far as its company is told)."""
    found = session.execute(
        select(func.count(), func.sum(case((_WAITS_FOR_COMPANY, 1), else_=0)))
        .select_from(RosterNewcomer)
        .outerjoin(TransferRequest, TransferRequest.ref == RosterNewcomer.request_ref)
        .where(RosterNewcomer.upload_ref == upload_ref)
    ).one()
    return int(found[0]), int(found[1] or 0)


def waiting_uploads(session: Session, company_ref: str) -> list[tuple[str, datetime, int]]:
    """(upload, when it was received, newcomers of it who wait as the company is told), the newest first."""
    rows = session.execute(
        select(RosterUpload.ref, RosterUpload.received_at, func.count())
        .join(RosterNewcomer, RosterNewcomer.upload_ref == RosterUpload.ref)
        .outerjoin(TransferRequest, TransferRequest.ref == RosterNewcomer.request_ref)
        .where(RosterUpload.company_ref == company_ref, _WAITS_FOR_COMPANY)
        .group_by(RosterUpload.ref, RosterUpload.received_at)
        .order_by(RosterUpload.received_at.desc(), RosterUpload.ref)
    )
    return [(row[0], row[1], int(row[2])) for row in rows]


def filed_in_rosters(session: Session, worker_ref: str) -> list[tuple[str, datetime]]:
    """(company, when) of the rosters in which a registered person waits: for the person's own file."""
    rows = session.execute(
        select(RosterNewcomer.company_ref, RosterUpload.received_at)
        .join(RosterUpload, RosterUpload.ref == RosterNewcomer.upload_ref)
        .join(Worker, Worker.id_index == RosterNewcomer.person)
        .where(Worker.ref == worker_ref, RosterNewcomer.state == NewcomerState.WAITING)
        .order_by(RosterUpload.received_at.desc(), RosterUpload.ref)
    )
    return [(row[0], row[1]) for row in rows]
