"""Splitting a file that holds two persons: proposed by one, decided by another, carried out in that transaction."""

from collections.abc import Mapping, Sequence

import orjson
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.background_checks.due import refresh
from registry.cases import actions as case_actions
from registry.cases.states import CaseKind, Outcome
from registry.core.actor import Actor
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.errors import Conflict, RuleBroken
from registry.core.identifiers import normalise_identifier
from registry.core.permissions import require
from registry.permits.queries_cases import due_in
from registry.persons.access import PERMISSIONS
from registry.persons.queries import case_about, sealed_of
from registry.persons.rules import BELONGS_TO_ANOTHER, DECISION_DAYS, check_new_number
from registry.persons.sealing import forget_sealed, keep_sealed, refuse_second_case
from registry.persons.showing import show_as_it_is, was_judged
from registry.persons.splitting import check_chosen, split_record, split_rows
from registry.persons.states import Moved
from registry.persons.telling import tell_companies
from registry.qualifications.actions import publish_held
from registry.workers.actions import register
from registry.workers.queries import find_by_id
from registry.workers.rules import NewWorker, check_name

KIND = CaseKind.PERSONS_SPLIT


def propose_split(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    worker_ref: str,
    chosen: Mapping[Moved, Sequence[str]],
    *,
    name: str,
    id_number: str,
    why: str,
) -> str:
    """Open a case for giving the chosen rows to another person, and propose it; returns the case's ref.

    Raises RuleBroken for rows that are not in the file, none at all, or a wrong name or number; Conflict, NotAllowed.
    """
    require(actor, PERMISSIONS["persons.keep"])
    other = find_by_id(session, keyring, normalise_identifier(id_number))
    today = shanghai_date(clock.now())
    findings = check_chosen(session, worker_ref, chosen) + check_name(name)
    findings += check_new_number(id_number, today, same=other == worker_ref, of_another=other not in (None, worker_ref))
    if findings:
        raise RuleBroken(findings)
    refuse_second_case(session, [worker_ref])
    told = {what.value: sorted(rows) for what, rows in chosen.items() if rows}
    case = case_actions.open_case(
        session, actor, clock, kind=KIND, subject_kind="worker", subject_ref=worker_ref, payload={"chosen": told},
        due=due_in(session, clock.now(), DECISION_DAYS),
    )  # fmt: skip
    case_actions.propose(session, actor, clock, case, outcome=Outcome.APPROVED, why=why)
    sealed = orjson.dumps([name.strip(), normalise_identifier(id_number)]).decode()
    keep_sealed(session, keyring, case, worker_ref, sealed)
    counts = {what: len(rows) for what, rows in told.items()}
    write(session, clock, actor, [Trace("persons.propose_split", "worker", worker_ref, None, counts, why)])
    return case


def decide_split(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    case_ref: str,
    *,
    outcome: str,
    why: str,
    version: int | None = None,
) -> str | None:
    """Decide what another person proposed; agreed to, a new person holds the chosen rows. Returns the new ref.

    Raises NotAllowed for the one who proposed it; RuleBroken when a row has left the file since; Conflict when the
    number is registered by now; NotFound.
    """
    case = case_about(session, case_ref, KIND)
    kept, sealed = case.subject_ref, sealed_of(session, keyring, case_ref)
    case_actions.decide(session, actor, clock, case_ref, outcome=outcome, why=why, version=version)
    forget_sealed(session, case_ref)
    if outcome != Outcome.APPROVED or sealed is None:
        return None
    chosen = {Moved(what): list(rows) for what, rows in case.payload["chosen"].items()}
    findings = check_chosen(session, kept, chosen)
    if findings:
        raise RuleBroken(findings)
    name, number = orjson.loads(sealed)
    if find_by_id(session, keyring, number) is not None:
        raise Conflict(BELONGS_TO_ANOTHER)
    judged = was_judged(session, [kept])
    new = register(session, actor, clock, keyring, NewWorker(name, number))
    entries = split_record(session, clock, keyring, case_ref, kept, new, chosen)
    split_rows(session, case_ref, kept, new, chosen)
    took_permit = bool(chosen.get(Moved.PERMIT))
    for ref, passed in ((kept, judged and not took_permit), (new, judged and took_permit)):
        shown = show_as_it_is(session, clock, ref, judged=passed)
        told = {"case": case.number, "other": new if ref == kept else kept}
        more = entries if ref == kept else []
        write(session, clock, actor, [Trace("persons.split", "worker", ref, None, told, why, [*more, *shown])])
    publish_held(session, actor, clock, [kept, new])
    refresh(session, [kept, new], shanghai_date(clock.now()))
    case_actions.use_decision(
        session, actor, clock, case_ref, kind=KIND, subject_ref=kept, outcome=Outcome.APPROVED, entries=entries
    )
    tell_companies(session, actor, clock, keyring, case, [kept, new])
    return new
