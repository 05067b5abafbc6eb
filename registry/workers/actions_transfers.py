"""A company files a person; an officer lets the record follow the person to its list, or not.

The company is told nothing of a match. Whoever was with a company before moves on their own word only: their one-use
code, or their form.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.cases import actions as cases
from registry.cases.actions_worklist import AT_ONCE, TOO_MANY
from registry.cases.states import CaseKind, Outcome
from registry.core.actor import SYSTEM, Actor
from registry.core.base import new_ref
from registry.core.clock import Clock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.errors import NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND, require_company
from registry.record import reading
from registry.workers.actions_codes import use_code
from registry.workers.actions_employment import end_employment, start_employment
from registry.workers.models import TransferRequest
from registry.workers.queries import current_spells
from registry.workers.queries_transfers import ever_employed, filed_of, request_of_case
from registry.workers.rules import NewEmployment
from registry.workers.states import CodePurpose, TransferState
from registry.workers.transfers import AskedFor

OWN_WORD = Finding(
    "own_word",
    Label("须有本人的转会码，或写明本人同意书的日期", "The person's code is needed, or the day of their form"),
    "code",
)
FORM_AHEAD = Finding("form_ahead", Label("同意书日期在将来", "The date of the form lies in the future"), "form_on")


def ask_transfers(session: Session, actor: Actor, clock: Clock, keyring: KeyRing, asked: Sequence[AskedFor]) -> int:
    """Open a case for every person a company says it employs; returns how many were not asked for before.

    The case names no company to itself: it is the officers' own. Raises NotFound for another company's wish.
    """
    fresh = 0
    for one in asked:
        require_company(actor, one.company_ref)
        known = session.scalar(
            select(TransferRequest.ref).where(
                TransferRequest.worker_ref == one.worker_ref,
                TransferRequest.company_ref == one.company_ref,
                TransferRequest.state == TransferState.WAITING,
            )
        )
        if known is not None:
            continue
        ref = new_ref()
        # Opened by the system: a case of the company's would stand on its own page and give the match away.
        case_ref = cases.open_case(
            session, SYSTEM, clock, kind=CaseKind.TRANSFER, subject_kind="worker", subject_ref=one.worker_ref,
            payload={"request": ref},
        )  # fmt: skip
        sealed = keyring.encrypt(one.filed.packed(), table="transfer_request", column="sealed", row=ref)
        session.add(
            TransferRequest(
                ref=ref, worker_ref=one.worker_ref, company_ref=one.company_ref, state=TransferState.WAITING,
                sealed=sealed, filed_at=clock.now(), filed_by=actor.ref, case_ref=case_ref, form_on=None,
                ended_at=None,
            )
        )  # fmt: skip
        session.flush()
        told = {"company": one.company_ref, "case": case_ref}
        write(session, clock, actor, [Trace("transfer.ask", "transfer", ref, None, told, about=one.worker_ref)])
        fresh += 1
    return fresh


def decide_transfer(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    case_ref: str,
    *,
    outcome: Outcome,
    why: str,
    code: str = "",
    form_on: date | None = None,
    leaving: Sequence[str] = (),
    version: int | None = None,
) -> None:
    """Decide and carry out: on approval the spells with `leaving` (company refs) end and one with the asker begins.

    Raises RuleBroken without the person's own word or for a wrong code, NotFound, NotAllowed, Conflict.
    """
    request = request_of_case(session, case_ref)
    if request is None:
        raise NotFound(NOT_FOUND)
    today = shanghai_date(clock.now())
    approved = outcome is Outcome.APPROVED
    if approved and form_on is not None and form_on > today:
        raise RuleBroken([FORM_AHEAD])
    if approved and not code.strip() and form_on is None and ever_employed(session, request.worker_ref):
        raise RuleBroken([OWN_WORD])
    cases.decide(session, actor, clock, case_ref, outcome=outcome, why=why, version=version)
    if approved:
        if code.strip():
            use_code(session, actor, clock, keyring, request.worker_ref, CodePurpose.TRANSFER, code)
        position = reading.position(session)
        _follow(session, actor, clock, keyring, request, leaving, today)
        cases.use_decision(
            session, actor, clock, case_ref, kind=CaseKind.TRANSFER, subject_ref=request.worker_ref,
            outcome=Outcome.APPROVED, since=position,
        )  # fmt: skip
    request.state = TransferState.TAKEN if approved else TransferState.REFUSED
    request.form_on, request.ended_at = form_on, clock.now()
    session.flush()
    told = {"state": request.state, "company": request.company_ref, "by_code": bool(code.strip())}
    write(
        session, clock, actor,
        [Trace("transfer.decide", "transfer", request.ref, None, told, why, about=request.worker_ref)],
    )  # fmt: skip


def decide_additions(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    case_refs: Sequence[str],
    *,
    outcome: Outcome,
    why: str,
) -> list[str]:
    """Decide several at once, each as `decide_transfer` does; returns those that were decided.

    Whoever was with a company before is passed over on approval (the own word is needed, one by one), and whatever is
    decided already. Raises RuleBroken for too many and without a reason, NotFound, NotAllowed.
    """
    if len(case_refs) > AT_ONCE:
        raise RuleBroken([Finding("too_many", TOO_MANY, "case")])
    decided = []
    for ref in dict.fromkeys(case_refs):
        request = request_of_case(session, ref)
        if request is None:
            raise NotFound(NOT_FOUND)
        known = outcome is Outcome.APPROVED and ever_employed(session, request.worker_ref)
        if known or request.state != TransferState.WAITING:
            continue
        decide_transfer(session, actor, clock, keyring, ref, outcome=outcome, why=why)
        decided.append(ref)
    return decided


def _follow(
    session: Session,
    actor: Actor,
    clock: Clock,
    keyring: KeyRing,
    request: TransferRequest,
    leaving: Sequence[str],
    today: date,
) -> None:
    """The record follows the person: nothing is entered anew but the spell."""
    spells = current_spells(session, [request.worker_ref]).get(request.worker_ref, [])
    filed = filed_of(keyring, request)
    services = filed.services
    for spell in spells:
        if spell.company_ref in leaving and spell.company_ref != request.company_ref:
            services = services or spell.services
            end_employment(
                session, actor, clock, worker_ref=request.worker_ref, company_ref=spell.company_ref, until_on=today
            )
    if all(spell.company_ref != request.company_ref for spell in spells):
        first = filed.hired_on if filed.hired_on and filed.hired_on <= today else today
        start_employment(session, actor, clock, NewEmployment(request.worker_ref, request.company_ref, first, services))
