"""Chinese first, English under /en: the address says the language, and nothing else does."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from babel.support import Translations
from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel

from registry.core.clock import SHANGHAI
from registry.core.labels import Label, LabelledEnum

LANGUAGES = ("zh", "en")
HTML_LANG = {"zh": "zh-Hans", "en": "en"}
_KEY = "portal.language"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class LanguageMiddleware:
    """Moves a leading /en into SCRIPT_NAME, so that every url_for keeps the language of the page."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        environ[_KEY] = "zh"
        if path == "/en" or path.startswith("/en/"):
            environ[_KEY] = "en"
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
            environ["PATH_INFO"] = path[3:] or "/"
        return self._app(environ, start_response)


def lang() -> str:
    """The language of this request: "zh" or "en"."""
    if not has_request_context():
        return str(g.get("lang", "zh")) if g else "zh"
    return str(request.environ.get(_KEY, "zh"))


def text(label: Label | LabelledEnum | None) -> str:
    """A label, or an enum's label, in the language of this request."""
    if label is None:
        return ""
    return (label.label if isinstance(label, LabelledEnum) else label).text(lang())


def day(value: date | None) -> str:
    """A day in words: 2026年9月30日, or 30 Sep 2026."""
    if value is None:
        return ""
    if lang() == "en":
        return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime | None) -> str:
    """A moment in Shanghai time to the second."""
    if value is None:
        return ""
    local = value.astimezone(SHANGHAI)
    return f"{day(local.date())} {local:%H:%M:%S}"


def number(value: int | None) -> str:
    """A whole number with thousands set apart."""
    return "" if value is None else f"{value:,}"


def other_language() -> dict[str, str]:
    """The other language of this very page: its name, code and address (path and query kept)."""
    outer = request.environ.get("SCRIPT_NAME", "").removesuffix("/en")
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    if lang() == "en":
        return {"name": "中文", "code": "zh-Hans", "url": outer + request.path + query}
    return {"name": "English", "code": "en", "url": f"{outer}/en{request.path}{query}"}


def init_language(app: Flask) -> None:
    """Hang the middleware, the catalogue and the template filters onto an app."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    Babel(app, locale_selector=lang, default_locale="zh", default_timezone="Asia/Shanghai")
    english = Translations.load(Path(app.root_path) / "translations", ["en"])

    # Templates ask for some sixty texts a page; going through the request's locale each time costs more than the rest.
    def gettext(message: str) -> str:
        return english.gettext(message) if lang() == "en" else message

    def ngettext(one: str, many: str, count: int) -> str:
        return english.ngettext(one, many, count) if lang() == "en" else many

    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)
    app.jinja_env.filters.update(t=text, day=day, moment=moment, number=number)
    app.jinja_env.globals.update(lang=lang, html_lang=lambda: HTML_LANG[lang()], other_language=other_language)
    app.wsgi_app = LanguageMiddleware(app.wsgi_app)

    @app.after_request
    def _say_language(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.headers["Content-Language"] = HTML_LANG[lang()]
        return response
