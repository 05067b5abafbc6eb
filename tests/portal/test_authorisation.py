"""Every address as every post: what a post may not do does not exist for it, and others' things read like nothing.

The addresses come from the application itself, what stands for their parameters from tests/addresses.py.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, event
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal import create_app
from portal.database import db
from portal.guards import guard_of
from portal.settings import Settings
from registry.core.clock import FixedClock
from tests.addresses import ROLES, SAMPLES, address, guarded, held, methods, tenant
from tests.conftest import NOW
from tests.desk import Desk, DeskClient
from tests.make.belongings import Things, belongings

pytestmark = pytest.mark.slow

# Enough of every form that what is refused is refused for whose it is, not for what is missing.
FILLED = {
    "why": "测试理由", "words": "测试说明", "score": "90", "grounds": "已更正", "pasted": "YZ1 合格 90",
    "examiner": "吴老师", "scheme": "OCC_INFANT", "level": "育婴员四级", "issuer_kind": "external",
    "issuer": "云州市职业技能鉴定中心", "number": "2026-0417", "issued_on": "2026-05-01", "purpose": "inspection",
    "case": "", "seen": "phone",
}  # fmt: skip
# They give a file that was made or sent before, which no row has.
WITHOUT_A_FILE = {"permits.company_photo", "permits.office_photo", "rosters.company_errors"}
# It is there until it is sent; the applicant's was.
UNTIL_SENT = {"companies.own_check"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, empty_register: Path) -> Iterator[Flask]:
    """One application for all rows: whatever a refused request leaves behind is a finding of its own."""
    folder = tmp_path_factory.mktemp("authorisation")
    shutil.copyfile(empty_register, folder / "register.db")
    made = create_app(Settings(data_dir=folder, demo=True, search_url="memory:"), clock=FixedClock(NOW))
    made.testing = False
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
    made.extensions["register_writer"].dispose()


@pytest.fixture(scope="module")
def desk(app: Flask) -> Desk:
    """One client per post, signed in once."""
    return Desk(app, app.extensions["wiring"].clock)


@pytest.fixture(scope="module")
def things(app: Flask, desk: Desk) -> tuple[Things, Things]:
    """(what the desk's own people have, what another company's have)."""
    for role in ROLES:
        desk.actor(role)
    return belongings(app, desk)


@pytest.fixture(scope="module")
def rules(app: Flask) -> list[Rule]:
    """Every address behind signing in."""
    return guarded(app)


def ask(client: DeskClient, method: str, path: str) -> TestResponse:
    """The answer, whatever it is; a form carries its token."""
    if method == "GET":
        return client.plain.get(path)
    return client.plain.post(path, data={"csrf_token": client.token, **FILLED})


def said(answer: TestResponse, path: str) -> str:
    """The answer without the token of the form and without its own address."""
    words = answer.get_data(as_text=True).replace(path, "PATH")
    return f"{answer.status_code} " + re.sub(r'name="csrf_token" value="[^"]+"', "", words)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that the register is asked meanwhile: an answer that asks more takes longer."""
    statements: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", heard)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", heard)


def test_every_address_with_a_parameter_has_a_row(rules: list[Rule]) -> None:
    missing = [
        f'SAMPLES["{rule.endpoint}"] = {{{", ".join(f"{name!r}: ..." for name in sorted(rule.arguments))}}}'
        for rule in rules
        if set(SAMPLES.get(rule.endpoint, {})) != rule.arguments
    ]
    assert not missing, "write into SAMPLES of tests/addresses.py, naming a field of Things or =a word:\n" + (
        "\n".join(missing)
    )
    assert set(SAMPLES) <= {rule.endpoint for rule in rules}


