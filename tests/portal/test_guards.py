"""A view that forgot its guard is refused, and refused before it runs."""

import pytest
from flask import Flask

from portal.guards import GUARD, guard_of, public
from tests.pages import PageClient


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_view_without_a_guard_is_refused_before_it_runs(app: Flask, pages: PageClient, language: str) -> None:
    ran = []

    def forgotten() -> str:
        ran.append(1)
        return "private words"

    app.add_url_rule("/forgotten", view_func=forgotten)
    response = pages.get(f"{language}/forgotten", status=403)
    assert "private words" not in response.get_data(as_text=True)
    assert ran == []


def test_a_guarded_view_answers(app: Flask, pages: PageClient) -> None:
    @public
    def open_to_all() -> dict[str, str]:
        return {"open": "to all"}

    app.add_url_rule("/open", view_func=open_to_all)
    assert pages.get("/open").json == {"open": "to all"}


def test_the_guard_of_a_view_is_known_by_name() -> None:
    @public
    def view() -> str:
        return ""

    assert guard_of(view) == "public"
    assert guard_of(lambda: "") is None


def test_a_broken_guard_refuses(app: Flask, pages: PageClient) -> None:
    """Whatever stands in the guard's place that is not a guard: the view is not open."""

    def view() -> str:
        return "private words"

    setattr(view, GUARD, None)
    app.add_url_rule("/broken", view_func=view)
    pages.get("/broken", status=403)
