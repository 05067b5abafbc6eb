"""Refusals and faults: plain words in both languages, an id for what is logged, and nothing of the inside."""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask, abort
from sqlalchemy import text as sql
from sqlalchemy.exc import OperationalError

from portal import create_app
from portal.database import read_session
from portal.errors import ADVICE, TITLES
from portal.guards import guard_of, public
from portal.settings import Settings
from registry.core.clock import FixedClock
from registry.core.crypto import DecryptionRefused, KeyMissing
from registry.core.errors import Busy, Conflict, NotAllowed, NotFound, RegistryError, RuleBroken, Unavailable
from registry.core.findings import Finding
from registry.core.labels import Label
from tests.pages import PageClient, read

SECRET = "canary-990101197601011234"
INSIDE = ("Traceback", "RuntimeError", "sqlalchemy", "SELECT", "/portal/", ".py", SECRET)
LANGUAGES = pytest.mark.parametrize("language", ["", "/en"])
Raising = Callable[[BaseException], None]


@pytest.fixture
def raising(app: Flask) -> Raising:
    """Let /fails raise something."""
    problems: list[BaseException] = []

    @public
    def fails() -> str:
        raise problems[-1]

    app.add_url_rule("/fails", "fails", fails)
    app.add_url_rule("/fails.json", "fails_json", fails)
    return problems.append


def check_words(body: str) -> None:
    """Nothing of the inside; the switches for language and text size repeat the reader's own address."""
    shown = re.sub(r'href="[^"]*"', "", body)
    for word in INSIDE:
        assert word not in shown


@LANGUAGES
def test_a_fault_says_sorry_and_gives_a_number_that_is_in_the_log(
    raising: Raising, pages: PageClient, caplog: pytest.LogCaptureFixture, language: str
) -> None:
    raising(RuntimeError(SECRET))
    body = pages.get(f"{language}/fails?number={SECRET}", status=500).get_data(as_text=True)
    check_words(body)
    (error_id,) = re.findall(r"\b[0-9a-f]{12}\b", re.sub(r"/static/\S+", "", body))
    assert error_id in caplog.text
    assert "/fails" not in caplog.messages[-1]


@pytest.mark.parametrize("status", sorted(TITLES))
@LANGUAGES
def test_every_kind_of_refusal_has_words_in_both_languages(
    app: Flask, pages: PageClient, status: int, language: str
) -> None:
    @public
    def refuses() -> str:
        abort(status)

    app.add_url_rule("/refuses", view_func=refuses)
    html = pages.get(f"{language}/refuses", status=status).get_data(as_text=True)
    assert read(html).h1[0]
    assert set(TITLES) == set(ADVICE)


@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (NotFound(Label("没有这家企业", "There is no such company")), 404),
        (NotAllowed(Label("不能这样做", "This is not allowed")), 403),
        (Conflict(Label("已经改过", "It was changed already")), 409),
        (Busy(Label("登记簿正忙", "The register is busy")), 503),
        (Unavailable(Label("读不到", "It cannot be read")), 503),
    ],
)
@LANGUAGES
def test_the_domains_refusals_speak_for_themselves(
    raising: Raising, pages: PageClient, problem: RegistryError, status: int, language: str
) -> None:
    raising(problem)
    body = pages.get(f"{language}/fails", status=status).get_data(as_text=True)
    assert problem.message.text("en" if language else "zh") in body


def test_a_broken_rule_is_the_askers_to_mend(raising: Raising, pages: PageClient) -> None:
    raising(RuleBroken([Finding("rule", Label("有一处不对", "Something is wrong"))]))
    assert "有一处不对" in pages.get("/fails", status=400).get_data(as_text=True)


@pytest.mark.parametrize("problem", [DecryptionRefused(), KeyMissing(SECRET)])
def test_what_is_not_meant_for_readers_is_a_fault(raising: Raising, pages: PageClient, problem: RegistryError) -> None:
    raising(problem)
    check_words(pages.get("/fails", status=500).get_data(as_text=True))


@LANGUAGES
def test_a_failing_database_is_a_pause_and_shows_no_statement(
    raising: Raising, pages: PageClient, language: str
) -> None:
    raising(OperationalError(f"SELECT '{SECRET}'", {"name": SECRET}, Exception(SECRET)))
    check_words(pages.get(f"{language}/fails", status=503).get_data(as_text=True))


def test_the_log_of_a_failing_database_holds_no_values(
    app: Flask, pages: PageClient, caplog: pytest.LogCaptureFixture
) -> None:
    @public
    def asks() -> str:
        return str(read_session().execute(sql("SELECT :number FROM nowhere"), {"number": SECRET}).scalar())

    app.add_url_rule("/asks", view_func=asks)
    pages.get("/asks", status=503)
    assert "nowhere" in caplog.text
    assert SECRET not in caplog.text


@LANGUAGES
def test_the_frame_itself_may_fail(app: Flask, pages: PageClient, language: str) -> None:
    def broken() -> dict[str, str]:
        raise RuntimeError(SECRET)

    app.jinja_env.globals["frame_addresses"] = broken
    body = pages.get(f"{language}/nothing", status=404).get_data(as_text=True)
    check_words(body)
    assert "Zhimen" not in body
    assert "010-00001000" in body


