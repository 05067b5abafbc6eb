"""Builders of what the gate weighs."""

from collections.abc import Sequence
from datetime import date

from registry.background_checks.disclosure import ChecksFace, PublicCheck
from registry.background_checks.states import PublicOutcome
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier, ServiceLine
from registry.eligibility.rules import Facts
from registry.qualifications.queries import HeldCertificate
from registry.qualifications.states import How, IssuerKind, Scheme
from registry.training.rules import Outcome
from registry.workers.disclosure import OfferedService
from tests.make.training import outcome

TODAY = date(2026, 11, 21)
NANNY = OfferedService("CC01", ServiceLine.CHILD_CARE)
CLEANING = OfferedService("HC01", ServiceLine.CLEANING)


def clear(
    *,
    source: Source = Source.ASSOCIATION,
    checked_on: date | None = date(2026, 6, 1),
    valid_until: date | None = date(2027, 5, 31),
    tier: HealthTier | None = None,
) -> PublicCheck:
    """A clear check of last June."""
    return PublicCheck(PublicOutcome.CLEAR, source, checked_on, valid_until, tier)


def checks(**changes: PublicCheck) -> ChecksFace:
    """All that green asks for, clear, with the strictest health check."""
    health = clear(tier=HealthTier.MATERNAL_INFANT)
    every = {"BC1": clear(valid_until=None), "BC2": clear(), "BC3": clear(), "BC4": health, "BC9": clear()}
    return ChecksFace(**(every | changes))


def held_certificate(
    *,
    scheme: Scheme = Scheme.INFANT,
    level: str | None = "L4",
    valid_until: date | None = None,
    source: Source = Source.COMPANY,
    verified_on: date | None = date(2026, 6, 1),
    ref: str = "c",
    issuer: str = "",
    issuer_kind: IssuerKind | None = IssuerKind.EXTERNAL,
    not_accepted: bool = False,
) -> HeldCertificate:
    """A verified certificate for child care."""
    how, by = (How.NATIONAL_QUERY, "云州市家政服务行业协会") if verified_on else (None, None)
    return HeldCertificate(
        ref, "w", scheme, level, "育婴员", issuer_kind, issuer, date(2025, 5, 1), valid_until, source, by, verified_on,
        how, not_accepted,
    )  # fmt: skip


def facts(
    *,
    services: Sequence[OfferedService] = (NANNY,),
    checks: ChecksFace | None = None,
    certificates: Sequence[HeldCertificate] | None = None,
    outcomes: Sequence[Outcome] | None = None,
    screened_on: date | None = date(2026, 6, 1),
) -> Facts:
    """A nanny who lacks nothing."""
    return Facts(
        tuple(services),
        ALL_CLEAR if checks is None else checks,
        (held_certificate(),) if certificates is None else tuple(certificates),
        (outcome(),) if outcomes is None else tuple(outcomes),
        screened_on,
    )


ALL_CLEAR = checks()
