"""A regulator reads the own districts and nothing else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from registry.background_checks.actions import record_many
from registry.background_checks.due import all_due, replace_all
from registry.companies.disclosure import Insurance
from registry.companies.queries import load
from registry.companies.states import CompanyState
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock, shanghai_date
from registry.core.crypto import KeyRing
from registry.core.errors import NotAllowed, NotFound
from registry.core.sources import Source
from registry.permits.states import PermitState
from registry.standing.rules import company_standing
from registry.standing.states import StandingState
from registry.supervision import queries
from registry.workers.actions_employment import start_employment_many
from tests.make.background_checks import new_check
from tests.make.cases import CLERK, open_case
from tests.make.companies import company_row, register_company
from tests.make.permits import issued
from tests.make.workers import new_employment, new_worker, registered

TODAY = date(2026, 11, 21)
KEEPER = Actor("keeper", Role.ASSOCIATION, "登记员")
HERE = Actor("regulator-1", Role.REGULATOR, "主管甲", districts=("990101",))
CITY = Actor("regulator-2", Role.REGULATOR, "主管乙", districts=("9901",))
NOWHERE = Actor("regulator-3", Role.REGULATOR, "主管丙", districts=())


def hired(session: Session, clock: FixedClock, keyring: KeyRing, company: str, name: str = "欧阳秀英") -> str:
    at = {"session": session, "actor": KEEPER, "clock": clock, "keyring": keyring}
    ref = registered(**at, worker=new_worker(name=name))
    start_employment_many(session, KEEPER, clock, [new_employment(worker_ref=ref, company_ref=company)])
    record_many(session, KEEPER, clock, [new_check(worker_ref=ref, checked_on=date(2025, 6, 1))])
    replace_all(session, all_due(session, TODAY))
    return ref


def test_lapsed_checks_of_the_own_districts_with_masked_names(
    session: Session, clock: FixedClock, keyring: KeyRing
) -> None:
    here = register_company(session, clock, district="990101")
    there = register_company(session, clock, district="990106")
    ref = hired(session, clock, keyring, here)
    hired(session, clock, keyring, there)
    rows, count = queries.lapsed_checks(session, HERE, TODAY)
    assert [(one.worker_ref, one.name, one.company_ref) for one in rows] == [(ref, "欧阳**", here)]
    assert count == 1
    assert rows[0].due_on < TODAY
    assert queries.lapsed_checks(session, CITY, TODAY)[1] == 2
    assert queries.lapsed_checks(session, NOWHERE, TODAY) == ([], 0)
    assert queries.lapsed_checks(session, HERE, rows[0].due_on) == ([], 0)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"licence_valid_until": TODAY},
        {"licence_valid_until": TODAY - timedelta(days=1)},
        {"insurance": Insurance("雇主责任险", None, TODAY - timedelta(days=1))},
        {"insurance": Insurance("雇主责任险", None, TODAY)},
        {"insurance": None},
        {"source": Source.COMPANY},
        {"source": Source.AUTHORITY},
    ],
)
def test_the_table_and_the_rule_agree_who_is_out_of_standing(
    session: Session, clock: FixedClock, fields: dict[str, object]
) -> None:
    ref = register_company(session, clock, district="990101", **fields)
    register_company(session, clock, district="990106", licence_valid_until=date(2020, 1, 1))
    standing = company_standing(load(session, [ref])[ref], shanghai_date(clock.now()))
    rows, count = queries.troubled_companies(session, HERE, TODAY)
    assert [(one.ref, one.standing) for one in rows] == (
        [] if standing.state is StandingState.GREEN else [(ref, standing)]
    )
    assert count == len(rows)


def test_a_suspended_company_is_out_of_standing(session: Session, clock: FixedClock) -> None:
    ref = register_company(session, clock, district="990101")
    face = replace(load(session, [ref])[ref], state=CompanyState.SUSPENDED)
    assert company_standing(face, TODAY).state is not StandingState.GREEN
    session.connection().exec_driver_sql("UPDATE company SET state = 'suspended' WHERE ref = ?", (ref,))
    session.expire_all()
    assert [one.ref for one in queries.troubled_companies(session, HERE, TODAY)[0]] == [ref]


def test_open_cases_of_the_own_districts(session: Session, clock: FixedClock) -> None:
    here = register_company(session, clock, district="990101")
    there = register_company(session, clock, district="990106")
    open_case(session, clock, subject=here, company=here, district="990101")
    open_case(session, clock, subject=there, company=there, district="990106")
    open_case(session, clock, subject="x", company=None, district="990101")
    rows, count = queries.open_cases(session, HERE)
    assert count == len(rows) == 2
    assert queries.open_cases(session, HERE, company=here)[1] == 1
    assert queries.open_cases(session, HERE, company=there) == ([], 0)


def test_a_companys_people_are_counted_and_masked(session: Session, clock: FixedClock, keyring: KeyRing) -> None:
    here = register_company(session, clock, district="990101")
    first = hired(session, clock, keyring, here, "张淑芬")
    issued(session=session, actor=KEEPER, clock=clock, keyring=keyring, worker_ref=first)
    hired(session, clock, keyring, here, "欧阳秀英")
    rows, numbers = queries.people_of(session, HERE, here, TODAY)
    assert {(one.name, one.permit, one.lapsed) for one in rows} == {
        ("张**", PermitState.ACTIVE, 1), ("欧阳**", None, 1),
    }  # fmt: skip
    assert numbers == queries.People(2, 1, 2)


def test_pages_of_fifty(session: Session, clock: FixedClock) -> None:
    for number in range(51):
        row = company_row(licence_valid_until=date(2020, 1, 1))
        register_company(session, clock, **row | {"name": f"第{number:02d}家政"})
    first, count = queries.troubled_companies(session, HERE, TODAY)
    second, _ = queries.troubled_companies(session, HERE, TODAY, page=2)
    assert (len(first), len(second), count, queries.last_page(count)) == (50, 1, 51, 2)
    assert not {one.ref for one in first} & {one.ref for one in second}


def test_others_are_refused_and_what_is_elsewhere_is_not_there(session: Session, clock: FixedClock) -> None:
    there = register_company(session, clock, district="990106")
    for ref in (there, "unknown"):
        with pytest.raises(NotFound):
            queries.people_of(session, HERE, ref, TODAY)
    with pytest.raises(NotAllowed):
        queries.open_cases(session, CLERK)
