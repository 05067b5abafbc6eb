"""Headers on every kind of answer: pages, redirects, refusals, faults, machine answers and static files."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal import create_app
from portal.guards import public
from portal.headers import CONTENT_SECURITY_POLICY, HEADERS
from portal.settings import Settings
from portal.static_files import FOLDER
from registry.core.clock import FixedClock
from tests.pages import PageClient


@public
def fails() -> str:
    """A view that fails."""
    raise RuntimeError("fails")


@pytest.fixture
def answers(app: Flask) -> dict[str, TestResponse]:
    """One answer of each kind."""
    app.add_url_rule("/fails", view_func=fails)
    client = app.test_client()
    etag = client.get("/guide").headers["ETag"]
    return {
        "page": client.get("/"),
        "english": client.get("/en/guide"),
        "unchanged": client.get("/guide", headers={"If-None-Match": etag}),
        "redirect": client.get("/text-size?size=large&back=/"),
        "form": client.get("/check"),
        "answer": client.post("/check", data={"number": "YZ1", "surname": "翟"}),
        "incomplete": client.post("/check", data={}),
        "card": client.get("/d/nobody"),
        "no such page": client.get("/nothing"),
        "no such json": client.get("/nothing.json"),
        "method": client.delete("/"),
        "options": client.options("/"),
        "head": client.head("/"),
        "too large": client.post("/check", data={"number": "x" * 1_100_000}),
        "fault": client.get("/fails"),
        "health": client.get("/healthz"),
    }


def test_the_answers_are_what_they_are_taken_for(answers: dict[str, TestResponse]) -> None:
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "page": 200, "english": 200, "unchanged": 304, "redirect": 302, "form": 200, "answer": 200, "incomplete": 400,
        "card": 200, "no such page": 404, "no such json": 404, "method": 405, "options": 200, "head": 200,
        "too large": 413, "fault": 500, "health": 200,
    }  # fmt: skip


def test_every_answer_carries_every_header_once(answers: dict[str, TestResponse]) -> None:
    for name, answer in answers.items():
        counts = Counter(key.lower() for key, _ in answer.headers)
        for header, value in HEADERS.items():
            assert counts[header.lower()] == 1, f"{name}: {header} stands {counts[header.lower()]} times"
            if header != "Referrer-Policy":
                assert answer.headers[header] == value, f"{name}: {header}"
        assert answer.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
        assert counts["cache-control"] == 1


def test_an_address_that_may_hold_a_secret_is_told_to_nobody(answers: dict[str, TestResponse]) -> None:
    assert answers["card"].headers["Referrer-Policy"] == "no-referrer"


def test_nothing_is_stored_unless_a_view_says_otherwise(answers: dict[str, TestResponse]) -> None:
    caching = {name: answer.headers["Cache-Control"] for name, answer in answers.items()}
    kept = {"page", "english", "unchanged", "head"}
    assert {name: caching[name] for name in kept} == dict.fromkeys(kept, "no-cache")
    assert {name for name, value in caching.items() if value == "no-store"} == set(caching) - kept


def test_only_the_text_size_sets_a_cookie(answers: dict[str, TestResponse]) -> None:
    assert {name for name, answer in answers.items() if "Set-Cookie" in answer.headers} == {"redirect"}


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    rules = dict(part.strip().split(" ", 1) for part in CONTENT_SECURITY_POLICY.split(";"))
    assert rules["default-src"] == "'none'"
    assert {rules[name] for name in ("object-src", "base-uri", "frame-ancestors")} == {"'none'"}
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert {source for value in rules.values() for source in value.split()} == {"'self'", "'none'"}


def test_only_production_demands_https(settings: Settings, clock: FixedClock) -> None:
    for production in (False, True):
        app = create_app(replace(settings, production=production), clock=clock)
        assert ("Strict-Transport-Security" in app.test_client().get("/").headers) is production
        app.extensions["register_writer"].dispose()


def test_only_fingerprinted_assets_are_immutable(app: Flask) -> None:
    client = app.test_client()
    for finger in json.loads((FOLDER / "manifest.json").read_text()).values():
        with client.get(f"/static/{finger}") as answer:
            assert answer.status_code == 200
            assert "immutable" in answer.headers["Cache-Control"]
            assert "max-age=315" in answer.headers["Cache-Control"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert "Access-Control-Allow-Origin" not in answer.headers
            assert "Set-Cookie" not in answer.headers
    with client.get("/static/manifest.json") as answer:
        assert "immutable" not in answer.headers["Cache-Control"]
        assert "max-age=0" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/static/../settings.py", "/static/%2e%2e/settings.py", "/static/", "/static/no.css"])
def test_nothing_else_is_served_as_a_file(pages: PageClient, path: str) -> None:
    assert Path(FOLDER.parent / "settings.py").exists()
    pages.get(path, status=404)


@pytest.mark.parametrize("tail", ["x.css", "nonexistent.js", ";.css", "%0a.css", "%3f.css", "%23.png", "/a.jpg"])
@pytest.mark.parametrize("page", ["/guide", "/check", "/d/nobody"])
def test_a_page_dressed_up_as_a_file_is_never_stored(app: Flask, page: str, tail: str) -> None:
    """Cache deception (safety T31)."""
    answer = app.test_client().get(f"{page}/{tail}")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"
