"""The table of standing, row by row."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from registry.background_checks.disclosure import NO_CHECK, ChecksFace, PublicCheck
from registry.background_checks.states import Component, PublicOutcome
from registry.companies.disclosure import CompanyFace, Insurance
from registry.companies.states import CompanyState
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier, ServiceLine
from registry.permits.states import PermitState
from registry.standing.rules import (
    best_tie,
    company_standing,
    line_standings,
    permit_standing,
)
from registry.standing.states import Reason, ReasonCode, Standing, StandingState, Topic
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
YESTERDAY = TODAY - timedelta(days=1)
ELDER = OfferedService("EC01", ServiceLine.ELDER_CARE)
LIVE_IN = OfferedService("HK01", ServiceLine.CLEANING)
ORDER = [GREEN, YELLOW, RED, GREY]


def test_everything_good_is_green_and_needs_no_reason() -> None:
    assert judge() == Standing(GREEN, ())


def test_nobody_is_grey() -> None:
    assert permit_standing(None, checks_face(), [employment_face()], {}, (), TODAY).state is GREY
    erased = permit_face(state=None, valid_until=None, source=None)
    assert judge(permit=erased).state is GREY


PERMITS: list[tuple[dict[str, Any], StandingState, ReasonCode | None]] = [
    ({}, GREEN, None),
    ({"valid_until": None}, GREEN, None),
    ({"valid_from": None}, GREEN, None),
    ({"valid_until": TODAY}, GREEN, None),
    ({"valid_until": YESTERDAY}, RED, ReasonCode.PERMIT_EXPIRED),
    ({"valid_from": TODAY}, GREEN, None),
    ({"valid_from": TODAY + timedelta(days=1)}, RED, ReasonCode.PERMIT_NOT_STARTED),
    ({"source": Source.AUTHORITY}, GREEN, None),
    ({"source": Source.COMPANY}, YELLOW, ReasonCode.PERMIT_STATED_ONLY),
    ({"source": None}, YELLOW, ReasonCode.PERMIT_STATED_ONLY),
    ({"state": PermitState.EXPIRED}, RED, ReasonCode.PERMIT_EXPIRED),
    *(
        ({"state": state, "decision_final": final}, RED, ReasonCode.PERMIT_NOT_ACTIVE)
        for state in PermitState
        if state not in (PermitState.ACTIVE, PermitState.EXPIRED)
        for final in (False, True)
    ),
]


@pytest.mark.parametrize(("changes", "state", "code"), PERMITS)
def test_permits(changes: dict[str, Any], state: StandingState, code: ReasonCode | None) -> None:
    standing = judge(permit=permit_face(**changes))
    assert standing.state is state
    assert [reason.code for reason in standing.reasons] == ([code] if code else [])


LAPSED = {"valid_until": YESTERDAY}
CHECKS: list[tuple[str, PublicCheck | None, StandingState, ReasonCode | None]] = [
    row
    for name in ("BC1", "BC2", "BC3", "BC4", "BC9")
    for row in (
        (name, None, YELLOW, ReasonCode.NOT_CHECKED),
        (name, NO_CHECK, YELLOW, ReasonCode.NOT_CHECKED),
        (name, PublicCheck(PublicOutcome.COULD_NOT), YELLOW, ReasonCode.COULD_NOT_CHECK),
        (name, check(valid_until=TODAY), GREEN, None),
        (name, check(source=Source.AUTHORITY), GREEN, None),
        (name, check(source=Source.COMPANY), YELLOW, ReasonCode.CHECK_STATED_ONLY),
        (
            name,
            check(**LAPSED),
            RED if name in ("BC2", "BC3") else YELLOW,
            ReasonCode.BACKGROUND_LAPSED if name in ("BC2", "BC3") else ReasonCode.CHECK_LAPSED,
        ),
    )
]
UNDATED: list[tuple[str, PublicCheck | None, StandingState, ReasonCode | None]] = [
    ("BC1", check(valid_until=None), GREEN, None),
    ("BC9", check(valid_until=None), YELLOW, ReasonCode.CHECK_UNDATED),
    ("BC2", check(valid_until=None, checked_on=None), YELLOW, ReasonCode.CHECK_UNDATED),
    ("BC2", check(valid_until=None, checked_on=TODAY - timedelta(days=365)), GREEN, None),
    ("BC3", check(valid_until=None, checked_on=TODAY - timedelta(days=366)), RED, ReasonCode.BACKGROUND_LAPSED),
    ("BC4", check(valid_until=None, checked_on=TODAY - timedelta(days=365)), GREEN, None),
    ("BC4", check(valid_until=None, checked_on=TODAY - timedelta(days=366)), YELLOW, ReasonCode.CHECK_LAPSED),
]


@pytest.mark.parametrize(("name", "found", "state", "code"), CHECKS + UNDATED)
def test_checks(name: str, found: PublicCheck | None, state: StandingState, code: ReasonCode | None) -> None:
    standing = judge(checks=replace(checks_face(), **{name: found}))
    assert standing.state is state
    assert [reason.code for reason in standing.reasons] == ([code] if code else [])
    assert all(reason.topic is Topic.CHECK and reason.check is Component[name].label for reason in standing.reasons)


@pytest.mark.parametrize("name", ["BC6", "BC8", "BC12"])
def test_what_is_not_required_lowers_nothing(name: str) -> None:
    assert judge(checks=replace(checks_face(), **{name: check(**LAPSED)})) == Standing(GREEN, ())


def test_without_any_entry_of_checks_nothing_is_green() -> None:
    spells = [employment_face()]
    bare = permit_standing(permit_face(), None, spells, {COMPANY: company_face()}, (), TODAY)
    empty = permit_standing(permit_face(), ChecksFace(), spells, {COMPANY: company_face()}, (), TODAY)
    assert bare == empty
    assert bare.state is YELLOW


TIES: list[tuple[list[EmploymentFace], CompanyFace | None, StandingState, ReasonCode | None]] = [
    ([], company_face(), YELLOW, ReasonCode.NO_COMPANY),
    ([employment_face(until_on=YESTERDAY)], company_face(), YELLOW, ReasonCode.NO_COMPANY),
    ([employment_face(until_on=TODAY)], company_face(), GREEN, None),
    ([employment_face(since_on=TODAY + timedelta(days=1))], company_face(), YELLOW, ReasonCode.NO_COMPANY),
    ([employment_face(since_on=None)], company_face(), GREEN, None),
    ([employment_face(source=Source.COMPANY)], company_face(), YELLOW, ReasonCode.TIE_STATED_ONLY),
    ([employment_face(company="nobody")], company_face(), YELLOW, ReasonCode.TIE_COMPANY_STOPPED),
    ([employment_face()], company_face(state=CompanyState.SUSPENDED), YELLOW, ReasonCode.TIE_COMPANY_STOPPED),
    ([employment_face()], company_face(state=CompanyState.WITHDRAWN), YELLOW, ReasonCode.TIE_COMPANY_STOPPED),
    ([employment_face()], company_face(state=CompanyState.EXPELLED), YELLOW, ReasonCode.TIE_COMPANY_STOPPED),
    ([employment_face()], company_face(licence_valid_until=YESTERDAY), YELLOW, ReasonCode.TIE_LICENCE_EXPIRED),
    ([employment_face()], company_face(licence_valid_until=TODAY), GREEN, None),
    ([employment_face()], company_face(source=Source.COMPANY), GREEN, None),
]


@pytest.mark.parametrize(("spells", "company", "state", "code"), TIES)
def test_ties(
    spells: list[EmploymentFace], company: CompanyFace, state: StandingState, code: ReasonCode | None
) -> None:
    standing = judge(employments=spells, company=company, services=(CLEANING,))
    assert standing.state is state
    assert [reason.code for reason in standing.reasons] == ([code] if code else [])


def test_of_several_current_spells_the_best_speaks() -> None:
    good, bad = employment_face(), employment_face(company="other", source=Source.COMPANY)
    companies = {COMPANY: company_face(), "other": company_face(state=CompanyState.SUSPENDED)}
    for spells in ([good, bad], [bad, good]):
        assert best_tie(spells, companies, TODAY) == (good, [])


LINES: list[tuple[OfferedService, HealthTier | None, StandingState, ReasonCode | None]] = [
    (CLEANING, None, GREEN, None),
    (CLEANING, HealthTier.GENERAL, GREEN, None),
    (LIVE_IN, None, YELLOW, ReasonCode.TIER_UNSTATED),
    (LIVE_IN, HealthTier.GENERAL, YELLOW, ReasonCode.TIER_TOO_LOW),
    (LIVE_IN, HealthTier.RESIDENTIAL, GREEN, None),
    (ELDER, HealthTier.RESIDENTIAL, YELLOW, ReasonCode.TIER_TOO_LOW),
    (ELDER, HealthTier.ELDER_CARE, GREEN, None),
    (ELDER, HealthTier.MATERNAL_INFANT, GREEN, None),
    (MATERNITY, None, YELLOW, ReasonCode.TIER_UNSTATED),
    (MATERNITY, HealthTier.ELDER_CARE, YELLOW, ReasonCode.TIER_TOO_LOW),
    (MATERNITY, HealthTier.MATERNAL_INFANT, GREEN, None),
    (OfferedService(None, ServiceLine.CHILD_CARE), HealthTier.ELDER_CARE, YELLOW, ReasonCode.TIER_TOO_LOW),
    (OfferedService(None, ServiceLine.ELDER_CARE), HealthTier.ELDER_CARE, GREEN, None),
    (OfferedService(None, ServiceLine.CLEANING), HealthTier.GENERAL, GREEN, None),
]


@pytest.mark.parametrize(("service", "tier", "state", "code"), LINES)
def test_a_line_asks_for_its_health_class(
    service: OfferedService, tier: HealthTier | None, state: StandingState, code: ReasonCode | None
) -> None:
    standing = judge(checks=checks_face(BC4=check(tier=tier)), services=(service,))
    assert standing.state is state
    assert [reason.code for reason in standing.reasons] == ([code] if code else [])


def test_people_who_cannot_look_after_themselves_get_a_background_of_this_year() -> None:
    """未成年人保护法 art. 62 asks for the query every year, whatever end a supplier states (R049)."""
    old = check(checked_on=TODAY - timedelta(days=366), valid_until=date(2030, 1, 1))
    year = check(checked_on=TODAY - timedelta(days=365), valid_until=date(2030, 1, 1))
    strict = check(tier=HealthTier.MATERNAL_INFANT)
    for name in ("BC2", "BC3"):
        for found, expected in ((old, RED), (year, GREEN)):
            checks = replace(checks_face(BC4=strict), **{name: found})
            assert judge(checks=checks, services=(MATERNITY,)).state is expected
            assert judge(checks=checks, services=(CLEANING,)).state is GREEN


def test_lines_stand_apart_and_the_whole_is_as_grave_as_the_gravest_line() -> None:
    services = (CLEANING, MATERNITY)
    args = (permit_face(), checks_face(), [employment_face()], {COMPANY: company_face()}, services, TODAY)
    lines = line_standings(*args)
    assert {line: standing.state for line, standing in lines.items()} == {
        ServiceLine.CLEANING: GREEN,
        ServiceLine.CHILD_CARE: YELLOW,
    }
    assert permit_standing(*args).state is YELLOW
    assert lines[ServiceLine.CHILD_CARE].reasons[0].label.zh == "月嫂(母婴护理)要求母婴照护健康体检，现为一般家政"


def test_a_line_with_two_items_is_as_strict_as_the_stricter() -> None:
    args = (permit_face(), checks_face(), [employment_face()], {COMPANY: company_face()})
    assert line_standings(*args, (CLEANING, LIVE_IN), TODAY)[ServiceLine.CLEANING].state is YELLOW
    assert line_standings(None, *args[1:], (CLEANING,), TODAY)[ServiceLine.CLEANING].state is GREY


COMPANIES: list[tuple[dict[str, Any], StandingState, ReasonCode | None]] = [
    ({}, GREEN, None),
    ({"source": Source.COMPANY}, YELLOW, ReasonCode.COMPANY_STATED_ONLY),
    ({"state": CompanyState.SUSPENDED}, RED, ReasonCode.COMPANY_SUSPENDED),
    ({"state": CompanyState.SUSPENDED, "state_from_on": TODAY + timedelta(days=1)}, GREEN, None),
    ({"state": CompanyState.WITHDRAWN}, RED, ReasonCode.COMPANY_ENDED),
    ({"state": CompanyState.EXPELLED}, RED, ReasonCode.COMPANY_ENDED),
    ({"state_from_on": TODAY + timedelta(days=1)}, YELLOW, ReasonCode.COMPANY_NOT_APPROVED),
    ({"licence_valid_until": TODAY}, GREEN, None),
    ({"licence_valid_until": YESTERDAY}, YELLOW, ReasonCode.COMPANY_LICENCE_EXPIRED),
    ({"insurance": Insurance("雇主责任险", None, TODAY)}, GREEN, None),
    ({"insurance": Insurance("雇主责任险", None, None)}, GREEN, None),
    ({"insurance": Insurance("雇主责任险", None, YESTERDAY)}, YELLOW, ReasonCode.COMPANY_INSURANCE_LAPSED),
]


@pytest.mark.parametrize(("changes", "state", "code"), COMPANIES)
def test_companies(changes: dict[str, Any], state: StandingState, code: ReasonCode | None) -> None:
    standing = company_standing(company_face(**changes), TODAY)
    assert standing.state is state
    assert [reason.code for reason in standing.reasons] == ([code] if code else [])


def test_no_company_is_grey() -> None:
    assert company_standing(None, TODAY).state is GREY


def test_every_reason_has_its_places_filled_in_both_languages() -> None:
    day = {"on": TODAY, "check": Component.BC4.label, "line": MATERNITY.line.label}
    tiers = {"need": HealthTier.MATERNAL_INFANT.label, "have": HealthTier.GENERAL.label}

    for code in ReasonCode:
        words = Reason(code, **day, **tiers).label
        assert "{" not in words.zh + words.en
        assert words.zh
        assert words.en
