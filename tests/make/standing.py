"""Public faces for standing: keyword only, everything good by default."""

from dataclasses import replace
from datetime import date
from typing import Any

from registry.background_checks.disclosure import ChecksFace, PublicCheck
from registry.background_checks.states import PublicOutcome
from registry.companies.disclosure import CompanyFace
from registry.companies.states import CompanyState, MembershipStatus, OperatingMode
from registry.consents.disclosure import ConsentFace
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier, ServiceLine
from registry.permits.disclosure import CardFace, PermitFace
from registry.permits.states import CardState, PermitState
from registry.standing.rules import current_services, permit_standing
from registry.standing.states import Standing
from registry.workers.disclosure import EmploymentFace, OfferedService

TODAY = date(2026, 11, 21)
COMPANY = "company-a"
CLEANING = OfferedService("HC01", ServiceLine.CLEANING)
MATERNITY = OfferedService("MI01", ServiceLine.CHILD_CARE)


def company_face(**changes: Any) -> CompanyFace:
    """An approved company whose entry the association verified."""
    face = CompanyFace(
        name="云州市示范家政服务有限公司",
        uscc="91990101000000001X",
        state=CompanyState.APPROVED,
        state_from_on=date(2020, 1, 1),
        mode=OperatingMode.EMPLOYED,
        membership=MembershipStatus.MEMBER,
        source=Source.ASSOCIATION,
        registered_on=date(2020, 1, 1),
        hotline="010-00002537",
    )
    return replace(face, **changes)


def permit_face(**changes: Any) -> PermitFace:
    """An active permit issued by the association."""
    face = PermitFace(
        state=PermitState.ACTIVE,
        valid_from=date(2025, 11, 12),
        valid_until=date(2027, 11, 11),
        issuer="云州市家政服务行业协会",
        source=Source.ASSOCIATION,
        decision_final=False,
    )
    return replace(face, **changes)


def check(**changes: Any) -> PublicCheck:
    """A clear check by the association, in date."""
    made = PublicCheck(PublicOutcome.CLEAR, Source.ASSOCIATION, date(2026, 5, 20), date(2027, 5, 20))
    return replace(made, **changes)


def checks_face(**changes: Any) -> ChecksFace:
    """Every required check clear and in date; the health check of the mildest class."""
    face = ChecksFace(
        BC1=check(valid_until=None),
        BC2=check(),
        BC3=check(),
        BC4=check(tier=HealthTier.GENERAL),
        BC9=check(),
    )
    return replace(face, **changes)


def employment_face(**changes: Any) -> EmploymentFace:
    """A current spell with COMPANY, attested by the association, doing hourly cleaning."""
    face = EmploymentFace(
        company=COMPANY, since_on=date(2025, 9, 1), until_on=None, services=(CLEANING,), source=Source.ASSOCIATION
    )
    return replace(face, **changes)


def card_face(**changes: Any) -> CardFace:
    """A card in use."""
    return replace(CardFace(state=CardState.ACTIVE, issued_on=date(2025, 11, 12)), **changes)


def consent_face(**changes: Any) -> ConsentFace:
    """Consent to be listed and to show the checks."""
    face = ConsentFace(listing=True, checks=True, photo=False, ratings=False, counts=False, notice_version="2026-01")
    return replace(face, **changes)


def judge(
    permit: PermitFace | None = None,
    checks: ChecksFace | None = None,
    employments: list[EmploymentFace] | None = None,
    company: CompanyFace | None = None,
    services: tuple[OfferedService, ...] | None = None,
    today: date = TODAY,
) -> Standing:
    """The standing of a person who is good in everything that is not given."""
    spells = [employment_face()] if employments is None else employments
    return permit_standing(
        permit or permit_face(),
        checks_face() if checks is None else checks,
        spells,
        {COMPANY: company or company_face()},
        current_services(spells, today) if services is None else services,
        today,
    )
