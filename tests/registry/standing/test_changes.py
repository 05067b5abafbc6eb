"""Changes by themselves: no verdict changes on a day that `boundaries` did not name."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.background_checks.disclosure import ChecksFace
from registry.companies.disclosure import CompanyFace, Insurance
from registry.core.taxonomy import HealthTier
from registry.permits.disclosure import PermitFace
from registry.standing.changes import boundaries, timeline
from registry.standing.rules import company_standing, current_services, permit_standing
from registry.standing.states import Standing, StandingState
from registry.workers.disclosure import EmploymentFace
from tests.make.standing import (
    CLEANING,
    COMPANY,
    MATERNITY,
    TODAY,
    check,
    checks_face,
    company_face,
    employment_face,
    permit_face,
)

_days = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))
_checks = st.builds(check, checked_on=_days, valid_until=_days, tier=st.none() | st.sampled_from(HealthTier))


@settings(deadline=None, max_examples=60)
@given(
    st.builds(permit_face, valid_from=_days, valid_until=_days),
    st.builds(checks_face, BC1=_checks, BC2=_checks, BC3=_checks, BC4=_checks, BC9=_checks),
    st.builds(
        employment_face,
        since_on=_days,
        until_on=_days,
        services=st.sampled_from([(CLEANING,), (MATERNITY,), (CLEANING, MATERNITY)]),
    ),
    st.builds(
        company_face,
        state_from_on=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        licence_valid_until=_days,
        insurance=st.none() | st.builds(Insurance, title=st.just("雇主责任险"), valid_until=_days),
    ),
)
def test_between_boundaries_nothing_changes(
    permit: PermitFace, checks: ChecksFace, spell: EmploymentFace, company: CompanyFace
) -> None:
    def verdict(day: date) -> tuple[Standing, Standing]:
        services = current_services([spell], day)
        person = permit_standing(permit, checks, [spell], {COMPANY: company}, services, day)
        return person, company_standing(company, day)

    days = set(boundaries(permit, checks, spell, company))
    before = verdict(date(2025, 12, 31))
    for offset in range(1, 3 * 365):
        day = date(2025, 12, 31) + timedelta(days=offset)
        now = verdict(day)
        assert now == before or day in days
        before = now


def test_a_timeline_joins_equal_verdicts_and_starts_where_it_is_told() -> None:
    permit = permit_face(valid_until=TODAY + timedelta(days=9))
    checks = checks_face(BC9=check(valid_until=TODAY))

    def judge(day: date) -> StandingState:
        return permit_standing(permit, checks, [employment_face()], {COMPANY: company_face()}, (), day).state

    assert timeline(judge, boundaries(permit, checks), TODAY) == (
        (TODAY, StandingState.GREEN),
        (TODAY + timedelta(days=1), StandingState.YELLOW),
        (TODAY + timedelta(days=10), StandingState.RED),
    )


def test_faces_without_days_change_nothing() -> None:
    assert boundaries(None, permit_face(valid_from=None, valid_until=None)) == []
