"""Newcomers of rosters as officers see them: with what the register knows of each. Never for a company's pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.core.actor import Actor
from registry.core.crypto import KeyRing
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND, require
from registry.record.reading import CHUNK
from registry.rosters.access import PERMISSIONS
from registry.rosters.models import RosterNewcomer, RosterRuling, RosterUpload
from registry.rosters.states import Match, NewcomerState, RulingAct, RulingState
from registry.rosters.worker_rows import WorkerLine
from registry.workers.models import Worker

PAGE = 50
Holder = aliased(Worker)


class Shown(StrEnum):
    """Which newcomers of an upload an officer looks at."""

    WAITING = "waiting"
    UNMATCHED = "unmatched"
    MATCHED = "matched"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Held:
    """A newcomer as an officer sees it. `worker` is the registered person it was found to be, if any."""

    ref: str
    row: int
    name: str
    state: NewcomerState
    why: str
    match: Match
    worker: str | None
    request_ref: str | None
    sealed: bytes | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many newcomers of an upload: `clear` are those that wait and are in no register."""

    waiting: int
    clear: int
    person: int
    permit: int
    decided: int


def upload_of_case(session: Session, actor: Actor, found: Case) -> RosterUpload:
    """The upload whose newcomers a case is about. Raises NotFound for another kind of case, NotAllowed."""
    require(actor, PERMISSIONS["rosters.newcomers"])
    upload = session.get(RosterUpload, found.subject_ref) if found.kind == CaseKind.ROSTER_NEWCOMERS else None
    if upload is None:
        raise NotFound(NOT_FOUND)
    return upload


def held_page(
    session: Session, upload_ref: str, shown: Shown, *, after: int = 0, limit: int = PAGE
) -> tuple[list[Held], int]:
    """(newcomers by row after `after`, the last row if there are more, else 0). For officers: it tells the matches."""
    rows = session.execute(
        _matched()
        .where(RosterNewcomer.upload_ref == upload_ref, RosterNewcomer.row > after, *_WHERE[shown])
        .order_by(RosterNewcomer.row)
        .limit(limit + 1)
    ).all()
    found = [_held(row) for row in rows[:limit]]
    return found, found[-1].row if len(rows) > limit else 0


def waiting_batch(
    session: Session, upload_ref: str, people: Sequence[str] | None, *, after: int, limit: int
) -> list[Held]:
    """Those that wait, by row after `after`; of `people` (refs) only, where told."""
    where = [
        RosterNewcomer.upload_ref == upload_ref, RosterNewcomer.row > after,
        RosterNewcomer.state == NewcomerState.WAITING,
    ]  # fmt: skip
    if people is not None:
        where.append(RosterNewcomer.ref.in_(people))
    return [_held(row) for row in session.execute(_matched().where(*where).order_by(RosterNewcomer.row).limit(limit))]


def count(session: Session, upload_ref: str) -> Count:
    """How many newcomers of an upload wait, and what of them the register knows."""
    waits = RosterNewcomer.state == NewcomerState.WAITING
    person, permit = and_(waits, Worker.ref.is_not(None)), and_(waits, Worker.ref.is_(None), Holder.ref.is_not(None))
    total, waiting, known, taken = session.execute(
        select(
            func.count(),
            *(func.coalesce(func.sum(case((which, 1), else_=0)), 0) for which in (waits, person, permit)),
        )
        .select_from(RosterNewcomer)
        .outerjoin(Worker, Worker.id_index == RosterNewcomer.person)
        .outerjoin(Holder, Holder.permit_index == RosterNewcomer.permit)
        .where(RosterNewcomer.upload_ref == upload_ref)
    ).one()
    return Count(int(waiting), int(waiting) - int(known) - int(taken), int(known), int(taken), int(total - waiting))


def fitting(found: Count, act: RulingAct) -> int:
    """For how many newcomers an act would do something."""
    return {
        RulingAct.CONFIRM: found.clear, RulingAct.TRANSFER: found.person, RulingAct.REFUSE: found.waiting,
    }[act]  # fmt: skip


def fits(match: Match, act: RulingAct) -> bool:
    """Whether an act does something for somebody who waits: whoever is registered comes by the own code only."""
    if act is RulingAct.CONFIRM:
        return match is Match.NONE
    return act is RulingAct.REFUSE or match is Match.PERSON


def line_of(keyring: KeyRing, held: Held) -> WorkerLine | None:
    """What the company filed, in the clear; None once it is decided."""
    if held.sealed is None:
        return None
    text = keyring.decrypt(held.sealed, table="roster_newcomer", column="sealed", row=held.ref)
    return WorkerLine.unpacked(text.encode())


def living_ruling(session: Session, upload_ref: str) -> RosterRuling | None:
    """The ruling that is being carried out."""
    return session.scalar(
        select(RosterRuling).where(RosterRuling.upload_ref == upload_ref, RosterRuling.state == RulingState.ASKED)
    )


def rulings(session: Session, upload_ref: str, *, limit: int = 10) -> Sequence[RosterRuling]:
    """What was ruled on an upload's newcomers, the newest first."""
    return session.scalars(
        select(RosterRuling)
        .where(RosterRuling.upload_ref == upload_ref)
        .order_by(RosterRuling.asked_at.desc(), RosterRuling.ref)
        .limit(limit)
    ).all()


def companies_of_uploads(session: Session, upload_refs: Sequence[str]) -> dict[str, str]:
    """{upload: its company}, for a list of cases."""
    found: dict[str, str] = {}
    for at in range(0, len(upload_refs), CHUNK):
        rows = session.execute(
            select(RosterUpload.ref, RosterUpload.company_ref).where(RosterUpload.ref.in_(upload_refs[at : at + CHUNK]))
        )
        found.update({row.ref: row.company_ref for row in rows})
    return found


_UNKNOWN = and_(Worker.ref.is_(None), Holder.ref.is_(None))
_STANDS: ColumnElement[bool] = RosterNewcomer.state == NewcomerState.WAITING
_WHERE: dict[Shown, tuple[ColumnElement[bool], ...]] = {
    Shown.WAITING: (_STANDS,),
    Shown.UNMATCHED: (_STANDS, _UNKNOWN),
    Shown.MATCHED: (_STANDS, ~_UNKNOWN),
    Shown.DECIDED: (~_STANDS,),
}


def _matched() -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(
            RosterNewcomer.ref, RosterNewcomer.row, RosterNewcomer.name, RosterNewcomer.state, RosterNewcomer.why,
            RosterNewcomer.request_ref, RosterNewcomer.sealed, Worker.ref.label("worker"), Holder.ref.label("holder"),
        )
        .select_from(RosterNewcomer)
        .outerjoin(Worker, Worker.id_index == RosterNewcomer.person)
        .outerjoin(Holder, Holder.permit_index == RosterNewcomer.permit)
    )  # fmt: skip
    return query


def _held(row: Any) -> Held:
    match = Match.NONE
    if row.worker is not None:
        match = Match.PERSON
    elif row.holder is not None:
        match = Match.PERMIT
    return Held(
        row.ref, row.row, row.name, NewcomerState(row.state), row.why, match, row.worker, row.request_ref, row.sealed
    )
