"""Each template stands once per language, with its plain texts in place and its escaping unharmed."""

import re

import pytest
from flask import Flask
from jinja2 import TemplateNotFound

from portal.language import LanguageMiddleware
from portal.tongues import TonguesEnvironment
from tests.structure.test_templates import TEMPLATES

PLAIN = re.compile(r"\{\{ _\('([^'\\]*)'\) \}\}")


def source(app: Flask, name: str) -> str:
    assert app.jinja_env.loader is not None
    return app.jinja_env.loader.get_source(app.jinja_env, name)[0]


def test_every_plain_text_is_put_in(app: Flask) -> None:
    for name, text in TEMPLATES.items():
        texts = PLAIN.findall(text)
        for language in ("zh", "en"):
            told = source(app, f"{language}/{name}")
            assert not PLAIN.search(told)
            for message in texts:
                assert app.jinja_env.globals["text_in"](message, language) in told


def test_no_text_is_taken_for_a_tag(app: Flask) -> None:
    """What is put into a template's source must say nothing to the template engine."""
    said = app.jinja_env.globals["text_in"]
    for text in TEMPLATES.values():
        for message in PLAIN.findall(text):
            for language in ("zh", "en"):
                assert not re.search(r"\{[{%#]|[}%#]\}", said(message, language)), message


def test_lines_keep_their_numbers(app: Flask) -> None:
    """A fault in a template is told with the line it stands in."""
    for name, text in TEMPLATES.items():
        assert source(app, f"en/{name}").count("\n") == text.count("\n")


def test_every_template_escapes(app: Flask) -> None:
    for name in TEMPLATES:
        for language in ("zh", "en"):
            assert app.select_jinja_autoescape(f"{language}/{name}")


@pytest.mark.parametrize(("path", "words"), [("/x", "跳到正文"), ("/en/x", "Skip to the content")])
def test_the_language_is_that_of_the_request(app: Flask, path: str, words: str) -> None:
    assert isinstance(app.jinja_env, TonguesEnvironment)
    seen: list[str | None] = []

    def within(environ: dict[str, str], start_response: object) -> list[bytes]:
        seen.append(app.jinja_env.get_template("base.html").name)
        return []

    LanguageMiddleware(within)({"PATH_INFO": path}, lambda *_: None)
    (name,) = seen
    assert words in source(app, str(name))


def test_a_template_that_is_not_there(app: Flask) -> None:
    with pytest.raises(TemplateNotFound):
        app.jinja_env.get_template("nothing.html")
