"""Reads of certificates for staff, companies and the gate. Never for public pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.core.sources import ATTESTED, Source
from registry.qualifications.models import Certificate
from registry.qualifications.states import How, IssuerKind, Scheme
from registry.record.reading import CHUNK


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

    @property
    def attested(self) -> bool:
        """Whether more than the company's word stands behind it."""
        return self.verified_on is not None or self.source in ATTESTED


def certificates_of(session: Session, worker_refs: Sequence[str]) -> dict[str, list[HeldCertificate]]:
    """{person: certificates, newest issue first}, for those who have any."""
    found: dict[str, list[HeldCertificate]] = {}
    for at in range(0, len(worker_refs), CHUNK):
        query = select(Certificate).where(Certificate.worker_ref.in_(worker_refs[at : at + CHUNK]))
        for row in session.scalars(query):
            found.setdefault(row.worker_ref, []).append(held_certificate(row))
    for held in found.values():
        held.sort(key=lambda one: (one.issued_on or date.min, one.ref), reverse=True)
    return found


def held_certificate(row: Certificate) -> HeldCertificate:
    """A row as staff see it."""
    return HeldCertificate(
        row.ref, row.worker_ref, Scheme(row.scheme), row.level, row.title,
        IssuerKind(row.issuer_kind) if row.issuer_kind else None, row.issuer, row.issued_on, row.valid_until,
        Source(row.source), row.verified_by, row.verified_on, How(row.how) if row.how else None,
    )  # fmt: skip
