"""The address says the language; the switch leads to the same page in the other one."""

from datetime import UTC, date, datetime
from html import unescape

import pytest
from flask import Flask, render_template_string

from portal.guards import public
from portal.language import before, day, lang, moment, number, text
from registry.core.labels import Label
from registry.standing.states import StandingState
from tests.pages import PageClient, read


def switch(pages: PageClient, path: str, status: int = 200) -> str:
    """Where the language switch of a page leads."""
    html = pages.get(path, status=status).get_data(as_text=True)
    (href,) = [href for href, words in read(html).links if words in {"English", "中文"}]
    return unescape(href)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/", "/en/"),
        ("/guide", "/en/guide"),
        ("/check?number=YZ420018", "/en/check?number=YZ420018"),
        ("/guide?a=1&b=%E6%9C%88%E5%AB%82&b=2", "/en/guide?a=1&b=%E6%9C%88%E5%AB%82&b=2"),
    ],
)
def test_the_switch_keeps_path_and_query(pages: PageClient, here: str, there: str) -> None:
    assert switch(pages, here) == there
    assert switch(pages, there) == here


@pytest.mark.parametrize("path", ["/en", "/en/"])
def test_english_begins_with_or_without_a_slash(pages: PageClient, path: str) -> None:
    response = pages.get(path)
    assert response.headers["Content-Language"] == "en"
    assert switch(pages, path) == "/"
    hrefs = {href for href, _ in read(response.get_data(as_text=True)).links}
    assert "/en/guide" in hrefs
    assert "/guide" not in hrefs


@pytest.mark.parametrize("path", ["/fr/", "/fr/guide", "/zh/", "/english", "/EN/", "/en/en/", "/enguide"])
def test_an_unknown_prefix_is_not_a_page(pages: PageClient, path: str) -> None:
    pages.get(path, status=404)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/en//evil.example/x", "/evil.example/x"),
        ("/en/%5C%5Cevil.example", "/%5C%5Cevil.example"),
        ("/nothing/%3Fa=b", "/en/nothing/%3Fa=b"),
        ("/nothing/%E6%9C%88", "/en/nothing/%E6%9C%88"),
        ("/nothing/%22%3E%3Cscript%3E", "/en/nothing/%22%3E%3Cscript%3E"),
    ],
)
def test_the_switch_never_leads_off_the_site_and_quotes_what_it_repeats(
    pages: PageClient, here: str, there: str
) -> None:
    assert switch(pages, here, status=404) == there


def test_a_forged_prefix_header_changes_nothing(pages: PageClient) -> None:
    html = pages.get("/guide", headers={"X-Forwarded-Prefix": "//evil.example", "X-Script-Name": "/evil"})
    assert "evil" not in html.get_data(as_text=True)


def test_labels_days_moments_and_numbers_follow_the_language(app: Flask, pages: PageClient) -> None:
    at = datetime(2026, 11, 21, 16, 0, 5, tzinfo=UTC)

    @public
    def words() -> list[str]:
        named = Label("月嫂", "Maternity nurse")
        return [lang(), text(named), text(StandingState.GREEN), day(date(2026, 9, 30)), moment(at), number(1234567)]

    app.add_url_rule("/words.json", view_func=words)
    assert pages.get("/words.json").json == [
        "zh", "月嫂", StandingState.GREEN.label.zh, "2026年9月30日", "2026年11月22日 00:00:05", "1,234,567",
    ]  # fmt: skip
    assert pages.get("/en/words.json").json == [
        "en", "Maternity nurse", StandingState.GREEN.label.en, "30 Sep 2026", "22 Nov 2026 00:00:05", "1,234,567",
    ]  # fmt: skip


def test_what_is_not_stated_is_empty_in_words() -> None:
    assert (text(None), day(None), moment(None), number(None)) == ("", "", "", "")


def test_a_limit_names_the_last_day_not_the_next_midnight(app: Flask, pages: PageClient) -> None:
    @public
    def limits() -> list[str]:
        return [
            before(datetime(2026, 12, 4, 16, tzinfo=UTC)),
            before(datetime(2026, 12, 4, 7, tzinfo=UTC)),
            before(None),
        ]

    app.add_url_rule("/limits.json", view_func=limits)
    assert pages.get("/limits.json").json == ["2026年12月4日 24:00 前", "2026年12月4日 15:00:00前", ""]
    assert pages.get("/en/limits.json").json == ["by 24:00 on 4 Dec 2026", "before 4 Dec 2026 15:00:00", ""]


def test_values_put_into_a_text_are_escaped(app: Flask) -> None:
    @public
    def greeting() -> str:
        return render_template_string("{{ _('第 %(n)s 位', n=name) }}", name="<b>&")

    app.add_url_rule("/greeting", view_func=greeting)
    body = app.test_client().get("/en/greeting").get_data(as_text=True)
    assert body == "Candidate &lt;b&gt;&amp;"


def test_one_request_does_not_leave_its_language_to_the_next(pages: PageClient) -> None:
    pages.get("/en/guide")
    pages.get("/en/nothing", status=404)
    assert lang() == "zh"
    assert pages.get("/guide").headers["Content-Language"] == "zh-Hans"


def test_outside_a_request_the_language_is_chinese(app: Flask) -> None:
    with app.app_context():
        assert lang() == "zh"


def test_the_language_is_not_taken_from_the_browser_or_a_cookie(pages: PageClient) -> None:
    pages.plain.set_cookie("lang", "en")
    assert pages.get("/guide", headers={"Accept-Language": "en"}).headers["Content-Language"] == "zh-Hans"
