"""Reads of the review committee, its rulings, the verification queue and what renewals take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.cases.models import Case
from registry.core.actor import Actor
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND
from registry.core.sources import Source
from registry.qualifications.models import (
    Certificate,
    CertificateObjection,
    CertificateReview,
    CertificateRuling,
    CommitteeMember,
    CommitteeTie,
    RenewalRule,
)
from registry.qualifications.panel import Matter, Member, Tie
from registry.qualifications.queries import HeldCertificate, certificate_of, held_certificate
from registry.qualifications.renewal import Threshold
from registry.qualifications.states import Expertise, How, ObjectionState, Ruling, Scheme, Seen, TieKind
from registry.workers.people import is_own
from registry.workers.queries import current_spells


@dataclass(frozen=True, slots=True)
class Review:
    """One attempt at verifying a certificate."""

    seen: Seen
    how: How
    body: str
    seen_on: date
    note: str


@dataclass(frozen=True, slots=True)
class Ruled:
    """A panel's ruling."""

    ref: str
    certificate_ref: str
    ruling: Ruling
    panel: tuple[str, ...]
    reasons: str
    decided_on: date
    recorded_by: str


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection with what somebody proposed on it, if anybody has."""

    case_ref: str
    ruling_ref: str
    grounds: str
    raised_on: date
    state: ObjectionState
    decided_on: date | None
    proposed: str | None
    proposed_reason: str | None


def thresholds(session: Session) -> list[Threshold]:
    """What was ever laid down for renewals, by scheme and day."""
    rows = session.scalars(select(RenewalRule).order_by(RenewalRule.scheme, RenewalRule.from_on))
    return [Threshold(Scheme(row.scheme), row.from_on, row.credits, row.years) for row in rows]


def committee(session: Session) -> list[Member]:
    """Every member ever, with the ties declared, by name."""
    ties: dict[str, list[Tie]] = {}
    for row in session.scalars(select(CommitteeTie).order_by(CommitteeTie.from_on)):
        tie = Tie(TieKind(row.kind), row.company_ref, row.issuer, row.from_on, row.ended_on)
        ties.setdefault(row.member_ref, []).append(tie)
    return [
        Member(
            row.ref, row.name, Expertise(row.expertise), row.field, row.account_ref, row.since_on, row.until_on,
            tuple(ties.get(row.ref, ())),
        )
        for row in session.scalars(select(CommitteeMember).order_by(CommitteeMember.name, CommitteeMember.ref))
    ]  # fmt: skip


def matter_of(session: Session, certificate_ref: str, *, earlier: Sequence[str] = ()) -> Matter:
    """What a panel on a certificate must have no interest in; `earlier` sat on a first panel. Raises NotFound."""
    held = certificate_of(session, certificate_ref)
    spells = current_spells(session, [held.worker_ref]).get(held.worker_ref, ())
    seen_by = session.scalars(
        select(CertificateReview.recorded_by).where(CertificateReview.certificate_ref == certificate_ref)
    )
    return Matter(frozenset(one.company_ref for one in spells), held.issuer, frozenset(seen_by), frozenset(earlier))


def reviews_of(session: Session, certificate_ref: str) -> list[Review]:
    """Attempts at verifying a certificate, newest first."""
    rows = session.scalars(
        select(CertificateReview)
        .where(CertificateReview.certificate_ref == certificate_ref)
        .order_by(CertificateReview.recorded_at.desc(), CertificateReview.ref)
    )
    return [Review(Seen(row.seen), How(row.how), row.body, row.seen_on, row.note) for row in rows]


def rulings_of(session: Session, certificate_ref: str) -> list[Ruled]:
    """Rulings about a certificate, newest first."""
    rows = session.scalars(
        select(CertificateRuling)
        .where(CertificateRuling.certificate_ref == certificate_ref)
        .order_by(CertificateRuling.recorded_at.desc(), CertificateRuling.ref)
    )
    return [_ruled(row) for row in rows]


def certificate_ruled_on(session: Session, actor: Actor, ruling_ref: str) -> HeldCertificate:
    """The certificate of a ruling. Raises NotFound, also for people the actor may not act for."""
    found = session.scalar(
        select(Certificate.ref)
        .join(CertificateRuling, CertificateRuling.certificate_ref == Certificate.ref)
        .where(CertificateRuling.ref == ruling_ref, is_own(actor, Certificate.worker_ref))
    )
    if found is None:
        raise NotFound(NOT_FOUND)
    return certificate_of(session, found)


def ruling_of(session: Session, ref: str) -> Ruled:
    """One ruling. Raises NotFound."""
    row = session.get(CertificateRuling, ref)
    if row is None:
        raise NotFound(NOT_FOUND)
    return _ruled(row)


def objections_of(session: Session, ruling_refs: Sequence[str]) -> dict[str, Objection]:
    """{ruling: the objection against it}, for those with one."""
    query = select(CertificateObjection, Case).join(Case, Case.ref == CertificateObjection.case_ref)
    rows = session.execute(query.where(CertificateObjection.ruling_ref.in_(ruling_refs)))
    return {row.ruling_ref: _objection(row, case) for row, case in rows}


def objection_of(session: Session, case_ref: str) -> Objection | None:
    """The objection that a case decides."""
    query = select(CertificateObjection, Case).join(Case, Case.ref == CertificateObjection.case_ref)
    found = session.execute(query.where(CertificateObjection.case_ref == case_ref)).first()
    return None if found is None else _objection(*found)


def unverified(
    session: Session, *, scheme: Scheme | None = None, after: str = "", limit: int = 50
) -> list[HeldCertificate]:
    """Certificates that only a company states and nobody has verified or ruled on, by ref from `after` on."""
    ruled = select(CertificateRuling.certificate_ref)
    query = (
        select(Certificate)
        .where(
            Certificate.verified_on.is_(None),
            Certificate.source == Source.COMPANY.value,
            Certificate.ref > after,
            Certificate.ref.not_in(ruled),
        )
        .order_by(Certificate.ref)
        .limit(limit)
    )
    if scheme is not None:
        query = query.where(Certificate.scheme == scheme.value)
    return [held_certificate(row, not_accepted=False) for row in session.scalars(query)]


def count_unverified(session: Session) -> dict[Scheme, int]:
    """{scheme: certificates that wait}, for those with any."""
    ruled = select(CertificateRuling.certificate_ref)
    rows = session.execute(
        select(Certificate.scheme, func.count())
        .where(
            Certificate.verified_on.is_(None),
            Certificate.source == Source.COMPANY.value,
            Certificate.ref.not_in(ruled),
        )
        .group_by(Certificate.scheme)
        .order_by(Certificate.scheme)
    )
    return {Scheme(scheme): number for scheme, number in rows}


def names_of(members: Sequence[Member], refs: Sequence[str]) -> list[str]:
    """The names of a panel, in its order."""
    known = {member.ref: member.name for member in members}
    return [known[ref] for ref in refs if ref in known]


def _ruled(row: CertificateRuling) -> Ruled:
    return Ruled(
        row.ref, row.certificate_ref, Ruling(row.ruling), tuple(row.panel), row.reasons, row.decided_on, row.recorded_by
    )


def _objection(row: CertificateObjection, case: Case) -> Objection:
    return Objection(
        row.case_ref, row.ruling_ref, row.grounds, row.raised_on, ObjectionState(row.state), row.decided_on,
        case.proposed_outcome, case.proposed_reason,
    )  # fmt: skip
