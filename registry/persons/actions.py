"""Correcting an identity number: proposed by one, decided by another, carried out in the deciding transaction."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.background_checks.actions import annul
from registry.background_checks.due import refresh
from registry.background_checks.models import BackgroundCheck
from registry.cases import actions as case_actions
from registry.cases.states import CaseKind, Outcome
from registry.core.actor import Actor
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing, Purpose
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.core.identifiers import normalise_identifier
from registry.core.masking import mask_id_number
from registry.core.permissions import NOT_FOUND, require
from registry.eligibility.actions import rejudge_many
from registry.permits.queries_cases import due_in
from registry.persons.access import PERMISSIONS
from registry.persons.queries import case_about, sealed_of
from registry.persons.rules import BELONGS_TO_ANOTHER, DECISION_DAYS, check_new_number
from registry.persons.sealing import forget_sealed, keep_sealed, refuse_second_case
from registry.persons.states import ChecksMade
from registry.persons.telling import tell_companies
from registry.workers.actions import correct_identity
from registry.workers.models import Worker
from registry.workers.queries import find_by_id

KIND = CaseKind.IDENTITY_CORRECTION
ANNULLED_WHY = "核查时所用身份证号有误"


def propose_identity(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    worker_ref: str,
    id_number: str,
    *,
    checks: ChecksMade,
    why: str,
) -> str:
    """Open a case for another identity number and propose it; returns the case's ref. The number lies encrypted.

    Raises RuleBroken for a number that cannot be or is another person's, Conflict when a case about whose file it is
    waits for its decision, NotFound, NotAllowed.
    """
    require(actor, PERMISSIONS["persons.keep"])
    worker = session.get(Worker, worker_ref)
    if worker is None:
        raise NotFound(NOT_FOUND)
    number = normalise_identifier(id_number)
    index = keyring.blind_index(Purpose.ID_NUMBER, number)
    findings = check_new_number(
        id_number, shanghai_date(clock.now()), same=index == worker.id_index,
        of_another=find_by_id(session, keyring, number) not in (None, worker_ref),
    )  # fmt: skip
    if findings:
        raise RuleBroken(findings)
    refuse_second_case(session, [worker_ref])
    case = case_actions.open_case(
        session, actor, clock, kind=KIND, subject_kind="worker", subject_ref=worker_ref,
        payload={"checks": checks.value}, due=due_in(session, clock.now(), DECISION_DAYS),
    )  # fmt: skip
    case_actions.propose(session, actor, clock, case, outcome=Outcome.APPROVED, why=why)
    keep_sealed(session, keyring, case, worker_ref, number)
    told = {"id_number": mask_id_number(number), "checks": checks.value}
    write(session, clock, actor, [Trace("persons.propose_identity", "worker", worker_ref, None, told, why)])
    return case


def decide_identity(
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
    """Decide what another person proposed; agreed to, number, sex, birthday and public face change at once.

    Checks made with the wrong number are struck out. Raises NotAllowed for the one who proposed it; Conflict when the
    number is another person's by now; RuleBroken, NotFound.
    """
    case = case_about(session, case_ref, KIND)
    person, number = case.subject_ref, sealed_of(session, keyring, case_ref)
    case_actions.decide(session, actor, clock, case_ref, outcome=outcome, why=why, version=version)
    if outcome == Outcome.APPROVED and number is not None:
        if find_by_id(session, keyring, number) not in (None, person):
            raise Conflict(BELONGS_TO_ANOTHER)
        entries = correct_identity(session, actor, clock, keyring, person, number, why=why)
        case_actions.use_decision(
            session, actor, clock, case_ref, kind=KIND, subject_ref=person, outcome=Outcome.APPROVED, entries=entries
        )
        if case.payload["checks"] == ChecksMade.WRONG:
            _strike_out(session, actor, clock, person)
        tell_companies(session, actor, clock, keyring, case, [person])
    forget_sealed(session, case_ref)
    told = {"outcome": str(outcome), "case": case.number}
    write(session, clock, actor, [Trace("persons.decide_identity", "worker", person, None, told, why)])


def _strike_out(session: Session, actor: Actor, clock: Clock, person: str) -> None:
    standing = session.scalars(
        select(BackgroundCheck.id)
        .where(BackgroundCheck.worker_ref == person, BackgroundCheck.annulled_at.is_(None))
        .order_by(BackgroundCheck.id)
    ).all()
    for check in standing:
        annul(session, actor, clock, check, why=ANNULLED_WHY)
    refresh(session, [person], shanghai_date(clock.now()))
    rejudge_many(session, actor, clock, [person], why=ANNULLED_WHY)
