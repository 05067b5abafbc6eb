"""What every page may use: the text size, the association's name, drawings, the addresses of the frame."""

from dataclasses import replace

import pytest
from flask import Flask

from portal import create_app
from portal.presentation import FRAME, icon, text_size
from portal.settings import Settings
from registry.core.clock import FixedClock
from tests.pages import PageClient, read


def switched(pages: PageClient, query: str, language: str = "") -> tuple[str, str]:
    """Where the text-size switch sends the reader, and the cookie it sets."""
    response = pages.get(f"{language}/text-size?{query}", status=302)
    return response.headers["Location"], response.headers["Set-Cookie"]


@pytest.mark.parametrize("language", ["", "/en"])
def test_large_text_is_remembered_and_undone(pages: PageClient, language: str) -> None:
    assert 'class="large"' not in pages.get(f"{language}/guide").get_data(as_text=True)
    location, cookie = switched(pages, "size=large&back=/guide?a=b", language)
    assert location == f"{language}/guide?a=b"
    assert cookie.startswith("text_size=large;")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age=31536000" in cookie
    assert "Secure" not in cookie
    assert 'class="large"' in pages.get(f"{language}/guide").get_data(as_text=True)
    switched(pages, "size=normal&back=/", language)
    assert 'class="large"' not in pages.get(f"{language}/guide").get_data(as_text=True)


def test_the_switch_stands_on_the_page_and_comes_back_to_it(pages: PageClient) -> None:
    html = pages.get("/en/check?number=YZ420018").get_data(as_text=True)
    (href,) = [href for href, words in read(html).links if words == "Large text"]
    assert pages.get(href, status=302).headers["Location"] == "/en/check?number=YZ420018"


def test_an_unknown_size_is_the_normal_one(pages: PageClient, app: Flask) -> None:
    assert switched(pages, "size=huge")[1].startswith("text_size=normal;")
    with app.test_request_context("/", headers={"Cookie": "text_size=%22%3E"}):
        assert text_size() == "normal"


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "https://evil.example/",
        "HTTPS:///evil.example", "javascript:alert(1)", "///evil.example", "/\t/evil.example", " //evil.example",
        "%0d//evil.example", "//evil.example\\@127.0.0.1", "evil.example", "", "?x=1", "//[evil",
        "/\r\nSet-Cookie: a=b",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["", "/en"])
def test_nobody_is_sent_elsewhere(app: Flask, back: str, language: str) -> None:
    answer = app.test_client().get(f"{language}/text-size", query_string={"size": "large", "back": back})
    assert answer.status_code == 302
    location = answer.headers["Location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert len(answer.headers.getlist("Set-Cookie")) == 1


def test_in_production_the_cookie_needs_https(settings: Settings, clock: FixedClock) -> None:
    app = create_app(replace(settings, production=True), clock=clock)
    assert "Secure" in app.test_client().get("/text-size?size=large").headers["Set-Cookie"]
    app.extensions["register_writer"].dispose()


def test_the_association_is_named_in_the_language_of_the_page(settings: Settings, clock: FixedClock) -> None:
    named = replace(
        settings, association="江城家政协会", association_en="River City Association", association_phone="010-0"
    )
    app = create_app(named, clock=clock)
    pages = PageClient(app)
    chinese, english = (pages.get(path).get_data(as_text=True) for path in ("/", "/en/"))
    assert "江城家政协会" in chinese
    assert "River City Association" in english
    assert 'href="tel:0100"' in chinese
    app.extensions["register_writer"].dispose()


def test_the_demo_says_that_it_is_one(settings: Settings, clock: FixedClock) -> None:
    for demo in (True, False):
        app = create_app(replace(settings, demo=demo), clock=clock)
        assert ("均为虚构" in app.test_client().get("/").get_data(as_text=True)) is demo
        app.extensions["register_writer"].dispose()


def test_every_address_of_the_frame_is_a_page(pages: PageClient, app: Flask) -> None:
    assert set(FRAME.values()) <= set(app.view_functions)
    html = pages.get("/guide").get_data(as_text=True)
    links = {href for href, _ in read(html).links}
    adapter = app.url_map.bind("")
    assert {adapter.build(endpoint) for endpoint in FRAME.values()} <= links


def test_pages_differ_by_language_and_text_size(pages: PageClient) -> None:
    """One cached page must never be served for another."""
    tags = {pages.get("/guide").headers["ETag"], pages.get("/en/guide").headers["ETag"]}
    pages.plain.set_cookie("text_size", "large")
    tags |= {pages.get("/guide").headers["ETag"], pages.get("/en/guide").headers["ETag"]}
    assert len(tags) == 4
    assert pages.get("/guide").headers["Vary"] == "Cookie"


def test_drawings_are_decoration() -> None:
    for name in ("person", "house", "list", "book", "tick", "bang", "cross", "question", "phone", "warning"):
        assert 'aria-hidden="true"' in icon(name)
