"""Verifying certificates in bulk from one source, taking a verification back, and renewing below no threshold."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from registry.audit.actions import Trace, write
from registry.consents.queries import listed
from registry.core.actor import Actor
from registry.core.base import new_refs, to_micros
from registry.core.bulk import insert_rows
from registry.core.clock import Clock, shanghai_date
from registry.core.errors import NotFound, RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import require
from registry.qualifications.access import PERMISSIONS
from registry.qualifications.actions import verify_certificate
from registry.qualifications.actions_credits import adjust_credits
from registry.qualifications.disclosure import CertificateFace
from registry.qualifications.ledger import lines_of
from registry.qualifications.models import Certificate, CertificateReview, RenewalRule
from registry.qualifications.queries import NO_CERTIFICATE, HeldCertificate, certificate_of
from registry.qualifications.queries_committee import thresholds
from registry.qualifications.renewal import Threshold, check_renewal, check_threshold, threshold_on
from registry.qualifications.rules import Verification
from registry.qualifications.states import Seen
from registry.record.actions import Publication, Published, publish

_COLUMNS = (
    "ref", "certificate_ref", "seen", "how", "body", "seen_on", "note", "recorded_by", "recorded_at",
)  # fmt: skip


def review_many(
    session: Session,
    actor: Actor,
    clock: Clock,
    refs: Sequence[str],
    seen: Seen,
    verification: Verification,
    *,
    note: str = "",
) -> list[str]:
    """Note what one source said about certificates; genuine ones are verified by it. Returns their persons.

    Raises NotAllowed, NotFound, RuleBroken when seen ahead or by nobody, or where a panel refused the certificate.
    """
    require(actor, PERMISSIONS["qualifications.verify"])
    wanted = list(dict.fromkeys(refs))
    if not verification.by.strip() or verification.on > shanghai_date(clock.now()):
        message = Label("核验要有核验机构，日期不能在将来", "A verification names a body and does not lie ahead")
        raise RuleBroken([Finding("certificate_verification", message, "verified_on")])
    found = session.execute(select(Certificate.ref, Certificate.worker_ref).where(Certificate.ref.in_(wanted))).all()
    if len(found) < len(wanted):
        raise NotFound(NO_CERTIFICATE)
    if seen is Seen.GENUINE and any(certificate_of(session, ref).not_accepted for ref in wanted):
        message = Label("评审组已不予认可，须由评审组重新决定", "A panel refused it: only a panel can accept it")
        raise RuleBroken([Finding("certificate_refused", message, "refs")])
    at = to_micros(clock.now())
    rows = [
        (
            ref, certificate, seen.value, verification.how.value, verification.by.strip(), verification.on.isoformat(),
            note.strip(), actor.ref, at,
        )
        for ref, certificate in zip(new_refs(len(wanted)), wanted, strict=True)
    ]  # fmt: skip
    insert_rows(session, CertificateReview.__table__, _COLUMNS, rows)
    if seen is Seen.GENUINE:
        for certificate in wanted:
            verify_certificate(session, actor, clock, certificate, verification, why=note)
    else:
        after = {"seen": seen.value, "how": verification.how.value, "on": verification.on.isoformat()}
        write(
            session,
            clock,
            actor,
            [Trace("certificate.review", "certificate", one, None, after, note) for one in wanted],
        )
    return sorted({row.worker_ref for row in found})


def withdraw_verification(session: Session, actor: Actor, clock: Clock, ref: str, *, why: str) -> None:
    """Take a verification back; to the public the certificate is not verified from now on.

    Raises NotAllowed, NotFound.
    """
    require(actor, PERMISSIONS["qualifications.verify"])
    held = certificate_of(session, ref)
    if held.verified_on is None:
        return
    _store(
        session, actor, clock, held, "certificate.withdraw_verification", why,
        verified_by=None, verified_on=None, how=None,
    )  # fmt: skip


def renew_certificate(
    session: Session, actor: Actor, clock: Clock, ref: str, valid_until: date, *, why: str = ""
) -> None:
    """Give a certificate a later last day. Raises NotAllowed, NotFound; RuleBroken below the threshold (R006)."""
    require(actor, PERMISSIONS["qualifications.renew"])
    held = certificate_of(session, ref)
    today = shanghai_date(clock.now())
    rule = threshold_on(thresholds(session), held.scheme, today)
    lines = lines_of(session, [held.worker_ref]).get(held.worker_ref, [])
    findings = check_renewal(lines, rule, valid_until, held.valid_until, today)
    if findings:
        raise RuleBroken(findings)
    _store(session, actor, clock, held, "certificate.renew", why, valid_until=valid_until)


def lay_down_threshold(session: Session, actor: Actor, clock: Clock, rule: Threshold, *, basis: str) -> None:
    """Lay down what a renewal takes from a day on; a day laid down before is replaced only while it lies ahead.

    Raises NotAllowed, RuleBroken.
    """
    require(actor, PERMISSIONS["qualifications.lay_down"])
    findings = check_threshold(rule, shanghai_date(clock.now()))
    if not basis.strip():
        findings.append(Finding("threshold_basis", Label("请写明依据", "Say by what decision"), "basis"))
    if findings:
        raise RuleBroken(findings)
    row = session.get(RenewalRule, (rule.scheme.value, rule.from_on))
    before = None if row is None else {"credits": row.credits, "years": row.years}
    if row is None:
        row = RenewalRule(scheme=rule.scheme.value, from_on=rule.from_on)
        session.add(row)
    row.credits, row.years, row.basis = rule.credits, rule.years, basis.strip()
    session.flush()
    after = {"credits": rule.credits, "years": rule.years, "from_on": rule.from_on.isoformat()}
    write(session, clock, actor, [Trace("credit.threshold", "scheme", rule.scheme.value, before, after, basis)])


def adjust_at_desk(session: Session, actor: Actor, clock: Clock, ref: str, credits: int, *, why: str) -> str:
    """Adjust an earning with a reason, as `adjust_credits` does. Raises NotAllowed besides."""
    require(actor, PERMISSIONS["qualifications.adjust"])
    return adjust_credits(session, actor, clock, ref, credits, why=why)


def _store(
    session: Session, actor: Actor, clock: Clock, held: HeldCertificate, action: str, why: str, **values: Any
) -> list[Published]:
    """Change a certificate, publish it if its holder is listed, and trace."""
    session.connection().execute(update(Certificate).where(Certificate.ref == held.ref).values(**values))
    session.expire_all()
    new = certificate_of(session, held.ref)
    today = shanghai_date(clock.now())
    items = [Publication(CertificateFace.KIND, held.ref, held.worker_ref, _face(new), today)]
    entries = publish(session, clock, items if listed(session, [held.worker_ref]) else [])
    trace = Trace(action, "certificate", held.ref, _face(held).fields(), _face(new).fields(), why, entries)
    write(session, clock, actor, [trace])
    return entries


def _face(held: HeldCertificate) -> CertificateFace:
    """The public face of a certificate."""
    return CertificateFace(
        held.scheme, held.level, held.title, held.issuer_kind, held.verified_on is not None, held.verified_by,
        held.verified_on, held.how, held.issued_on, held.valid_until,
    )  # fmt: skip
