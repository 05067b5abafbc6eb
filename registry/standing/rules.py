"""One table of pure rules: permit, checks and tie to a company, on a day of Shanghai, become one standing.

Sources: the green/yellow/red rule of Ningbo's 安心码, the yearly re-query of 未成年人保护法 art. 62, the four health
classes of 商服贸规函〔2020〕191号, R049 (stricter for people who cannot look after themselves).
"""

from collections.abc import Mapping, Sequence
from datetime import date

from registry.background_checks.disclosure import ChecksFace, PublicCheck
from registry.background_checks.rules import end_of, recheck_due
from registry.background_checks.states import Component, PublicOutcome
from registry.companies.disclosure import CompanyFace
from registry.companies.states import ENDED, CompanyState
from registry.core.sources import ATTESTED
from registry.core.taxonomy import ServiceLine
from registry.eligibility.disclosure import LinesFace, line_confirmed
from registry.permits.disclosure import PermitFace
from registry.permits.states import PermitState
from registry.standing.lines import LineNeed, needs_of
from registry.standing.states import Reason, ReasonCode, Standing, StandingState
from registry.workers.disclosure import EmploymentFace, OfferedService

REQUIRED = (Component.BC1, Component.BC2, Component.BC3, Component.BC4, Component.BC9)
BACKGROUND = frozenset({Component.BC2, Component.BC3})


def company_standing(company: CompanyFace | None, today: date) -> Standing:
    """The standing of a company on a day: grey without a face, green only when the association speaks for it."""
    if company is None or company.state is None:
        return Standing(StandingState.GREY)
    reasons = []
    begun = company.state_from_on is None or company.state_from_on <= today
    if company.state is CompanyState.SUSPENDED and begun:
        reasons.append(Reason(ReasonCode.COMPANY_SUSPENDED, on=company.state_from_on))
    elif company.state in ENDED and begun:
        reasons.append(Reason(ReasonCode.COMPANY_ENDED, on=company.state_from_on))
    elif company.state is CompanyState.APPROVED and not begun:
        reasons.append(Reason(ReasonCode.COMPANY_NOT_APPROVED))
    if _over(company.licence_valid_until, today):
        reasons.append(Reason(ReasonCode.COMPANY_LICENCE_EXPIRED, on=company.licence_valid_until))
    if company.insurance is not None and _over(company.insurance.valid_until, today):
        reasons.append(Reason(ReasonCode.COMPANY_INSURANCE_LAPSED, on=company.insurance.valid_until))
    if company.source not in ATTESTED:
        reasons.append(Reason(ReasonCode.COMPANY_STATED_ONLY))
    return Standing.of(reasons)


def permit_standing(
    permit: PermitFace | None,
    checks: ChecksFace | None,
    employments: Sequence[EmploymentFace],
    companies: Mapping[str, CompanyFace],
    services: Sequence[OfferedService],
    today: date,
    lines: LinesFace | None = None,
) -> Standing:
    """The one answer for a person: the permit, every required check, the tie, and what each service asks for more.

    `companies` maps refs to the faces of the employers; `services` are those of the person's current employments;
    `lines` None: the person never came to the gate (docs/decisions/0015).
    """
    if permit is None or permit.state is None:
        return Standing(StandingState.GREY, (Reason(ReasonCode.PERMIT_UNKNOWN),))
    reasons = _base(permit, checks, employments, companies, today)
    for need in needs_of(services):
        reasons += _asked_by(need, checks, lines, today)
    return Standing.of(reasons)


def line_standings(
    permit: PermitFace | None,
    checks: ChecksFace | None,
    employments: Sequence[EmploymentFace],
    companies: Mapping[str, CompanyFace],
    services: Sequence[OfferedService],
    today: date,
    lines: LinesFace | None = None,
) -> dict[ServiceLine, Standing]:
    """{service line: standing}: what holds for the person anyway, and what this line asks for more."""
    if permit is None or permit.state is None:
        unknown = Standing(StandingState.GREY, (Reason(ReasonCode.PERMIT_UNKNOWN),))
        return {need.line: unknown for need in needs_of(services)}
    base = _base(permit, checks, employments, companies, today)
    by_line: dict[ServiceLine, list[Reason]] = {}
    for need in needs_of(services):
        by_line.setdefault(need.line, list(base)).extend(_asked_by(need, checks, lines, today))
    return {line: Standing.of(reasons) for line, reasons in by_line.items()}


def current_employments(employments: Sequence[EmploymentFace], today: date) -> list[EmploymentFace]:
    """The spells that hold on a day; `until_on` is the last day of a spell."""
    return [
        spell
        for spell in employments
        if spell.company and (spell.since_on is None or spell.since_on <= today) and not _over(spell.until_on, today)
    ]


def current_services(employments: Sequence[EmploymentFace], today: date) -> tuple[OfferedService, ...]:
    """The services of a person's current spells, each once."""
    return tuple(
        dict.fromkeys(service for spell in current_employments(employments, today) for service in spell.services or ())
    )


