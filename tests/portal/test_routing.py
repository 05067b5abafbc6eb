"""Addresses of late rules are those of Werkzeug's own."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Map, Rule

from portal.routing import LateRule

CASES: list[tuple[str, dict[str, Any]]] = [
    ("/", {}),
    ("/search", {"q": "月嫂 a&b", "page": 2}),
    ("/companies/<uscc>", {"uscc": "91A/二"}),
    ("/companies/<uscc>.json", {"uscc": "91", "known_on": "2026-01-01"}),
    ("/office/<int:year>/<path:rest>", {"year": 2026, "rest": "a/b c"}),
]


@pytest.mark.parametrize(("rule", "values"), CASES)
def test_same_addresses(rule: str, values: dict[str, Any]) -> None:
    built = []
    for kind in (Rule, LateRule):
        adapter = Map([kind(rule, endpoint="x")]).bind("localhost", "/en")
        # Twice: the first time compiles.
        built += [
            adapter.build("x", values),
            adapter.build("x", values),
            adapter.build("x", values, append_unknown=False),
        ]
    assert built[:3] == built[3:]


def test_a_rule_is_compiled_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    usual = Rule._compile_builder
    monkeypatch.setattr(Rule, "_compile_builder", lambda self, *given: asked.append(self.rule) or usual(self, *given))
    adapter = Map([LateRule("/a", endpoint="a"), LateRule("/b", endpoint="b")]).bind("localhost")
    assert adapter.match("/a") == ("a", {})
    assert asked == []
    assert adapter.build("b") == adapter.build("b") == "/b"
    assert asked == ["/b"]


def test_the_application_has_no_others(app: Flask) -> None:
    assert {type(rule) for rule in app.url_map.iter_rules()} == {LateRule}
