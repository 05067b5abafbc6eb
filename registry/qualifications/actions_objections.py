"""Objections against a ruling (R111): raised by whoever it concerns, decided by two others and a fresh panel."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.cases import actions as cases
from registry.cases.states import CaseKind, Outcome
from registry.core.actor import Actor
from registry.core.base import new_ref
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import NOT_FOUND, require
from registry.qualifications.access import PERMISSIONS
from registry.qualifications.actions_committee import rule_on
from registry.qualifications.models import CertificateObjection
from registry.qualifications.queries import certificate_of
from registry.qualifications.queries_committee import certificate_ruled_on, matter_of, ruling_of, rulings_of
from registry.qualifications.states import ObjectionState, Ruling
from registry.record import reading
from registry.working_days.rules import Due

KIND = CaseKind.CERTIFICATE_OBJECTION
_OTHER = {Ruling.ACCEPTED: Ruling.NOT_ACCEPTED, Ruling.NOT_ACCEPTED: Ruling.ACCEPTED}


def raise_objection(
    session: Session, actor: Actor, clock: Clock, ruling_ref: str, *, grounds: str, due: Due | None = None
) -> str:
    """Object to the newest ruling about a certificate; returns the ref of the case that decides it.

    Raises NotAllowed, NotFound for others' people, RuleBroken without grounds, Conflict when it was objected to or a
    newer ruling stands.
    """
    require(actor, PERMISSIONS["qualifications.object"])
    held = certificate_ruled_on(session, actor, ruling_ref)
    if not grounds.strip():
        raise RuleBroken([Finding("objection_grounds", Label("请写明异议理由", "Give the grounds"), "grounds")])
    if rulings_of(session, held.ref)[0].ref != ruling_ref:
        raise Conflict(Label("这份证书已有更新的决定", "A newer ruling stands"))
    if session.scalar(select(CertificateObjection.ref).where(CertificateObjection.ruling_ref == ruling_ref)):
        raise Conflict(Label("这项决定已有异议", "This ruling was objected to already"))
    case_ref = cases.open_case(
        session, actor, clock, kind=KIND, subject_kind="certificate", subject_ref=held.ref, company=actor.company,
        payload={"ruling": ruling_ref}, due=due, words=grounds.strip(),
    )  # fmt: skip
    objection = CertificateObjection(
        ref=new_ref(), case_ref=case_ref, ruling_ref=ruling_ref, grounds=grounds.strip(), raised_by=actor.ref,
        raised_on=shanghai_date(clock.now()), state=ObjectionState.RAISED.value,
    )  # fmt: skip
    session.add(objection)
    session.flush()
    after = {"ruling": ruling_ref, "case": case_ref}
    write(session, clock, actor, [Trace("certificate.object", "certificate", held.ref, None, after)])
    return case_ref


def decide_objection(
    session: Session,
    actor: Actor,
    clock: Clock,
    case_ref: str,
    outcome: Outcome,
    *,
    why: str,
    panel: Sequence[str] = (),
    body: str = "",
    version: int | None = None,
) -> str:
    """Decide an objection that another account has proposed on; upheld, a fresh panel rules the other way at once.

    Returns the person's ref. Raises NotAllowed for whoever entered the ruling or proposed, NotFound, RuleBroken,
    Conflict once it is decided.
    """
    require(actor, PERMISSIONS["qualifications.decide_objection"])
    row = session.scalar(select(CertificateObjection).where(CertificateObjection.case_ref == case_ref))
    if row is None:
        raise NotFound(NOT_FOUND)
    if row.state != ObjectionState.RAISED.value:
        raise Conflict(Label("这项异议已经决定", "This objection is decided already"))
    ruled = ruling_of(session, row.ruling_ref)
    if actor.ref == ruled.recorded_by:
        raise NotAllowed(Label("原决定由您登记，须由另一个人决定", "You entered the ruling yourself"))
    held = certificate_of(session, ruled.certificate_ref)
    cases.decide(session, actor, clock, case_ref, outcome=outcome, why=why, version=version)
    position = reading.position(session)
    if outcome is Outcome.UPHELD:
        matter = matter_of(session, held.ref, earlier=ruled.panel)
        rule_on(
            session, actor, clock, held.ref, _OTHER[ruled.ruling], panel, reasons=why,
            decided_on=shanghai_date(clock.now()), body=body, matter=matter,
        )  # fmt: skip
    cases.use_decision(
        session, actor, clock, case_ref, kind=KIND, subject_ref=held.ref, outcome=outcome, since=position
    )
    row.state = (ObjectionState.UPHELD if outcome is Outcome.UPHELD else ObjectionState.REJECTED).value
    row.decided_by, row.decided_on = actor.ref, shanghai_date(clock.now())
    session.flush()
    after = {"ruling": row.ruling_ref, "state": row.state}
    write(session, clock, actor, [Trace("certificate.decide_objection", "certificate", held.ref, None, after, why)])
    return held.worker_ref
