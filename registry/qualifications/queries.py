"""Reads of certificates for staff, companies and the gate. Never for public pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from registry.core.errors import NotFound
from registry.core.labels import Label
from registry.core.sources import ATTESTED, Source
from registry.qualifications.models import Certificate, CertificateRuling
from registry.qualifications.states import How, IssuerKind, Ruling, Scheme
from registry.record.reading import CHUNK

NO_CERTIFICATE = Label("没有这份证书", "There is no such certificate")


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """A certificate as staff see it, without its number."""

    ref: str
    worker_ref: str
    scheme: Scheme
    level: str | None
    title: str
    issuer_kind: IssuerKind | None
    issuer: str
    issued_on: date | None
    valid_until: date | None
    source: Source
    verified_by: str | None
    verified_on: date | None
    how: How | None
    not_accepted: bool = False

    @property
    def attested(self) -> bool:
        """Whether more than the company's word stands behind it, and no panel has refused it."""
        return not self.not_accepted and (self.verified_on is not None or self.source in ATTESTED)


def certificates_of(session: Session, worker_refs: Sequence[str]) -> dict[str, list[HeldCertificate]]:
    """{person: certificates, newest issue first}, for those who have any."""
    found: dict[str, list[HeldCertificate]] = {}
    for at in range(0, len(worker_refs), CHUNK):
        part = Certificate.worker_ref.in_(worker_refs[at : at + CHUNK])
        refused = _refused(session, part)
        for row in session.scalars(select(Certificate).where(part)):
            found.setdefault(row.worker_ref, []).append(held_certificate(row, not_accepted=row.ref in refused))
    for held in found.values():
        held.sort(key=lambda one: (one.issued_on or date.min, one.ref), reverse=True)
    return found


def certificate_of(session: Session, ref: str) -> HeldCertificate:
    """One certificate. Raises NotFound."""
    row = session.get(Certificate, ref)
    if row is None:
        raise NotFound(NO_CERTIFICATE)
    return held_certificate(row, not_accepted=ref in _refused(session, Certificate.ref == ref))


def held_certificate(row: Certificate, *, not_accepted: bool) -> HeldCertificate:
    """A row as staff see it."""
    return HeldCertificate(
        row.ref, row.worker_ref, Scheme(row.scheme), row.level, row.title,
        IssuerKind(row.issuer_kind) if row.issuer_kind else None, row.issuer, row.issued_on, row.valid_until,
        Source(row.source), row.verified_by, row.verified_on, How(row.how) if row.how else None,
        not_accepted,
    )  # fmt: skip


def _refused(session: Session, part: ColumnElement[bool]) -> set[str]:
    """Those among certificates whose newest ruling refuses them."""
    rows = session.execute(
        select(CertificateRuling.certificate_ref, CertificateRuling.ruling)
        .join(Certificate, Certificate.ref == CertificateRuling.certificate_ref)
        .where(part)
        .order_by(CertificateRuling.recorded_at, CertificateRuling.ref)
    )
    newest = {row.certificate_ref: row.ruling for row in rows}
    return {ref for ref, ruling in newest.items() if ruling == Ruling.NOT_ACCEPTED.value}
