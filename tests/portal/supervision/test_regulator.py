"""Regulators: three lists, one company read-only, a sheet on paper, a whole number only after the note of it."""

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from portal.database import read_session
from portal.wiring import wiring
from registry.background_checks.actions import record_many
from registry.background_checks.due import all_due, replace_all
from registry.core.actor import SYSTEM
from registry.core.clock import FixedClock
from registry.looks.models import Look
from registry.record.reading import position
from registry.workers.actions_employment import start_employment_many
from tests.desk import Desk
from tests.make.background_checks import new_check
from tests.make.cases import open_case
from tests.make.companies import register_company
from tests.make.workers import new_employment, new_worker, registered

PHONE = "10048317163"


@pytest.fixture
def companies(app: Flask, desk: Desk, clock: FixedClock) -> tuple[str, str]:
    """(a company of the regulator's district with a person whose check lapsed and an open case, one elsewhere)."""
    with app.app_context(), desk.unit() as session:
        places = tuple(
            register_company(session, clock, district=code, licence_valid_until=date(2026, 1, 1))
            for code in ("990101", "990106")
        )
        for place, name in zip(places, ("欧阳秀英", "缪丽娟"), strict=True):
            at = {"session": session, "actor": SYSTEM, "clock": clock, "keyring": wiring().keyring}
            ref = registered(**at, worker=new_worker(name=name, phone=PHONE))
            start_employment_many(session, SYSTEM, clock, [new_employment(worker_ref=ref, company_ref=place)])
            record_many(session, SYSTEM, clock, [new_check(worker_ref=ref, checked_on=date(2025, 6, 1))])
            open_case(session, clock, subject=place, company=place, district=None)
        replace_all(session, all_due(session, date(2026, 11, 21)))
    return places[0], places[1]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_in_both_languages(desk: Desk, companies: tuple[str, str], prefix: str) -> None:
    regulator = desk.sign_in("regulator")
    home = regulator.get(f"{prefix}/regulator/").get_data(as_text=True)
    assert "欧阳**" in home
    assert "缪" not in home
    assert companies[1] not in home
    for what in ("checks", "companies", "cases"):
        regulator.get(f"{prefix}/regulator/{what}")
        regulator.get(f"{prefix}/regulator/{what}?page=2")
        regulator.get(f"{prefix}/regulator/{what}?page=x", status=404)
    page = regulator.get(f"{prefix}/regulator/companies/{companies[0]}").get_data(as_text=True)
    sheet = regulator.get(f"{prefix}/regulator/companies/{companies[0]}/sheet").get_data(as_text=True)
    for body in (page, sheet):
        assert "欧阳**" in body
        assert "欧阳秀英" not in body
        assert PHONE not in body


def test_the_sheet_says_the_day_and_the_position(app: Flask, desk: Desk, companies: tuple[str, str]) -> None:
    sheet = desk.sign_in("regulator").get(f"/regulator/companies/{companies[0]}/sheet").get_data(as_text=True)
    with app.app_context():
        newest = position(read_session())
    assert f"依据公开记录第 {newest} 条及以前的内容" in sheet
    assert "2026年11月21日" in sheet


def test_what_lies_elsewhere_reads_like_nothing(desk: Desk, companies: tuple[str, str]) -> None:
    regulator = desk.sign_in("regulator")
    for tail in ("", "/sheet"):
        foreign = regulator.get(f"/regulator/companies/{companies[1]}{tail}", status=404).get_data(as_text=True)
        nobody = regulator.get(f"/regulator/companies/none{tail}", status=404).get_data(as_text=True)
        assert foreign.replace(companies[1], "none") == nobody


@pytest.mark.parametrize("role", ["clerk", "reviewer", "administrator", "company_signer"])
def test_others_find_no_such_pages(desk: Desk, companies: tuple[str, str], role: str) -> None:
    client = desk.sign_in(role)
    for path in ("/regulator/", "/regulator/checks", f"/regulator/companies/{companies[0]}"):
        client.get(path, status=404)


def test_a_whole_number_is_noted_before_it_is_shown(app: Flask, desk: Desk, companies: tuple[str, str]) -> None:
    regulator = desk.sign_in("regulator")
    page = regulator.get(f"/regulator/companies/{companies[0]}").get_data(as_text=True)
    link = re.search(r'href="(/regulator/people/[^"]+/number)"', page)
    assert link is not None
    regulator.get(link[1])
    assert PHONE not in regulator.post(link[1], {"seen": "phone", "why": ""}, status=400).get_data(as_text=True)
    sent = {"seen": "phone", "purpose": "inspection", "why": "年度检查", "case": ""}
    shown = regulator.post(link[1], sent, status=200).get_data(as_text=True)
    assert PHONE in shown
    with app.app_context():
        noted = read_session().scalars(select(Look)).one()
    assert (noted.seen, noted.purpose, noted.why) == ("phone", "inspection", "年度检查")
