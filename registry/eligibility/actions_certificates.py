"""Certificates as they are verified, ruled on and renewed at the desk: with what that does to the confirmed lines."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from registry.core.actor import Actor
from registry.core.clock import Clock
from registry.eligibility.actions import rejudge_many
from registry.qualifications import actions_committee, actions_review
from registry.qualifications.queries import certificate_of
from registry.qualifications.rules import Verification
from registry.qualifications.states import Ruling, Seen


def review_certificates(
    session: Session,
    actor: Actor,
    clock: Clock,
    refs: Sequence[str],
    seen: Seen,
    verification: Verification,
    *,
    note: str = "",
) -> None:
    """Note what one source said about certificates and judge their holders again."""
    people = actions_review.review_many(session, actor, clock, refs, seen, verification, note=note)
    rejudge_many(session, actor, clock, people)


def rule_on_certificate(
    session: Session,
    actor: Actor,
    clock: Clock,
    ref: str,
    ruling: Ruling,
    panel: Sequence[str],
    *,
    reasons: str,
    decided_on: date,
    body: str,
) -> str:
    """Enter a panel's ruling and judge the holder again; returns the ruling's ref."""
    ruled = actions_committee.rule_on(
        session, actor, clock, ref, ruling, panel, reasons=reasons, decided_on=decided_on, body=body
    )
    rejudge_many(session, actor, clock, [certificate_of(session, ref).worker_ref])
    return ruled


def renew_and_judge(
    session: Session, actor: Actor, clock: Clock, ref: str, valid_until: date, *, why: str = ""
) -> None:
    """Renew a certificate and judge its holder again."""
    actions_review.renew_certificate(session, actor, clock, ref, valid_until, why=why)
    rejudge_many(session, actor, clock, [certificate_of(session, ref).worker_ref])