def best_tie(
    employments: Sequence[EmploymentFace], companies: Mapping[str, CompanyFace], today: date
) -> tuple[EmploymentFace | None, list[Reason]]:
    """The current spell that speaks best for the person, and what is still wrong with it."""
    spells = current_employments(employments, today)
    ties = [(spell, _tie(spell, companies.get(spell.company), today)) for spell in spells]
    if not ties:
        return None, [Reason(ReasonCode.NO_COMPANY)]
    return min(ties, key=lambda tie: len(tie[1]))


def _base(
    permit: PermitFace,
    checks: ChecksFace | None,
    employments: Sequence[EmploymentFace],
    companies: Mapping[str, CompanyFace],
    today: date,
) -> list[Reason]:
    reasons = _permit(permit, today)
    for component in REQUIRED:
        reasons += _check(component, check_of(checks, component), today)
    return reasons + best_tie(employments, companies, today)[1]


def check_of(checks: ChecksFace | None, component: Component) -> PublicCheck | None:
    """One component of a checks face; None when there is nothing about it."""
    found: PublicCheck | None = getattr(checks, component.name, None)
    return found


def _permit(permit: PermitFace, today: date) -> list[Reason]:
    reasons = []
    if permit.state is PermitState.EXPIRED or _over(permit.valid_until, today):
        reasons.append(Reason(ReasonCode.PERMIT_EXPIRED, on=permit.valid_until))
    elif permit.state is not PermitState.ACTIVE:
        reasons.append(Reason(ReasonCode.PERMIT_NOT_ACTIVE))
    if permit.valid_from is not None and today < permit.valid_from:
        reasons.append(Reason(ReasonCode.PERMIT_NOT_STARTED, on=permit.valid_from))
    if permit.source not in ATTESTED:
        reasons.append(Reason(ReasonCode.PERMIT_STATED_ONLY))
    return reasons


def _check(component: Component, check: PublicCheck | None, today: date) -> list[Reason]:
    name = component.label
    if check is None or check.outcome in (None, PublicOutcome.NONE):
        return [Reason(ReasonCode.NOT_CHECKED, check=name)]
    if check.outcome is PublicOutcome.COULD_NOT:
        return [Reason(ReasonCode.COULD_NOT_CHECK, check=name)]
    reasons = []
    end = end_of(component, check.checked_on, check.valid_until)
    if _over(end, today):
        code = ReasonCode.BACKGROUND_LAPSED if component in BACKGROUND else ReasonCode.CHECK_LAPSED
        reasons.append(Reason(code, check=name, on=end))
    elif end is None and component is not Component.BC1:
        reasons.append(Reason(ReasonCode.CHECK_UNDATED, check=name))
    if check.source not in ATTESTED:
        reasons.append(Reason(ReasonCode.CHECK_STATED_ONLY, check=name))
    return reasons


def _asked_by(need: LineNeed, checks: ChecksFace | None, lines: LinesFace | None, today: date) -> list[Reason]:
    """What one service asks beyond the base: the health class of its line, a background check within a year, and that
    its training and certificate are not missing (R003, R008)."""
    reasons = []
    if not line_confirmed(lines, need.line, today):
        reasons.append(Reason(ReasonCode.LINE_NOT_CONFIRMED, line=need.line.label))
    health = check_of(checks, Component.BC4)
    if need.strict and health is not None and health.outcome is PublicOutcome.CLEAR:
        if health.tier is None:
            reasons.append(Reason(ReasonCode.TIER_UNSTATED, line=need.label, need=need.tier.label))
        elif not health.tier.covers(need.tier):
            reasons.append(
                Reason(ReasonCode.TIER_TOO_LOW, line=need.label, need=need.tier.label, have=health.tier.label)
            )
    if need.vulnerable:
        for component in sorted(BACKGROUND):
            check = check_of(checks, component)
            if check is None or check.outcome is not PublicOutcome.CLEAR or _over(check.valid_until, today):
                continue
            end = recheck_due(component, check.checked_on, check.valid_until)
            if _over(end, today):
                reasons.append(Reason(ReasonCode.BACKGROUND_LAPSED, check=component.label, on=end))
    return reasons


def _tie(spell: EmploymentFace, company: CompanyFace | None, today: date) -> list[Reason]:
    if company is None:
        return [Reason(ReasonCode.TIE_COMPANY_STOPPED)]
    reasons = []
    standing = company_standing(company, today)
    codes = {reason.code for reason in standing.reasons}
    if codes & _STOPPED:
        reasons.append(Reason(ReasonCode.TIE_COMPANY_STOPPED))
    if ReasonCode.COMPANY_LICENCE_EXPIRED in codes:
        reasons.append(Reason(ReasonCode.TIE_LICENCE_EXPIRED, on=company.licence_valid_until))
    if spell.source not in ATTESTED:
        reasons.append(Reason(ReasonCode.TIE_STATED_ONLY))
    return reasons


_STOPPED = frozenset({ReasonCode.COMPANY_SUSPENDED, ReasonCode.COMPANY_ENDED, ReasonCode.COMPANY_NOT_APPROVED})


def _over(last: date | None, today: date) -> bool:
    return last is not None and last < today
