"""The calendar's page: read by staff, changed by few, never without a reason, and every count shown."""

import pytest
from flask import Flask

from registry.core.actor import SYSTEM
from registry.core.clock import FixedClock
from registry.working_days.actions import load_known
from registry.working_days.queries import calendar_of
from tests.desk import Desk

PAGE = "/office/working-days"


@pytest.fixture
def loaded(desk: Desk, clock: FixedClock) -> Desk:
    with desk.unit() as session:
        load_known(session, SYSTEM, clock, 2026)
    return desk


def calendar(desk: Desk) -> object:
    with desk.unit() as session:
        return calendar_of(session)


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("role", ["administrator", "reviewer", "clerk"])
def test_staff_read_it_in_both_languages(loaded: Desk, role: str, prefix: str) -> None:
    client = loaded.sign_in(role)
    page = client.get(prefix + PAGE).get_data(as_text=True)
    assert "chinesecalendar" in page
    assert ("/office/working-days/days" in page) == (role != "clerk")
    client.get(f"{prefix}{PAGE}?year=2027")
    client.get(f"{prefix}{PAGE}?year=x")


@pytest.mark.parametrize("role", ["company_signer", "regulator"])
def test_others_find_no_such_page(loaded: Desk, role: str) -> None:
    loaded.sign_in(role).get(PAGE, status=404)


def test_a_clerk_changes_nothing(loaded: Desk) -> None:
    before = calendar(loaded)
    client = loaded.sign_in("clerk")
    form = {"day": "2026-11-23", "kind": "holiday", "name": "x", "why": "y"}
    client.post(f"{PAGE}/days", form, status=404)
    client.post(f"{PAGE}/days/2026-10-01/remove", {"why": "y"}, status=404)
    client.post(f"{PAGE}/load", {"year": "2025"}, status=404)
    assert calendar(loaded) == before


def test_a_day_is_declared_and_taken_back(loaded: Desk) -> None:
    client = loaded.sign_in("reviewer")
    client.get(PAGE)
    form = {"day": "2026-11-23", "kind": "holiday", "name": "临时放假", "why": "市政府通知"}
    client.post(f"{PAGE}/days", {**form, "why": ""}, status=400)
    client.post(f"{PAGE}/days", {**form, "day": "2026-11-22"}, status=400)
    client.post(f"{PAGE}/days", {**form, "day": "2027-01-01"}, status=400)
    client.post(f"{PAGE}/days", form)
    assert "临时放假" in client.get(PAGE).get_data(as_text=True)
    client.post(f"{PAGE}/days/2026-11-23/remove", {"why": ""}, status=400)
    client.post(f"{PAGE}/days/2026-11-23/remove", {"why": "撤回"})
    client.post(f"{PAGE}/days/2026-11-23/remove", {"why": "再来"}, status=404)
    client.post(f"{PAGE}/days/never/remove", {"why": "x"}, status=404)
    assert "临时放假" not in client.get(PAGE).get_data(as_text=True)


def test_a_year_is_loaded_or_opened_and_confirmed(loaded: Desk) -> None:
    client = loaded.sign_in("administrator")
    client.get(PAGE)
    client.post(f"{PAGE}/load", {"year": "2025"})
    client.post(f"{PAGE}/load", {"year": "2027"}, status=400)
    client.post(f"{PAGE}/open", {"year": "2027", "ground": ""}, status=400)
    client.post(f"{PAGE}/open", {"year": "2027", "ground": "通知未到，先行录入"})
    assert calendar(loaded).years == {2025: False, 2026: False, 2027: True}
    client.post(f"{PAGE}/confirm", {"year": "2027", "ground": "国办通知"})
    assert calendar(loaded).years[2027] is False


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_limit_is_counted_before_ones_eyes(loaded: Desk, app: Flask, prefix: str) -> None:
    client = loaded.sign_in("clerk")
    page = client.get(f"{prefix}{PAGE}?start=2026-09-30&count=3").get_data(as_text=True)
    assert "due-steps" in page
    assert page.count("国庆节") >= 5
    assert "2027" in client.get(f"{prefix}{PAGE}?start=2026-12-30&count=9").get_data(as_text=True)
    client.get(f"{prefix}{PAGE}?start=x&count=0")
