"""Reads of what companies asked for: their own list as they filed it, and the match for the officers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from registry.cases.models import Case
from registry.core.crypto import KeyRing
from registry.workers.models import Employment, TransferRequest
from registry.workers.states import TransferState
from registry.workers.transfers import FiledPerson


@dataclass(frozen=True, slots=True)
class Asked:
    """A person whom a company filed, in the company's own words, and how far that has come."""

    ref: str
    filed: FiledPerson
    filed_at: datetime
    state: TransferState


def asked_people(
    session: Session,
    keyring: KeyRing,
    company_ref: str,
    since: datetime,
    *,
    told_elsewhere: Select[str | None] | None = None,
) -> list[Asked]:
    """What a company filed and waits for, and what was refused since, the newest first.

    `told_elsewhere` selects the requests that its page tells under the roster they came with.
    """
    others = [] if told_elsewhere is None else [TransferRequest.ref.not_in(told_elsewhere)]
    rows = session.scalars(
        select(TransferRequest)
        .where(
            *others,
            TransferRequest.company_ref == company_ref,
            or_(
                TransferRequest.state == TransferState.WAITING,
                and_(TransferRequest.state == TransferState.REFUSED, TransferRequest.ended_at >= since),
            ),
        )
        .order_by(TransferRequest.filed_at.desc(), TransferRequest.ref)
    )
    return [Asked(row.ref, filed_of(keyring, row), row.filed_at, TransferState(row.state)) for row in rows]


@dataclass(frozen=True, slots=True)
class Addition:
    """A wish that waits for an officer; `known`: a company employed the person before. `place` is the page's key."""

    case_ref: str
    number: str
    worker_ref: str
    company_ref: str
    filed_at: datetime
    known: bool
    place: str


def waiting_additions(
    session: Session, *, known: bool | None = None, after: str = "", limit: int = 50
) -> tuple[list[Addition], str]:
    """(wishes that wait, in the order of their cases, after the key `after`; the key of the next page or "").

    With `known`, only those whose person some company employed before, or none did.
    """
    employed = select(Employment.ref).where(Employment.worker_ref == TransferRequest.worker_ref).exists()
    query = (
        select(
            Case.ref, Case.year, Case.serial, TransferRequest.worker_ref, TransferRequest.company_ref,
            TransferRequest.filed_at, employed.label("known"),
        )
        .join(Case, Case.ref == TransferRequest.case_ref)
        .where(TransferRequest.state == TransferState.WAITING)
        .order_by(Case.year, Case.serial)
        .limit(limit + 1)
    )  # fmt: skip
    if known is not None:
        query = query.where(employed if known else ~employed)
    year, _, serial = after.partition("-")
    if year.isdecimal() and serial.isdecimal() and len(after) < 20:
        query = query.where(or_(Case.year > int(year), and_(Case.year == int(year), Case.serial > int(serial))))
    rows = session.execute(query).all()
    found = [
        Addition(
            row.ref, f"{row.year}-{row.serial:06d}", row.worker_ref, row.company_ref, row.filed_at, bool(row.known),
            f"{row.year}-{row.serial}",
        )
        for row in rows[:limit]
    ]  # fmt: skip
    return found, found[-1].place if len(rows) > limit else ""


def request_of_case(session: Session, case_ref: str) -> TransferRequest | None:
    """The request that a case is about."""
    return session.scalar(select(TransferRequest).where(TransferRequest.case_ref == case_ref))


def ever_employed(session: Session, worker_ref: str) -> bool:
    """Whether a company ever employed the person: if not, nothing follows them and nobody loses them."""
    return session.scalar(select(Employment.ref).where(Employment.worker_ref == worker_ref).limit(1)) is not None


def filed_of(keyring: KeyRing, request: TransferRequest) -> FiledPerson:
    """What the company filed, in the clear."""
    return FiledPerson.unpacked(
        keyring.decrypt(request.sealed, table="transfer_request", column="sealed", row=request.ref)
    )
