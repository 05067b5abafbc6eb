"""Every address as every post: what a post may not do does not exist for it, and others' things read like nothing.

The addresses come from the application itself, what stands for their parameters from tests/addresses.py.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.guards import guard_of
from tests.addresses import ROLES, SAMPLES, address, guarded, held, methods, tenant
from tests.desk import DeskClient
from tests.make.belongings import Things
from tests.office import Office

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


@pytest.fixture(scope="module")
def rules(office: Office) -> list[Rule]:
    """Every address behind signing in."""
    return guarded(office.app)


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


def whose_things(office: Office, rule: Rule) -> tuple[Things | None, ...]:
    """Whose things stand in an address in turn: the desk's own, another company's, nobody's."""
    return (office.own, office.other, None) if tenant(rule) else (office.own,)


@pytest.mark.parametrize("role", ROLES)
def test_what_a_post_may_not_do_does_not_exist(office: Office, rules: list[Rule], role: str) -> None:
    client = office.desk.sign_in(role)
    wrong, asked = [], 0
    for rule in rules:
        if held(office.app, rule, role):
            continue
        for whose in whose_things(office, rule):
            path = address(office.app, rule, whose)
            for method in methods(rule):
                asked += 1
                answer = ask(client, method, path)
                if answer.status_code != 404:
                    wrong.append(f"{method} {path}: {answer.status_code}")
    assert asked > 20
    assert not wrong, "\n".join(wrong)


def test_nobody_is_asked_to_sign_in(office: Office, rules: list[Rule]) -> None:
    nobody = DeskClient(office.app)
    nobody.get("/account/sign-in")
    wrong = []
    for rule in rules:
        for whose in whose_things(office, rule):
            path = address(office.app, rule, whose)
            for method in methods(rule):
                answer = ask(nobody, method, path)
                if answer.status_code != 303 or not answer.location.startswith("/account/sign-in"):
                    wrong.append(f"{method} {path}: {answer.status_code} {answer.headers.get('Location')}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ["company_clerk", "company_signer", "applicant", "regulator"])
def test_another_tenants_things_read_like_nothing(office: Office, rules: list[Rule], role: str) -> None:
    client = office.desk.sign_in(role)
    client.get("/account/security")
    wrong, asked = [], 0
    for rule in rules:
        if not held(office.app, rule, role) or not tenant(rule):
            continue
        for method in methods(rule):
            asked += 1
            foreign, unknown = address(office.app, rule, office.other), address(office.app, rule, None)
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


def test_every_row_names_something_that_is_there(office: Office, rules: list[Rule]) -> None:
    """Or the tests above would refuse what does not exist."""
    wrong = []
    for rule in rules:
        if "GET" not in methods(rule) or not tenant(rule) or rule.endpoint in WITHOUT_A_FILE:
            continue
        path = address(office.app, rule, office.own)
        codes = {
            role: ask(office.desk.sign_in(role), "GET", path).status_code
            for role in ROLES
            if held(office.app, rule, role)
        }
        # 409: it is there, and not in a state for this page.
        if not set(codes.values()) & {200, 303, 409} or set(codes.values()) - {200, 303, 404, 409}:
            wrong.append(f"{path}: {codes}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_a_page_that_a_post_may_open_opens(office: Office, rules: list[Rule], role: str) -> None:
    client = office.desk.sign_in(role)
    wrong = []
    for rule in rules:
        if "GET" in methods(rule) and not rule.arguments and held(office.app, rule, role):
            answer = ask(client, "GET", rule.rule)
            if answer.status_code not in {200, 303}:
                wrong.append(f"{rule.rule}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_a_form_without_its_token_does_nothing(office: Office, rules: list[Rule]) -> None:
    guarded = [
        rule
        for rule in office.app.url_map.iter_rules()
        if guard_of(office.app.view_functions[rule.endpoint]) == "entry"
    ]
    wrong = []
    for rule in [*rules, *(rule for rule in guarded if not rule.arguments)]:
        if "POST" not in methods(rule):
            continue
        path = address(office.app, rule, office.own)
        for role in ("reviewer", "company_signer"):
            answer = office.desk.sign_in(role).plain.post(path, data=FILLED)
            if answer.status_code != 400:
                wrong.append(f"{path} as {role}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
