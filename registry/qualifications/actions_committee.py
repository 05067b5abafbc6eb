"""The review committee: its members, their declared interests, and the rulings of named panels (R110)."""

from collections.abc import Sequence
from datetime import date, timedelta

import orjson
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.core.actor import Actor
from registry.core.base import new_ref, to_micros
from registry.core.bulk import insert_rows
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import require
from registry.qualifications.access import PERMISSIONS
from registry.qualifications.actions import verify_certificate
from registry.qualifications.actions_review import withdraw_verification
from registry.qualifications.models import CertificateRuling, CommitteeMember, CommitteeTie
from registry.qualifications.panel import Matter, Tie, check_panel
from registry.qualifications.queries import certificate_of
from registry.qualifications.queries_committee import committee, matter_of
from registry.qualifications.rules import Verification
from registry.qualifications.states import Expertise, How, Ruling

_TICK = timedelta(microseconds=1)
_NO_MEMBER = Label("没有这位委员", "There is no such member")


def appoint_member(
    session: Session,
    actor: Actor,
    clock: Clock,
    *,
    name: str,
    expertise: Expertise,
    field: str,
    account_ref: str | None = None,
) -> str:
    """Appoint a member from today on; returns the ref. Raises NotAllowed, RuleBroken without a name."""
    require(actor, PERMISSIONS["qualifications.keep_committee"])
    if not name.strip():
        raise RuleBroken([Finding("member_name", Label("请填写委员姓名", "Give the member's name"), "name")])
    ref, today = new_ref(), shanghai_date(clock.now())
    row = (ref, name.strip(), expertise.value, field.strip(), account_ref, today.isoformat())
    columns = ("ref", "name", "expertise", "field", "account_ref", "since_on")
    insert_rows(session, CommitteeMember.__table__, columns, [row])
    after = {"expertise": expertise.value, "field": field.strip()}
    write(session, clock, actor, [Trace("committee.appoint", "committee_member", ref, None, after)])
    return ref


def end_membership(session: Session, actor: Actor, clock: Clock, ref: str, *, why: str = "") -> None:
    """A member sits no longer after today. Raises NotAllowed, NotFound."""
    require(actor, PERMISSIONS["qualifications.keep_committee"])
    today = shanghai_date(clock.now())
    if all(member.ref != ref or not member.sits_on(today) for member in committee(session)):
        raise NotFound(_NO_MEMBER)
    session.connection().execute(update(CommitteeMember).where(CommitteeMember.ref == ref).values(until_on=today))
    after = {"until_on": today.isoformat()}
    write(session, clock, actor, [Trace("committee.end", "committee_member", ref, None, after, why)])


def declare_tie(session: Session, actor: Actor, clock: Clock, member_ref: str, tie: Tie) -> str:
    """Note an interest that a member declared; returns its ref. Raises NotAllowed, NotFound, RuleBroken."""
    require(actor, PERMISSIONS["qualifications.keep_committee"])
    if all(member.ref != member_ref for member in committee(session)):
        raise NotFound(_NO_MEMBER)
    if (tie.company_ref is None) is (not tie.issuer.strip()) or (tie.ended_on and tie.ended_on < tie.from_on):
        message = Label(
            "请写明企业或发证机构之一，日期前后相符", "Name a company or an issuing body, with days in order"
        )
        raise RuleBroken([Finding("tie_subject", message, "issuer")])
    ref = new_ref()
    row = (
        ref, member_ref, tie.kind.value, tie.company_ref, tie.issuer.strip(), tie.from_on.isoformat(),
        tie.ended_on.isoformat() if tie.ended_on else None,
    )  # fmt: skip
    columns = ("ref", "member_ref", "kind", "company_ref", "issuer", "from_on", "ended_on")
    insert_rows(session, CommitteeTie.__table__, columns, [row])
    after = {"kind": tie.kind.value, "company": tie.company_ref, "issuer": tie.issuer.strip()}
    write(session, clock, actor, [Trace("committee.tie", "committee_member", member_ref, None, after)])
    return ref


def rule_on(
    session: Session,
    actor: Actor,
    clock: Clock,
    certificate_ref: str,
    ruling: Ruling,
    panel: Sequence[str],
    *,
    reasons: str,
    decided_on: date,
    body: str,
    matter: Matter | None = None,
) -> str:
    """Enter a panel's ruling; accepted, the certificate is verified by `body`, otherwise it is not verified any more.

    Returns the ruling's ref. Raises NotAllowed, NotFound; RuleBroken for a panel that is too small, not sitting or not
    free of interest, and for a ruling without reasons or in the future.
    """
    require(actor, PERMISSIONS["qualifications.rule"])
    held = certificate_of(session, certificate_ref)
    today = shanghai_date(clock.now())
    findings = check_panel(committee(session), panel, matter or matter_of(session, certificate_ref), decided_on)
    if not reasons.strip():
        findings.append(Finding("ruling_reasons", Label("请写明理由", "Give the reasons"), "reasons"))
    if decided_on > today:
        message = Label("决定日期在将来", "The day of the ruling lies in the future")
        findings.append(Finding("ruling_ahead", message, "decided_on"))
    if findings:
        raise RuleBroken(findings)
    ref, members = new_ref(), list(dict.fromkeys(panel))
    last = session.scalar(
        select(func.max(CertificateRuling.recorded_at)).where(CertificateRuling.certificate_ref == certificate_ref)
    )
    # The newest ruling stands: two of one moment must not be left to chance.
    at = clock.now() if last is None else max(clock.now(), last + _TICK)
    row = (
        ref, certificate_ref, ruling.value, orjson.dumps(members).decode(), reasons.strip(), decided_on.isoformat(),
        actor.ref, to_micros(at),
    )  # fmt: skip
    columns = ("ref", "certificate_ref", "ruling", "panel", "reasons", "decided_on", "recorded_by", "recorded_at")
    insert_rows(session, CertificateRuling.__table__, columns, [row])
    after = {"ruling": ruling.value, "panel": members, "decided_on": decided_on.isoformat()}
    write(session, clock, actor, [Trace("certificate.rule", "certificate", certificate_ref, None, after, reasons)])
    if ruling is Ruling.ACCEPTED:
        verification = Verification(body, decided_on, How.ORIGINAL_SEEN)
        verify_certificate(session, actor, clock, certificate_ref, verification, why=reasons)
    elif held.verified_on is not None:
        withdraw_verification(session, actor, clock, certificate_ref, why=reasons)
    return ref
