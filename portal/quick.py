"""Unchanged public pages, answered before the application is entered (design point 8).

A page that the application answered with today, of which no moment has passed, on a record that has not grown since,
is right: that is one question to the database. Everything else goes the whole way, which also renews what is kept.
"""

from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any
from wsgiref.types import StartResponse

from flask import Flask
from sqlalchemy import Engine, PoolProxiedConnection
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import parse_cookie
from werkzeug.sansio.utils import host_is_trusted

from portal.caching import HELD, Held, PageCache
from portal.language import lang
from portal.settings import Settings
from portal.wiring import Wiring

Application = Callable[..., Iterable[bytes]]

_NOT_MODIFIED_LACKS = {"content-type", "content-length"}


class Quick:
    """WSGI middleware between the language and the application."""

    def __init__(self, app: Application, flask: Flask, engine: Engine) -> None:
        self._app = app
        self._flask = flask
        self._cache: PageCache = flask.extensions["page_cache"]
        self._position = Position(engine)
        settings: Settings = flask.extensions["settings"]
        self._hosts = list(settings.trusted_hosts)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        held = self._right(environ) if environ["REQUEST_METHOD"] == "GET" else None
        if held is not None:
            return answer(held, environ, start_response)

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            made: Held | None = environ.get(HELD)
            if made is not None and status.startswith("200"):
                made.headers = list(headers)
            return start_response(status, headers, *more)

        return self._app(environ, start)

    def _right(self, environ: dict[str, Any]) -> Held | None:
        held = self._cache.in_front(key_of(environ))
        if held is None or held.headers is None:
            return None
        if self._hosts and not host_is_trusted(environ.get("HTTP_HOST"), self._hosts):
            return None
        wiring: Wiring = self._flask.extensions["wiring"]
        now: datetime = wiring.clock.now()
        unmoved = held.still_today(now) and held.unmoved(now)
        return held if unmoved and self._position.now() == held.checked_at else None


class Position:
    """The record's newest number, asked on connections that are kept for nothing else.

    They lie in one place and not with the threads: the server ends threads that were idle, and a connection that is
    closed by the end of such a thread takes the whole process with it (CPython before 3.12.4, gh-119585).
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._free: deque[tuple[PoolProxiedConnection, Any]] = deque()

    def now(self) -> int | None:
        """The number, or None when the database cannot say; the application then answers in its own way."""
        try:
            held = self._free.pop()
        except IndexError:
            held = None
        try:
            raw, cursor = held or self._open()
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error, OSError):
            return None
        try:
            cursor.execute("SELECT MAX(seq) FROM record_entry")
            # All rows, or the statement stays open and with it a snapshot that keeps the write-ahead log from ending.
            ((newest,),) = cursor.fetchall()
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error, OSError):
            with suppress(SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error):
                raw.close()
            return None
        self._free.append((raw, cursor))
        return int(newest or 0)

    def _open(self) -> tuple[PoolProxiedConnection, Any]:
        raw = self._engine.raw_connection()
        raw.detach()
        if self._engine.dialect.name != "sqlite":
            raw.driver_connection.autocommit = True
        return raw, raw.cursor()


def init_quick(app: Flask, engine: Engine) -> None:
    """Put the quick path before the application; the language must be put before it later."""
    app.wsgi_app = Quick(app.wsgi_app, app, engine)


def key_of(environ: dict[str, Any]) -> tuple[str, str, str]:
    """What `page_key` says of the same request: address with query, language, text size."""
    path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace")
    query = environ.get("QUERY_STRING", "").encode("latin-1").decode("utf-8", "replace")
    cookies = environ.get("HTTP_COOKIE")
    size = parse_cookie(cookies).get("text_size", "normal") if cookies else "normal"
    return f"{path}?{query}", lang(), "large" if size == "large" else "normal"


def answer(held: Held, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """The kept bytes, or 304 when the client holds them."""
    headers = held.headers or []
    if held.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 NOT MODIFIED", [pair for pair in headers if pair[0].lower() not in _NOT_MODIFIED_LACKS])
        return ()
    start_response("200 OK", headers)
    return (held.body,)
