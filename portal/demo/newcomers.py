"""People whom the demo's company filed and who wait for the association: six by a roster, three one by one."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.companies.queries import load
from registry.core.actor import SYSTEM, Actor, Role
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing, Purpose
from registry.core.identifiers import id_check_digit
from registry.core.sources import Source
from registry.core.taxonomy import ServiceLine
from registry.rosters import actions_uploads as uploads
from registry.rosters.actions_newcomers import file_newcomers, open_newcomers
from registry.rosters.actions_people import add_person
from registry.rosters.queries_newcomers import Newcomer
from registry.rosters.uploads import Summary
from registry.rosters.worker_rows import WorkerLine
from registry.workers.disclosure import OfferedService
from registry.workers.models import Employment
from registry.workers.queries_own import particulars_of
from registry.workers.transfers import FiledPerson

_BY_ROSTER = ("示范春芽", "示范夏禾", "示范秋实", "示范冬青", "示范小满")
_SINGLY = ("示范谷雨", "示范白露")
_CLEANING = (OfferedService("HC01", ServiceLine.CLEANING),)


def add_newcomers(session: Session, clock: Clock, keyring: KeyRing, people: dict[Role, Actor], company: str) -> None:
    """One roster with a case for its newcomers, and single additions; one of each is registered elsewhere."""
    clerk, today = people[Role.COMPANY_CLERK], shanghai_date(clock.now())
    uscc = str(load(session, [company])[company].uscc)
    known = [particulars_of(session, keyring, ref) for ref in _elsewhere(session, company)]
    filed = [(name, _number(place)) for place, name in enumerate((*_BY_ROSTER, *_SINGLY))]
    by_roster = [*filed[: len(_BY_ROSTER)], *((one.name, one.id_number) for one in known[:1])]
    singly = [*filed[len(_BY_ROSTER) :], *((one.name, one.id_number) for one in known[1:2])]
    lines = [
        WorkerLine(
            row, name, number, uscc, Source.COMPANY, phone=f"1000001{row:04d}", services=_CLEANING,
            hired_on=today - timedelta(days=row),
        )
        for row, (name, number) in enumerate(by_roster, start=2)
    ]  # fmt: skip
    upload = _applied(session, clerk, clock, len(lines))
    waiting = [Newcomer(line, keyring.blind_index(Purpose.ID_NUMBER, line.id_number), "") for line in lines]
    open_newcomers(
        session, SYSTEM, clock, upload, file_newcomers(session, clerk, clock, keyring, upload, company, waiting)
    )
    for name, number in singly:
        add_person(session, clerk, clock, keyring, company, FiledPerson(name, number, "", _CLEANING, today))


def _applied(session: Session, clerk: Actor, clock: Clock, count: int) -> str:
    """An upload that went its way up to the newcomers."""
    summary = Summary(count, 0, 0, count, 0, 0, 0, 0, (), ())
    ref = uploads.receive(session, clerk, clock, size=9_000)
    uploads.begin_check(session, SYSTEM, clock, ref)
    uploads.note_checked(session, SYSTEM, clock, ref, summary)
    uploads.confirm(session, clerk, clock, ref)
    uploads.note_applied(session, clerk, clock, ref, summary)
    return ref


def _elsewhere(session: Session, company: str) -> list[str]:
    """Two people who work for other companies only."""
    here = select(Employment.worker_ref).where(Employment.company_ref == company)
    query = (
        select(Employment.worker_ref)
        .where(Employment.until_on.is_(None), Employment.worker_ref.not_in(here))
        .distinct()
        .order_by(Employment.worker_ref)
    )
    return list(session.scalars(query.limit(2)))


def _number(place: int) -> str:
    """An identity number of area 990107, where the demonstration puts nobody else."""
    first = f"990107{date(1985, 3, 1 + place):%Y%m%d}{100 + 2 * place}"
    return first + id_check_digit(first)
