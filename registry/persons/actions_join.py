"""Joining two files of one person: proposed by one, decided by another, carried out in the deciding transaction."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.background_checks.due import refresh
from registry.cases import actions as case_actions
from registry.cases.states import CaseKind, Outcome
from registry.core.actor import Actor
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.errors import RuleBroken
from registry.core.permissions import require
from registry.permits.queries_cases import due_in
from registry.persons.access import PERMISSIONS
from registry.persons.blocking import what_blocks
from registry.persons.closing import close_file
from registry.persons.joining import join_permits, merge_spells, move_record, move_rows, settle_consents
from registry.persons.queries import case_about
from registry.persons.rules import DECISION_DAYS
from registry.persons.sealing import refuse_second_case
from registry.persons.showing import show_as_it_is, was_judged
from registry.persons.states import WhichFile
from registry.persons.telling import tell_companies
from registry.qualifications.actions import publish_held
from registry.workers.actions import WorkerChange, change_many, correct_identity
from registry.workers.models import Worker

KIND = CaseKind.PERSONS_JOIN


def propose_join(
    session: Session, actor: Actor, clock: Clock, kept: str, closed: str, *, identity: WhichFile, why: str
) -> str:
    """Open a case for joining `closed` into `kept` and propose it; returns the case's ref.

    Raises RuleBroken while something about the closed file is under way, Conflict, NotAllowed.
    """
    require(actor, PERMISSIONS["persons.keep"])
    findings = what_blocks(session, kept, closed)
    if findings:
        raise RuleBroken(findings)
    refuse_second_case(session, [kept, closed])
    told = {"closed": closed, "identity": identity.value}
    case = case_actions.open_case(
        session, actor, clock, kind=KIND, subject_kind="worker", subject_ref=kept, payload=told,
        due=due_in(session, clock.now(), DECISION_DAYS),
    )  # fmt: skip
    case_actions.propose(session, actor, clock, case, outcome=Outcome.APPROVED, why=why)
    write(session, clock, actor, [Trace("persons.propose_join", "worker", kept, None, told, why)])
    return case


def decide_join(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    case_ref: str,
    *,
    outcome: str,
    why: str,
    version: int | None = None,
) -> None:
    """Decide what another person proposed; agreed to, one file holds everything and the other nothing.

    Raises NotAllowed for the one who proposed it; RuleBroken when something has come up since; Conflict, NotFound.
    """
    case = case_about(session, case_ref, KIND)
    kept, closed = case.subject_ref, str(case.payload["closed"])
    case_actions.decide(session, actor, clock, case_ref, outcome=outcome, why=why, version=version)
    if outcome != Outcome.APPROVED:
        return
    findings = what_blocks(session, kept, closed, but=case_ref)
    if findings:
        raise RuleBroken(findings)
    judged = was_judged(session, [kept, closed])
    settle_consents(session, actor, clock, kept, closed, why)
    merge_spells(session, actor, clock, kept, closed)
    permit = join_permits(session, actor, clock, keyring, case_ref, kept, closed)
    entries = move_record(session, clock, kept, closed, permit)
    move_rows(session, clock, keyring, case_ref, kept, closed)
    name, number, phone = _particulars(session, keyring, closed)
    own_phone = session.get_one(Worker, kept).phone
    close_file(session, clock, keyring, case_ref, closed, kept)
    _earlier(session, kept, closed)
    told = {"into": kept, "case": case.number}
    write(session, clock, actor, [Trace("persons.close_file", "worker", closed, None, told, why, entries)])
    if case.payload["identity"] == WhichFile.CLOSED:
        correct_identity(session, actor, clock, keyring, kept, number, why=why)
        change_many(session, actor, clock, keyring, [WorkerChange(kept, name=name)], why=why)
    if own_phone is None and phone is not None:
        change_many(session, actor, clock, keyring, [WorkerChange(kept, phone=phone)], why=why)
    shown = show_as_it_is(session, clock, kept, judged=judged)
    after = {"closed": closed, "case": case.number}
    write(session, clock, actor, [Trace("persons.join", "worker", kept, None, after, why, shown)])
    publish_held(session, actor, clock, [kept])
    refresh(session, [kept, closed], shanghai_date(clock.now()))
    case_actions.use_decision(
        session, actor, clock, case_ref, kind=KIND, subject_ref=kept, outcome=Outcome.APPROVED,
        entries=[*entries, *shown],
    )  # fmt: skip
    tell_companies(session, actor, clock, keyring, case, [kept])


def _particulars(session: Session, keyring: KeyRing, ref: str) -> tuple[str, str, str | None]:
    worker = session.get_one(Worker, ref, populate_existing=True)
    number = keyring.decrypt(worker.id_number, table="worker", column="id_number", row=ref)
    phone = keyring.decrypt(worker.phone, table="worker", column="phone", row=ref) if worker.phone else None
    return worker.name, number, phone


def _earlier(session: Session, kept: str, closed: str) -> None:
    """A person is registered since the first of the two files."""
    first = min(session.get_one(Worker, ref).registered_on for ref in (kept, closed))
    session.execute(update(Worker).where(Worker.ref == kept).values(registered_on=first))
    session.expire_all()