def test_machines_are_answered_in_their_own_form(raising: Raising, pages: PageClient) -> None:
    raising(RuntimeError(SECRET))
    answer = pages.get("/fails.json", status=500)
    assert set(answer.json) == {"status", "error", "error_id"}
    assert re.fullmatch(r"[0-9a-f]{12}", answer.json["error_id"])
    check_words(answer.get_data(as_text=True))
    assert pages.get("/en/nothing.json", status=404).json == {
        "status": 404, "error": "There is no such page", "error_id": None,
    }  # fmt: skip


@pytest.mark.parametrize("method", ["delete", "put", "patch", "post"])
def test_a_refused_method_says_which_are_allowed(app: Flask, method: str) -> None:
    answer = getattr(app.test_client(), method)("/guide")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@LANGUAGES
@pytest.mark.parametrize("path", ["/%ff", "/%00", "/guide/%e4%b8", "/a%0d%0aSet-Cookie:x=y", "/" + "x" * 3000])
def test_odd_addresses_are_no_faults(app: Flask, path: str, language: str) -> None:
    answer = app.test_client().get(language + path)
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers


def test_too_much_is_refused_before_it_is_read(app: Flask, pages: PageClient) -> None:
    pages.post("/check", {"number": "x" * 1_100_000}, status=413)


class TestTrustedHosts:
    """Safety T17: answers only under the names it was given, and builds no address from any other."""

    @pytest.fixture
    def app(self, settings: Settings, clock: FixedClock) -> Iterator[Flask]:
        made = create_app(
            replace(
                settings, trusted_hosts=("jia.example.org", ".reg.example.org"), base_url="https://jia.example.org"
            ),
            clock=clock,
        )
        yield made
        made.extensions["register_writer"].dispose()

    @pytest.mark.parametrize("host", ["jia.example.org", "a.reg.example.org", "jia.example.org:443"])
    def test_its_own_names_are_answered(self, app: Flask, host: str) -> None:
        answer = app.test_client().get("/guide", headers={"Host": host})
        assert answer.status_code == 200
        assert "https://jia.example.org/guide" in answer.get_data(as_text=True)

    @pytest.mark.parametrize(
        "host",
        [
            "evil.example", "jia.example.org.evil.example", "evil.example#jia.example.org", "evil.example:80",
            "jia.example.org@evil.example", "127.0.0.1", "[::1]", "evil.example/jia.example.org", "xjia.example.org",
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("path", ["/", "/en/guide", "/check", "/nothing", "/nothing.json", "/text-size?back=/"])
    def test_any_other_is_refused_and_not_repeated(self, app: Flask, host: str, path: str) -> None:
        answer = app.test_client().get(path, headers={"Host": host})
        assert answer.status_code == 400
        assert "evil" not in answer.get_data(as_text=True)
        assert "evil" not in str(answer.headers)

    @pytest.mark.parametrize(
        "header", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Forwarded-Server", "X-Original-URL"]
    )
    def test_forwarded_names_are_not_believed(self, app: Flask, header: str) -> None:
        answer = app.test_client().get("/guide", headers={"Host": "jia.example.org", header: "host=evil.example"})
        assert "evil" not in answer.get_data(as_text=True)
        assert "evil" not in str(answer.headers)


def filled(rule: str, arguments: set[str]) -> str:
    """An address of a route: every place filled with something that fits there."""
    rule = re.sub(r"<any\((\w+)[^)]*\):\w+>", r"\1", rule)
    for name in arguments:
        rule = re.sub(rf"<(?:\w+(?:\([^)]*\))?:)?{name}>", "1", rule)
    return rule


@LANGUAGES
def test_a_fault_in_any_view_tells_nothing(app: Flask, caplog: pytest.LogCaptureFixture, language: str) -> None:
    """Safety T29: a 500 forced in every handler, with what a visitor typed in address, body and cookie."""

    def fails(**arguments: str) -> str:
        raise RuntimeError(f"{SECRET} in the inside")

    rules = list(app.url_map.iter_rules())
    for endpoint, view in list(app.view_functions.items()):
        assert guard_of(view), endpoint
        app.view_functions[endpoint] = public(lambda **arguments: fails(**arguments))
    client = app.test_client()
    client.set_cookie("note", SECRET)
    caplog.set_level(logging.DEBUG)
    for rule in rules:
        address = language + filled(rule.rule, rule.arguments)
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        for method in sorted(methods):
            answer = client.open(
                address,
                method=method,
                query_string={"q": SECRET},
                data={"number": SECRET} if method == "POST" else None,
            )
            assert answer.status_code == 500, (method, address)
            body = answer.get_data(as_text=True)
            check_words(body)
            assert re.search(r"[0-9a-f]{12}", body)
            assert answer.headers["Cache-Control"] == "no-store"
    typed = [record.getMessage() for record in caplog.records if SECRET in record.getMessage()]
    assert typed == []
