"""Laws of standing, over every combination of facts that hypothesis can think of."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.background_checks.disclosure import NO_CHECK, ChecksFace, PublicCheck
from registry.background_checks.states import Component, PublicOutcome
from registry.companies.disclosure import CompanyFace
from registry.companies.states import CompanyState
from registry.core.clock import day_end, shanghai_date
from registry.core.sources import ATTESTED, Source
from registry.core.taxonomy import HealthTier, ServiceLine
from registry.permits.disclosure import PermitFace
from registry.permits.states import PermitState
from registry.standing.rules import REQUIRED, best_tie, company_standing, line_standings
from registry.standing.states import StandingState, worst
from registry.workers.disclosure import EmploymentFace, OfferedService
from tests.make.standing import (
    CLEANING,
    COMPANY,
    MATERNITY,
    TODAY,
    check,
    checks_face,
    company_face,
    employment_face,
    judge,
    permit_face,
)

GREEN, YELLOW, RED, GREY = StandingState
ELDER = OfferedService("EC01", ServiceLine.ELDER_CARE)
LIVE_IN = OfferedService("HK01", ServiceLine.CLEANING)
ORDER = [GREEN, YELLOW, RED, GREY]

_dates = st.none() | st.dates(date(2024, 1, 1), date(2029, 1, 1))
_checks = st.none() | st.builds(
    PublicCheck,
    outcome=st.sampled_from(PublicOutcome),
    source=st.none() | st.sampled_from(Source),
    checked_on=_dates,
    valid_until=_dates,
    tier=st.none() | st.sampled_from(HealthTier),
)
_faces = st.builds(ChecksFace, **{component.name: _checks for component in REQUIRED})
_services = st.lists(st.sampled_from([CLEANING, MATERNITY, ELDER, LIVE_IN]), max_size=4).map(tuple)
_permits = st.builds(
    permit_face,
    state=st.sampled_from(PermitState),
    valid_from=_dates,
    valid_until=_dates,
    source=st.none() | st.sampled_from(Source),
)
_spells = st.lists(
    st.builds(
        employment_face,
        company=st.sampled_from([COMPANY, "other"]),
        since_on=_dates,
        until_on=_dates,
        source=st.sampled_from(Source),
    ),
    max_size=3,
)
_companies = st.builds(
    company_face, state=st.sampled_from(CompanyState), source=st.sampled_from(Source), licence_valid_until=_dates
)


@given(_permits, _faces, _spells, _companies, _services, st.sampled_from(REQUIRED), st.dates(date(2025, 1, 1)))
def test_taking_a_valid_check_away_never_improves(
    permit: PermitFace,
    checks: ChecksFace,
    spells: list[EmploymentFace],
    company: CompanyFace,
    services: tuple[OfferedService, ...],
    component: Component,
    today: date,
) -> None:
    strongest = PublicCheck(PublicOutcome.CLEAR, Source.AUTHORITY, today, None, HealthTier.MATERNAL_INFANT)
    strongest = replace(strongest, valid_until=today + timedelta(days=30))
    before = judge(permit, replace(checks, **{component.name: strongest}), spells, company, services, today)
    for lesser in (None, NO_CHECK, PublicCheck(PublicOutcome.COULD_NOT), getattr(checks, component.name)):
        after = judge(permit, replace(checks, **{component.name: lesser}), spells, company, services, today)
        assert ORDER.index(after.state) >= ORDER.index(before.state)


@given(_permits, _faces, _spells, _companies, _services, st.dates(date(2025, 1, 1)))
def test_green_rests_on_attested_statements_only(
    permit: PermitFace,
    checks: ChecksFace,
    spells: list[EmploymentFace],
    company: CompanyFace,
    services: tuple[OfferedService, ...],
    today: date,
) -> None:
    if judge(permit, checks, spells, company, services, today).state is not GREEN:
        return
    assert permit.source in ATTESTED
    for component in REQUIRED:
        found = getattr(checks, component.name)
        assert found.outcome is PublicOutcome.CLEAR
        assert found.source in ATTESTED
    assert best_tie(spells, {COMPANY: company}, today)[0].source in ATTESTED


@given(_faces, _services)
def test_a_company_s_word_never_makes_green(checks: ChecksFace, services: tuple[OfferedService, ...]) -> None:
    stated = ChecksFace(
        **{
            component.name: replace(found, source=Source.COMPANY)
            for component in REQUIRED
            if (found := getattr(checks, component.name)) is not None
        }
    )
    permit, spells = permit_face(source=Source.COMPANY), [employment_face(source=Source.COMPANY)]
    assert judge(permit, stated, spells, company_face(source=Source.COMPANY), services).state is not GREEN


@given(_permits, _faces, _spells, _companies, _services)
def test_the_whole_is_never_milder_than_a_line(
    permit: PermitFace,
    checks: ChecksFace,
    spells: list[EmploymentFace],
    company: CompanyFace,
    services: tuple[OfferedService, ...],
) -> None:
    lines = line_standings(permit, checks, spells, {COMPANY: company}, services, TODAY)
    whole = judge(permit, checks, spells, company, services)
    if services:
        assert whole.state is worst(standing.state for standing in lines.values())


@pytest.fixture(params=["UTC", "America/New_York", "Pacific/Kiritimati"])
def machine_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The machine set to a time zone that is not Shanghai's."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("machine_zone")
def test_what_expires_does_so_at_midnight_in_shanghai() -> None:
    last = date(2026, 11, 21)
    midnight = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
    assert day_end(last) == midnight
    before, after = (shanghai_date(midnight - timedelta(microseconds=1)), shanghai_date(midnight))
    fitting = {
        "permit": lambda today: judge(permit=permit_face(valid_until=last), today=today),
        "background": lambda today: judge(checks=checks_face(BC2=check(valid_until=last)), today=today),
        "insurance": lambda today: judge(checks=checks_face(BC9=check(valid_until=last)), today=today),
        "licence": lambda today: company_standing(company_face(licence_valid_until=last), today),
    }
    for name, standing in fitting.items():
        assert standing(before).state is GREEN, name
        assert standing(after).state in (YELLOW, RED), name
