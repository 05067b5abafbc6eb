"""Certificates and credits as anyone may see them, only of people who consented to be listed. No numbers."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from registry.core.labels import Label
from registry.qualifications.states import How, IssuerKind, Scheme
from registry.record.kinds import Face, Kind


@dataclass(frozen=True, slots=True)
class CertificateFace(Face):
    """One certificate: name, level, who verified it and when. `issuer_kind` None: not stated."""

    KIND: ClassVar[Kind] = Kind(
        "certificate",
        True,
        Label("证书", "Certificate"),
        personal=frozenset(
            {
                "scheme", "level", "title", "issuer_kind", "verified", "verified_by", "verified_on", "how",
                "issued_on", "valid_until",
            }
        ),
    )  # fmt: skip

    scheme: Scheme | None
    level: str | None
    title: str | None
    issuer_kind: IssuerKind | None
    verified: bool | None
    verified_by: str | None
    verified_on: date | None
    how: How | None
    issued_on: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class CreditFace(Face):
    """Training credits, one entry per person (its ref is the person's).

    `total` is that of `counted_on` and shown with that day; `renewal_due_on` is the first day on which, without new
    credits, fewer count than a renewal needs. So whether renewal is due is known on any later day without a new entry.
    """

    KIND: ClassVar[Kind] = Kind(
        "credit",
        True,
        Label("培训学分", "Training credits"),
        personal=frozenset({"total", "counted_on", "renewal_due_on"}),
    )

    total: int | None
    counted_on: date | None
    renewal_due_on: date | None
