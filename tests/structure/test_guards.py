"""Every way in has a guard, and a public one is public by its place as well."""

from flask import Flask

from portal.guards import guard_of

PUBLIC_MODULES = ("public", "api", "feeds")


def test_every_endpoint_has_a_guard(app: Flask) -> None:
    unguarded = [rule.rule for rule in app.url_map.iter_rules() if guard_of(app.view_functions[rule.endpoint]) is None]
    assert unguarded == []


def test_every_view_has_a_route(app: Flask) -> None:
    assert set(app.view_functions) == {rule.endpoint for rule in app.url_map.iter_rules()}


def test_what_anyone_may_call_stands_in_a_public_module(app: Flask) -> None:
    """`companies.public_show` lives in portal/companies/public.py: the structure test of imports then holds it."""
    wrong = []
    for endpoint, view in app.view_functions.items():
        feature, _, name = endpoint.partition(".")
        modules = {f"portal.{feature}.{module}" for module in PUBLIC_MODULES}
        if guard_of(view) == "public" and view.__module__ not in modules:
            wrong.append(f"{endpoint} in {view.__module__}")
        if guard_of(view) == "entry" and not view.__module__.startswith(f"portal.{feature}.entry"):
            wrong.append(f"{endpoint} in {view.__module__}")
        if name.split("_")[0] != view.__module__.rsplit(".", 1)[-1].split("_")[0]:
            wrong.append(f"{endpoint} in {view.__module__}")
    assert wrong == []


def test_nothing_public_writes(app: Flask) -> None:
    """Questions at the door are posted so that they stand in no address; nothing else takes more than a GET."""
    posting = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
        and guard_of(app.view_functions[rule.endpoint]) == "public"
    }
    assert posting == {"door.public_check", "door.public_save", "door.public_compare"}
