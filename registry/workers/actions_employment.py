"""Beginning, changing and ending spells with companies. The record follows the person; leaving is an act of its own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import orjson
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.base import neighbouring_refs
from registry.core.bulk import insert_rows
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.core.labels import Label
from registry.core.sources import Source
from registry.record import reading
from registry.record.actions import Publication, publish
from registry.record.reading import CHUNK
from registry.workers.disclosure import EmploymentFace, OfferedService
from registry.workers.models import Employment
from registry.workers.queries import staff_of
from registry.workers.rules import NewEmployment, check_spell, offered

KIND = EmploymentFace.KIND
LEFT = "企业退出登记 / the company left the register"
_COLUMNS = ("ref", "worker_ref", "company_ref", "since_on", "until_on", "services", "source")


@dataclass(frozen=True, slots=True)
class EmploymentChange:
    """What is stated anew about a spell; None leaves a field as it is."""

    ref: str
    since_on: date | None = None
    services: tuple[OfferedService, ...] | None = None
    source: Source | None = None


def start_employment_many(
    session: Session,
    actor: Actor,
    clock: Clock,
    spells: Sequence[NewEmployment],
    *,
    newcomers: Collection[str] = (),
) -> list[str]:
    """Begin spells and publish them; returns their refs, in order. `newcomers` are persons entered in this transaction,
    who have no spell yet and are not looked up.

    Raises RuleBroken for impossible days, Conflict when a person has a current spell with that company already.
    """
    today = shanghai_date(clock.now())
    findings = [finding for spell in spells for finding in check_spell(spell.since_on, spell.until_on, today)]
    if findings:
        raise RuleBroken(findings)
    _refuse_second(session, spells, newcomers)
    refs = neighbouring_refs(len(spells))
    faces = [
        EmploymentFace(spell.company_ref, spell.since_on, spell.until_on, spell.services, spell.source).fields()
        for spell in spells
    ]
    rows = [
        (
            ref, spell.worker_ref, spell.company_ref, _iso(spell.since_on), _iso(spell.until_on),
            _stored(spell.services), spell.source.value,
        )
        for ref, spell in zip(refs, spells, strict=True)
    ]  # fmt: skip
    insert_rows(session, Employment.__table__, _COLUMNS, rows)
    items = [
        Publication(KIND, ref, spell.worker_ref, face, spell.since_on or today, first=True)
        for ref, spell, face in zip(refs, spells, faces, strict=True)
    ]
    published = publish(session, clock, items)
    write(
        session,
        clock,
        actor,
        [
            Trace("employment.start", "employment", one.ref, after=face, entries=(one,), about=one.owner)
            for one, face in zip(published, faces, strict=True)
        ],
    )
    return refs


def start_employment(session: Session, actor: Actor, clock: Clock, spell: NewEmployment) -> str:
    """Begin one spell; see `start_employment_many`."""
    return start_employment_many(session, actor, clock, [spell])[0]


def change_employment_many(
    session: Session, actor: Actor, clock: Clock, changes: Sequence[EmploymentChange], *, why: str = ""
) -> None:
    """State first days, services or the supplier of spells anew, from today on. Raises NotFound, RuleBroken."""
    today = shanghai_date(clock.now())
    old = _rows(session, [change.ref for change in changes])
    new = {change.ref: _changed(old[change.ref], change) for change in changes}
    findings = [finding for row in new.values() for finding in check_spell(row["since_on"], row["until_on"], today)]
    if findings:
        raise RuleBroken(findings)
    _store(session, clock, actor, "employment.change", old, new, why, today)


def end_employment(
    session: Session,
    actor: Actor,
    clock: Clock,
    *,
    worker_ref: str,
    company_ref: str,
    until_on: date | None = None,
    why: str = "",
) -> None:
    """End the current spell of a person with a company; `until_on` (default today) is its last day.

    Raises NotFound when there is no current spell, RuleBroken when it would end before it began.
    """
    today = shanghai_date(clock.now())
    found = _current(session, worker_ref, company_ref)
    last = until_on or today
    findings = check_spell(found["since_on"], last, max(today, last))
    if findings:
        raise RuleBroken(findings)
    ref = found["ref"]
    _store(session, clock, actor, "employment.end", {ref: found}, {ref: {**found, "until_on": last}}, why, last)


def end_all(session: Session, actor: Actor, clock: Clock, company_ref: str, *, until_on: date, limit: int = 200) -> int:
    """End up to `limit` spells with a company that left the register; returns how many were ended."""
    spells = staff_of(session, [company_ref]).get(company_ref, [])[:limit]
    for spell in spells:
        last = max(until_on, spell.since_on) if spell.since_on else until_on
        end_employment(
            session, actor, clock, worker_ref=spell.worker_ref, company_ref=company_ref, until_on=last, why=LEFT
        )
    return len(spells)


def move(
    session: Session,
    actor: Actor,
    clock: Clock,
    *,
    worker_ref: str,
    from_company: str,
    to_company: str,
    on: date | None = None,
    services: tuple[OfferedService, ...] | None = None,
    source: Source = Source.COMPANY,
    why: str = "",
) -> str:
    """End the spell with one company the day before `on` (default today) and begin one with another on that day.

    Services go along unless given. Returns the new spell's ref. Raises as ending and beginning do.
    """
    first = on or shanghai_date(clock.now())
    found = _current(session, worker_ref, from_company)
    last = first - timedelta(days=1)
    end_employment(session, actor, clock, worker_ref=worker_ref, company_ref=from_company, until_on=last, why=why)
    taken_along = offered(found["services"]) if services is None else services
    return start_employment(session, actor, clock, NewEmployment(worker_ref, to_company, first, taken_along, source))


def _stored(services: Sequence[OfferedService]) -> str:
    return orjson.dumps([{"item": one.item, "line": one.line.value} for one in services]).decode()


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _refuse_second(session: Session, spells: Sequence[NewEmployment], newcomers: Collection[str]) -> None:
    wanted = [(spell.worker_ref, spell.company_ref) for spell in spells if spell.until_on is None]
    known = set()
    people = sorted({worker for worker, _ in wanted if worker not in newcomers})
    for at in range(0, len(people), CHUNK):
        rows = session.execute(
            select(Employment.worker_ref, Employment.company_ref).where(
                Employment.worker_ref.in_(people[at : at + CHUNK]), Employment.until_on.is_(None)
            )
        )
        known |= {(row.worker_ref, row.company_ref) for row in rows}
    if len(set(wanted)) < len(wanted) or known & set(wanted):
        raise Conflict(Label("此人已在这家企业任职", "This person is with that company already"))


def _rows(session: Session, refs: Sequence[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    table = Employment.__table__
    for at in range(0, len(refs), CHUNK):
        for row in session.execute(select(table).where(table.c.ref.in_(refs[at : at + CHUNK]))).mappings():
            found[row["ref"]] = dict(row)
    if len(found) < len(set(refs)):
        raise NotFound(Label("没有这段从业经历", "There is no such spell"))
    return found


def _current(session: Session, worker_ref: str, company_ref: str) -> dict[str, Any]:
    table = Employment.__table__
    row = (
        session.execute(
            select(table).where(
                table.c.worker_ref == worker_ref, table.c.company_ref == company_ref, table.c.until_on.is_(None)
            )
        )
        .mappings()
        .first()
    )
    if row is None:
        raise NotFound(Label("此人目前不在这家企业", "This person is not with that company now"))
    return dict(row)


def _changed(old: Mapping[str, Any], change: EmploymentChange) -> dict[str, Any]:
    new = dict(old)
    if change.since_on is not None:
        new["since_on"] = change.since_on
    if change.services is not None:
        new["services"] = [{"item": one.item, "line": one.line.value} for one in change.services]
    if change.source is not None:
        new["source"] = change.source.value
    return new


def _face(row: Mapping[str, Any]) -> EmploymentFace:
    return EmploymentFace(
        row["company_ref"], row["since_on"], row["until_on"], offered(row["services"]), Source(row["source"])
    )


def _store(
    session: Session,
    clock: Clock,
    actor: Actor,
    action: str,
    old: Mapping[str, Mapping[str, Any]],
    new: Mapping[str, Mapping[str, Any]],
    why: str,
    from_on: date,
) -> None:
    """Write changed spells, publish them as from `from_on`, but never before what they replace, and trace."""
    names = ("since_on", "until_on", "services", "source")
    rows = [{"spell": ref, **{f"new_{name}": row[name] for name in names}} for ref, row in new.items()]
    if not rows:
        return
    session.connection().execute(
        update(Employment)
        .where(Employment.ref == bindparam("spell"))
        .values({name: bindparam(f"new_{name}") for name in names}),
        rows,
    )
    owners = sorted({row["worker_ref"] for row in new.values()})
    newest = {
        entry.ref: entry.effective_on
        for entries in reading.current_of(session, owners, [KIND.name]).values()
        for entry in entries
    }
    today = shanghai_date(clock.now())
    published = publish(
        session,
        clock,
        [
            Publication(KIND, ref, row["worker_ref"], _face(row), min(today, max(from_on, newest.get(ref, from_on))))
            for ref, row in new.items()
        ],
    )
    write(
        session,
        clock,
        actor,
        [
            Trace(
                action, "employment", one.ref, _face(old[one.ref]).fields(), _face(new[one.ref]).fields(), why, (one,),
                one.owner,
            )
            for one in published
        ],
    )  # fmt: skip