@pytest.mark.parametrize("role", ROLES)
def test_what_a_post_may_not_do_does_not_exist(
    app: Flask, desk: Desk, rules: list[Rule], things: tuple[Things, Things], role: str
) -> None:
    client = desk.sign_in(role)
    wrong, asked = [], 0
    for rule in rules:
        if held(app, rule, role):
            continue
        for whose in (*things, None) if tenant(rule) else things[:1]:
            path = address(app, rule, whose)
            for method in methods(rule):
                asked += 1
                answer = ask(client, method, path)
                if answer.status_code != 404:
                    wrong.append(f"{method} {path}: {answer.status_code}")
    assert asked > 20
    assert not wrong, "\n".join(wrong)


def test_nobody_is_asked_to_sign_in(app: Flask, rules: list[Rule], things: tuple[Things, Things]) -> None:
    nobody = DeskClient(app)
    nobody.get("/account/sign-in")
    wrong = []
    for rule in rules:
        for whose in (*things, None) if tenant(rule) else things[:1]:
            path = address(app, rule, whose)
            for method in methods(rule):
                answer = ask(nobody, method, path)
                if answer.status_code != 303 or not answer.location.startswith("/account/sign-in"):
                    wrong.append(f"{method} {path}: {answer.status_code} {answer.headers.get('Location')}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ["company_clerk", "company_signer", "applicant", "regulator"])
def test_another_tenants_things_read_like_nothing(
    app: Flask, desk: Desk, rules: list[Rule], things: tuple[Things, Things], role: str
) -> None:
    client = desk.sign_in(role)
    client.get("/account/security")
    wrong, asked = [], 0
    for rule in rules:
        if not held(app, rule, role) or not tenant(rule):
            continue
        for method in methods(rule):
            asked += 1
            foreign, unknown = address(app, rule, things[1]), address(app, rule, None)
            with counted() as work:
                first = ask(client, method, foreign)
            with counted() as idle:
                second = ask(client, method, unknown)
            if first.status_code != 404 or said(first, foreign) != said(second, unknown):
                wrong.append(f"{method} {foreign}: {first.status_code}, of nobody: {second.status_code}")
            elif len(work) != len(idle):
                wrong.append(f"{method} {foreign}: {len(work)} statements, of nobody: {len(idle)}")
    assert asked
    assert not wrong, "\n".join(wrong)


def test_every_row_names_something_that_is_there(
    app: Flask, desk: Desk, rules: list[Rule], things: tuple[Things, Things]
) -> None:
    """Or the tests above would refuse what does not exist."""
    wrong = []
    for rule in rules:
        if "GET" not in methods(rule) or not tenant(rule) or rule.endpoint in WITHOUT_A_FILE:
            continue
        path = address(app, rule, things[0])
        codes = {role: ask(desk.sign_in(role), "GET", path).status_code for role in ROLES if held(app, rule, role)}
        # 409: it is there, and not in a state for this page.
        if not set(codes.values()) & {200, 303, 409} or set(codes.values()) - {200, 303, 404, 409}:
            wrong.append(f"{path}: {codes}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_a_page_that_a_post_may_open_opens(
    app: Flask, desk: Desk, rules: list[Rule], things: tuple[Things, Things], role: str
) -> None:
    client = desk.sign_in(role)
    wrong = []
    for rule in rules:
        if "GET" in methods(rule) and not rule.arguments and held(app, rule, role):
            answer = ask(client, "GET", rule.rule)
            if answer.status_code not in ({404} if rule.endpoint in UNTIL_SENT else {200, 303}):
                wrong.append(f"{rule.rule}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_a_form_without_its_token_does_nothing(
    app: Flask, desk: Desk, rules: list[Rule], things: tuple[Things, Things]
) -> None:
    guarded = [rule for rule in app.url_map.iter_rules() if guard_of(app.view_functions[rule.endpoint]) == "entry"]
    wrong = []
    for rule in [*rules, *(rule for rule in guarded if not rule.arguments)]:
        if "POST" not in methods(rule):
            continue
        path = address(app, rule, things[0])
        for role in ("reviewer", "company_signer"):
            answer = desk.sign_in(role).plain.post(path, data=FILLED)
            if answer.status_code != 400:
                wrong.append(f"{path} as {role}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
