"""Rules of companies: what is refused, where, and what is left alone."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.companies.disclosure import FormerName, Insurance, Outlet, ResponsiblePerson, ServiceOffering
from registry.companies.rules import check_company, check_step, check_succession, is_regulated
from registry.companies.rules_claims import medical_claims
from registry.companies.states import FOLLOWING, CompanyState, ResponsibleRole
from registry.core.sources import Source
from registry.core.taxonomy import ServiceLine, service_items
from tests.make.companies import company_face

TODAY = date(2026, 11, 21)
MASSAGE = ServiceOffering("WE02", service_items()["WE02"].line)


def found(**fields: Any) -> set[tuple[str, str | None]]:
    return {(finding.code, finding.field) for finding in check_company(company_face(**fields), TODAY)}


def test_the_builder_is_valid() -> None:
    assert found() == set()


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"name": ""}, "company_name_missing", "name"),
        ({"name": "<b>家政</b>"}, "company_text", "name"),
        ({"name": "家政\uffff公司"}, "company_text", "name"),
        ({"name": "家政\x85公司"}, "company_text", "name"),
        ({"brand": "=1+1"}, "company_text", "brand"),
        ({"brand": "好" * 61}, "company_text_long", "brand"),
        ({"uscc": "52990101MJ00000010"}, "uscc_social_organisation", "uscc"),
        ({"established_on": date(2026, 11, 22)}, "company_day_ahead", "established_on"),
        ({"licence_valid_until": date(2015, 3, 1)}, "company_licence_before", "licence_valid_until"),
        ({"source": Source.COMPANY}, "company_verified_by_company", "verified_on"),
        ({"district": "000000"}, "company_area_unknown", "district"),
        ({"district": "990000"}, "company_district_wide", "district"),
        ({"service_areas": ("990101", "990101")}, "company_area_twice", "service_areas"),
        ({"services": (ServiceOffering("XX99", ServiceLine.CLEANING),)}, "company_service_unknown", "services"),
        ({"services": (ServiceOffering("HC01", ServiceLine.COOKING),)}, "company_service_line", "services"),
        ({"services": (ServiceOffering("HC01", ServiceLine.CLEANING),) * 2}, "company_service_twice", "services"),
        ({"services": (ServiceOffering("HC01", ServiceLine.CLEANING, True),)}, "company_emergency_line", "services"),
        ({"hotline": "12"}, "hotline_format", "hotline"),
        ({"complaint_phone": "无"}, "hotline_format", "complaint_phone"),
        ({"outlets": (Outlet("南浦店", ""),)}, "company_outlet", "outlets"),
        ({"insurance": Insurance("")}, "company_insurance", "insurance"),
        ({"former_names": (FormerName("旧名", date(2027, 1, 1)),)}, "company_day_ahead", "former_names"),
        (
            {"responsible_roles": (ResponsiblePerson(ResponsibleRole.SAFETY),) * 2},
            "company_responsible",
            "responsible_roles",
        ),
    ],
)
def test_what_is_refused_and_where(fields: dict[str, Any], code: str, field: str) -> None:
    assert (code, field) in found(**fields)


def test_emergency_response_belongs_to_repair() -> None:
    repair = ServiceOffering("HM03", ServiceLine.REPAIR, emergency_24h=True)
    assert found(services=(repair,)) == set()


@pytest.mark.parametrize("field", ["brand", "licence_scope"])
@pytest.mark.parametrize("claim", ["祖传按摩根治腰痛", "专业治疗失眠", "疗效显著", "Massage that cures"])
def test_massage_makes_no_medical_claims(field: str, claim: str) -> None:
    assert ("company_medical_claim", field) in found(services=(MASSAGE,), **{field: claim})
    assert found(**{field: claim}) == set(), "the rule is for regulated services only"


@pytest.mark.parametrize(
    "text",
    [
        "养生保健服务（非医疗）",
        "健康咨询服务（不含诊疗服务）",
        "按摩理疗，不得从事医疗活动",
        "家政服务；健康咨询(不含医疗诊断)",
        "保健按摩",
    ],
)
def test_saying_that_it_is_no_treatment_is_no_claim(text: str) -> None:
    assert medical_claims(text) == []


def test_a_denial_does_not_cover_a_later_claim() -> None:
    assert medical_claims("不含诊疗，但可根治腰痛") == ["根治"]


def test_regulated_services_are_health_advice_and_massage() -> None:
    regulated = {code for code, item in service_items().items() if is_regulated((ServiceOffering(code, item.line),))}
    assert regulated == {"WE01", "WE02"}


@given(st.sampled_from(CompanyState), st.sampled_from(CompanyState))
def test_a_step_is_refused_unless_the_domain_allows_it(state: CompanyState, to: CompanyState) -> None:
    assert (check_step(state, to) == []) == (to in FOLLOWING[state])


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=25))
def test_accepted_ties_never_form_a_circle(pairs: list[tuple[int, int]]) -> None:
    ties: dict[str, list[str]] = {}
    for predecessor, successor in pairs:
        if not check_succession(str(predecessor), str(successor), ties, basis="依据"):
            ties.setdefault(str(successor), []).append(str(predecessor))
    for start in ties:
        past, queue = set(), list(ties[start])
        while queue:
            at = queue.pop()
            if at not in past:
                past.add(at)
                queue += ties.get(at, [])
        assert start not in past


@given(st.text(max_size=300))
def test_the_search_for_claims_ends_on_any_text(text: str) -> None:
    assert all(claim in text for claim in medical_claims(text)) or "不" in text or "非" in text or "除" in text
