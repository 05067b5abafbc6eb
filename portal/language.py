"""Chinese first, English under /en: the address says the language, and nothing else does."""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from babel.support import NullTranslations, Translations
from flask import Flask, Response, request
from flask_babel import Babel, gettext
from markupsafe import Markup

from registry.core.clock import SHANGHAI
from registry.core.labels import Label, LabelledEnum, day_label

LANGUAGES = ("zh", "en")
HTML_LANG = {"zh": "zh-Hans", "en": "en"}
_LANGUAGE: ContextVar[str] = ContextVar("language", default="zh")


class LanguageMiddleware:
    """Moves a leading /en into SCRIPT_NAME, so that every url_for keeps the language of the page."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        english = path == "/en" or path.startswith("/en/")
        if english:
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
            environ["PATH_INFO"] = path[3:] or "/"
        token = _LANGUAGE.set("en" if english else "zh")
        try:
            # No answer is streamed: every page is whole before this returns.
            return self._app(environ, start_response)
        finally:
            _LANGUAGE.reset(token)


def lang() -> str:
    """The language of this request: "zh" or "en"; outside requests Chinese."""
    return _LANGUAGE.get()


def text(label: Label | LabelledEnum | None) -> str:
    """A label, or an enum's label, in the language of this request."""
    if label is None:
        return ""
    return (label.label if isinstance(label, LabelledEnum) else label).text(lang())


def day(value: date | None) -> str:
    """A day in words, as `day_label` has them."""
    return "" if value is None else day_label(value).text(lang())


def moment(value: datetime | None) -> str:
    """A moment in Shanghai time to the second."""
    if value is None:
        return ""
    local = value.astimezone(SHANGHAI)
    return f"{day(local.date())} {local:%H:%M:%S}"


def before(value: datetime | None) -> str:
    """A limit, exclusive, in words: the end of a day is that day's 24:00, not the next one's midnight."""
    if value is None:
        return ""
    last = (value - timedelta(microseconds=1)).astimezone(SHANGHAI)
    if value.astimezone(SHANGHAI).date() != last.date():
        return gettext("%(day)s 24:00 前", day=day(last.date()))
    return gettext("%(at)s前", at=moment(value))


def number(value: int | None) -> str:
    """A whole number with thousands set apart."""
    return "" if value is None else f"{value:,}"


def other_language() -> dict[str, str]:
    """The other language of this very page: its name, code and address (path and query kept)."""
    outer = request.environ.get("SCRIPT_NAME", "").removesuffix("/en")
    # Quoted: a backslash or a question mark in a mistyped address must not become part of where the link leads.
    path = quote(request.path, safe="/:@!$&'()*+,;=")
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    if lang() == "en":
        return {"name": "中文", "code": "zh-Hans", "url": outer + path + query}
    return {"name": "English", "code": "en", "url": f"{outer}/en{path}{query}"}


def texts_of(english: NullTranslations) -> Callable[[str, str], Markup]:
    """`text_in('中文', 'en')`: a text of ours in a language, safe as it stands."""
    known: dict[str, dict[str, Markup]] = {"zh": {}, "en": {}}

    def text_in(message: str, language: str) -> Markup:
        found = known[language].get(message)
        if found is None:
            found = known[language][message] = Markup(english.gettext(message) if language == "en" else message)
        return found

    return text_in


def quick_texts(text_in: Callable[[str, str], Markup]) -> Callable[..., Markup]:
    """`_('中文', name=value)` for templates; values put into a text are escaped. Those that take none, and stand by
    themselves, are in the template already (portal/tongues.py)."""

    def _(message: str, **values: object) -> Markup:
        found = text_in(message, _LANGUAGE.get())
        return found % values if values else found

    return _


def init_language(app: Flask) -> None:
    """Hang the middleware, the catalogue and the template filters onto an app."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    Babel(app, locale_selector=lang, default_locale="zh", default_timezone="Asia/Shanghai")
    text_in = texts_of(Translations.load(Path(app.root_path) / "translations", ["en"]))
    app.jinja_env.globals.update(_=quick_texts(text_in), text_in=text_in)
    app.jinja_env.filters.update(t=text, day=day, moment=moment, before=before, number=number)
    app.jinja_env.globals.update(lang=lang, html_lang=lambda: HTML_LANG[lang()], other_language=other_language)
    app.wsgi_app = LanguageMiddleware(app.wsgi_app)

    @app.after_request
    def _say_language(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.headers["Content-Language"] = HTML_LANG[lang()]
        return response
