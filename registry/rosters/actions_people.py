"""One person at a time, as a company does it between two rosters: add, change, end employment."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing, Purpose
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND, require, require_company
from registry.permits.queries import permits_of
from registry.rosters.queries_newcomers import waits_in_roster
from registry.rosters.rules import leaving_needs_confirmation
from registry.rosters.worker_rows import native_province
from registry.workers.access import PERMISSIONS
from registry.workers.actions import WorkerChange, change_many, register
from registry.workers.actions_employment import EmploymentChange, change_employment_many, end_employment
from registry.workers.actions_transfers import ask_transfers
from registry.workers.disclosure import OfferedService
from registry.workers.models import Worker
from registry.workers.people import require_own_people
from registry.workers.queries import current_spells, find_by_id, staff_of
from registry.workers.rules import NewWorker, check_spell, check_worker, errors_of
from registry.workers.transfers import AskedFor, FiledPerson

HERE_ALREADY = Label("此人已在本企业的名单上", "This person is on your list already")
NO_SERVICE = Finding("service_missing", Label("请至少勾选一项服务", "Tick at least one service"), "services")
NAME_FIXED = Finding(
    "name_fixed",
    Label(
        "此人已有上门服务证，姓名须由本人带身份证到协会更正",
        "This person holds a permit: the name is corrected at the association, in person with the identity card",
    ),
    "name",
)


def add_person(
    session: Session, actor: Actor, clock: Clock, keyring: KeyRing, company_ref: str, filed: FiledPerson
) -> None:
    """Put a person before the officers, who let them onto the company's list.

    Whoever is registered already and whoever is not take the same way, so that nothing tells the company which of the
    two somebody is. Raises RuleBroken for wrong particulars, Conflict for somebody on the own list, NotAllowed.
    """
    require(actor, PERMISSIONS["workers.keep_own"])
    require_company(actor, company_ref)
    today = shanghai_date(clock.now())
    person = NewWorker(
        filed.name, filed.id_number, filed.phone or None, native_province=native_province(filed.id_number)
    )
    findings = errors_of([*check_worker(person, today), *check_spell(filed.hired_on, None, today)])
    if not filed.services:
        findings.append(NO_SERVICE)
    if findings:
        raise RuleBroken([_renamed(finding) for finding in findings])
    known = find_by_id(session, keyring, filed.id_number)
    if known is not None and any(
        spell.company_ref == company_ref for spell in current_spells(session, [known]).get(known, ())
    ):
        raise Conflict(HERE_ALREADY)
    if waits_in_roster(session, company_ref, keyring.blind_index(Purpose.ID_NUMBER, filed.id_number)):
        return  # filed by a roster before: waits there, whoever it is
    ref = known or register(session, actor, clock, keyring, person)
    ask_transfers(session, actor, clock, keyring, [AskedFor(ref, company_ref, filed)])


def change_person(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    worker_ref: str,
    *,
    name: str,
    phone: str = "",
    services: tuple[OfferedService, ...] = (),
    hired_on: date | None = None,
) -> bool:
    """State a person's particulars and work anew; an empty phone, no service or no day changes nothing of it.

    Returns whether anything changed. Raises NotFound for somebody the company does not employ, RuleBroken, also for
    another name of somebody with a permit, NotAllowed.
    """
    require(actor, PERMISSIONS["workers.keep_own"])
    require_own_people(session, actor, [worker_ref])
    spells = [
        spell for spell in current_spells(session, [worker_ref]).get(worker_ref, ())
        if spell.company_ref == actor.company
    ]  # fmt: skip
    if not spells:
        raise NotFound(NOT_FOUND)
    spell = spells[0]
    before = session.scalar(select(Worker.name).where(Worker.ref == worker_ref))
    new_name = name.strip() if name.strip() != before else None
    if new_name is not None and permits_of(session, [worker_ref]):
        raise RuleBroken([NAME_FIXED])
    if new_name is not None or phone:
        change_many(session, actor, clock, keyring, [WorkerChange(worker_ref, new_name, phone or None)])
    other_day = hired_on if hired_on != spell.since_on else None
    # What was stated by its line only stands in no list of items, and stays.
    stated = (*services, *(one for one in spell.services if one.item is None))
    other_services = stated if services and set(stated) != set(spell.services) else None
    if other_day is not None or other_services is not None:
        change_employment_many(session, actor, clock, [EmploymentChange(spell.ref, other_day, other_services)])
    changed = any(one is not None for one in (new_name, other_day, other_services)) or bool(phone)
    if changed:
        write(session, clock, actor, [Trace("roster.change_person", "worker", worker_ref)])
    return changed


def end_many(
    session: Session,
    actor: Actor,
    clock: Clock,
    company_ref: str,
    worker_refs: Sequence[str],
    *,
    until_on: date,
    typed: str = "",
) -> int:
    """End the employment of people of one company; `until_on` is their last day, at the latest today.

    Above ten persons or 5 % of the staff their number must be typed back. Raises RuleBroken, NotFound, NotAllowed.
    """
    require(actor, PERMISSIONS["workers.keep_own"])
    require_company(actor, company_ref)
    people = list(dict.fromkeys(worker_refs))
    require_own_people(session, actor, people)
    if until_on > shanghai_date(clock.now()):
        raise RuleBroken(
            [Finding("ends_ahead", Label("离职日期在将来", "The last day lies in the future"), "until_on")]
        )
    staff = len(staff_of(session, [company_ref]).get(company_ref, ()))
    if leaving_needs_confirmation(len(people), staff) and typed.strip() != str(len(people)):
        words = Label(f"请照写人数 {len(people)}", f"Type the number {len(people)}")
        raise RuleBroken([Finding("typed_back", words, "typed")])
    for ref in people:
        end_employment(session, actor, clock, worker_ref=ref, company_ref=company_ref, until_on=until_on)
    write(
        session, clock, actor,
        [Trace("roster.end_many", "company", company_ref, None, {"count": len(people), "until": until_on.isoformat()})],
    )  # fmt: skip
    return len(people)


def _renamed(finding: Finding) -> Finding:
    """Findings of a spell point at the form's own field."""
    if finding.field != "since_on":
        return finding
    return Finding(finding.code, finding.message, "hired_on", finding.level, finding.cure)
