"""Builders of certificates and credits."""

from datetime import date

from registry.core.sources import Source
from registry.qualifications.rules import NewCertificate, NewCredits, Verification
from registry.qualifications.states import How, IssuerKind, Scheme


def certificate(
    *,
    worker_ref: str = "w",
    scheme: Scheme = Scheme.DOMESTIC,
    level: str | None = "L4",
    title: str = "",
    issuer_kind: IssuerKind | None = IssuerKind.EXTERNAL,
    issuer: str = "",
    number: str | None = None,
    issued_on: date | None = date(2025, 5, 1),
    valid_until: date | None = None,
    source: Source = Source.COMPANY,
) -> NewCertificate:
    """A skill certificate of the fourth level, not yet verified."""
    return NewCertificate(worker_ref, scheme, level, title, issuer_kind, issuer, number, issued_on, valid_until, source)


def verification(
    *, by: str = "云州市家政服务行业协会", on: date = date(2026, 11, 20), how: How = How.NATIONAL_QUERY
) -> Verification:
    """A verification of yesterday."""
    return Verification(by, on, how)


def credits(
    *, worker_ref: str = "w", credits: int = 8, earned_on: date = date(2026, 6, 1), course: str = "消毒与个人防护"
) -> NewCredits:
    """Eight credits."""
    return NewCredits(worker_ref, credits, earned_on, course)
