"""What is let in: addresses of a length that pages have, and bodies, few of them at a time.

The server under us hands over a request before its body has come, and the thread that reads it waits for ever. A
handful of senders who never finish, or telephones that lost the network, would hold every thread. So bodies are read
before the application is entered, by threads set aside for it and by few of one network; pages have theirs besides.
"""

import io
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from typing import IO, Any
from wsgiref.types import StartResponse

from flask import Flask, Request, abort, request
from werkzeug.exceptions import ServiceUnavailable

from portal.limits import network_of

Application = Callable[..., Iterable[bytes]]

# Requests worked on at once, by (at a desk, a form). Public pages wait for nothing, so a second one only takes the
# interpreter from the first. The others have turns of their own: a question at the door is paced, a certificate or an
# export takes its time, a form may wait for another writer, and nobody at a door waits for any of them.
TURNS = {(False, False): 1, (False, True): 2, (True, False): 2, (True, True): 2}
AT_WORK = sum(TURNS.values())
DESKS = ("/office/", "/company/", "/regulator/", "/account/", "/worker/", "/apply")
READERS = 8  # bodies read at once
READERS_OF_ONE = 3  # of them for one network
LARGEST_BODY = 12_000_000  # bytes; what any view takes from people who are signed in lies below (guards.taking)
STUCK_SECONDS = 60.0  # who has not sent a form by then is gone
LONGEST_ADDRESS = 4_000  # bytes of path and query; the longest that pages of ours make is a tenth of it

_REFUSED = "portal.intake.refused"  # the status that a request is refused with
_RETRY_AFTER = 5

log = logging.getLogger("portal.intake")


class Readers:
    """Who may read a body just now. When the places are held by the lost, `renew` is called."""

    def __init__(self, renew: Callable[[], None]) -> None:
        self._renew = renew
        self._guard = threading.Lock()
        self._since: dict[object, tuple[str, float]] = {}

    def enter(self, network: str) -> object | None:
        """A place to be left again, or None when all that this network may hold are taken."""
        now = time.monotonic()
        with self._guard:
            held = [since for of, since in self._since.values() if of == network]
            if len(held) < READERS_OF_ONE and len(self._since) < READERS:
                place = object()
                self._since[place] = network, now
                return place
            stuck = now - min(since for _, since in self._since.values()) > STUCK_SECONDS
        if stuck:
            self._renew()
        return None

    def leave(self, place: object) -> None:
        """Give the place to the next."""
        with self._guard:
            del self._since[place]


class Intake:
    """WSGI middleware before the application."""

    def __init__(self, app: Application, largest: int, renew: Callable[[], None]) -> None:
        self._app = app
        self._largest = largest
        self._readers = Readers(renew)
        self._turns = {which: threading.BoundedSemaphore(most) for which, most in TURNS.items()}

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if len(environ.get("PATH_INFO", "")) + len(environ.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
            # Its page would repeat the address in every link, and be kept under it.
            environ.update({_REFUSED: 414, "PATH_INFO": "/", "QUERY_STRING": ""})
        elif status := self._take(environ):
            environ.update({_REFUSED: status, "CONTENT_LENGTH": "0", "wsgi.input": io.BytesIO()})
        with self._turns[_turn_of(environ)]:
            # No answer is streamed: every page is whole before this returns.
            return self._app(environ, start_response)

    def _take(self, environ: dict[str, Any]) -> int | None:
        """Read the body; the status to refuse with when it cannot be had. One too large is left to the application."""
        if environ.get("HTTP_TRANSFER_ENCODING"):
            return 411  # of unknown length; no form comes so
        text = environ.get("CONTENT_LENGTH") or ""
        length = int(text) if text.isdecimal() else 0
        if not 0 < length <= self._largest:
            return None
        place = self._readers.enter(network_of(environ.get("REMOTE_ADDR")))
        if place is None:
            return 503
        try:
            body = environ["wsgi.input"].read(length)
        except OSError:
            return 400
        finally:
            self._readers.leave(place)
        environ["wsgi.input"] = io.BytesIO(body)
        return None if len(body) == length else 400


def _turn_of(environ: dict[str, Any]) -> tuple[bool, bool]:
    return environ.get("PATH_INFO", "").startswith(DESKS), environ.get("REQUEST_METHOD") not in {"GET", "HEAD"}


class WholeRequest(Request):
    """A request whose uploaded files stay in memory, where the body lies already: nothing personal in a disk's temp."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return io.BytesIO()


def init_intake(app: Flask) -> None:
    """Put the intake before the application, and its refusals into the application's pages."""
    app.request_class = WholeRequest
    app.wsgi_app = Intake(app.wsgi_app, LARGEST_BODY, _start_anew)

    @app.before_request
    def _refuse() -> None:
        status = request.environ.get(_REFUSED)
        if status == 503:
            raise ServiceUnavailable(retry_after=_RETRY_AFTER)
        if status:
            abort(status)


def _start_anew() -> None:
    """End this web process, which nothing else frees of threads that wait for the lost; the server replaces it."""
    log.error("bodies that never came hold every reader; this web process starts anew")
    os._exit(1)
