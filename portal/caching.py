"""Cached, never late (design point 8): an ETag from what the page read, and rendered bytes kept by version.

A page says whose entries it read (`owners`) and at which moments those change by themselves (`changes`). It is still
right while no newer entry of those owners exists and no such moment has passed, so a withdrawal is seen at the next
request and an unchanged page costs one small query.
"""

import hashlib
import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Response, current_app, request
from sqlalchemy.orm import Session

from portal.database import read_session, snapshot_position
from portal.noticeboard import every_notice
from registry.core.base import to_micros
from registry.core.clock import day_end, shanghai_date
from registry.operations.disclosure import NOTICES
from registry.record import reading

MOST_BYTES = 64_000_000  # of bodies; most pages lie on both shelves and are held once
HELD = "portal.held"  # where a request leaves the kept page for portal/quick.py


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a view gives back: the body and everything its freshness depends on.

    `owners` are those whose entries were read; `links` are subjects whose followers were read (a company's people),
    so that a newcomer counts as a change too; `changes` are the moments at which the page changes by itself;
    `whole` pages depend on the record as such.
    """

    body: str
    owners: tuple[str, ...]
    links: tuple[str, ...] = ()
    changes: Sequence[datetime] = ()
    mimetype: str = "text/html"
    whole: bool = False

    def position(self, session: Session) -> int:
        """The newest entry among all that was read."""
        if self.whole:
            return reading.position(session)
        return max(reading.newest_position(session, self.owners), reading.newest_linked(session, self.links))


@dataclass(slots=True)
class Held:
    """A rendered page with what it was rendered from."""

    rendered: Rendered
    body: bytes
    position: int
    checked_at: int
    moments: list[int]
    passed: int
    etag: str = ""
    headers: list[tuple[str, str]] | None = None  # of the whole answer, known once it has left the application
    good_until: int = 0  # the end of the day on which the application last found it right

    def still_right(self, session: Session, now: datetime) -> bool:
        """Nothing it depends on has been added, and no moment has passed at which it changes by itself."""
        if not self.unmoved(now):
            return False
        position = snapshot_position(session)
        if position != self.checked_at:
            if self.rendered.position(session) != self.position:
                return False
            self.checked_at = position
        return True

    def unmoved(self, now: datetime) -> bool:
        """No moment has passed at which it changes by itself."""
        return bisect_right(self.moments, to_micros(now)) == self.passed

    def still_today(self, now: datetime) -> bool:
        """It is the day on which the application last found it right."""
        return to_micros(now) < self.good_until


class Shelf:
    """Pages by key, at most so many and so many bytes of them; the one unused for longest leaves first."""

    def __init__(self, entries: int, most_bytes: int) -> None:
        self._entries = entries
        self._most_bytes = most_bytes
        self._bytes = 0
        self.pages: OrderedDict[tuple[str, ...], Held] = OrderedDict()

    def put(self, key: tuple[str, ...], held: Held) -> None:
        """Keep a page."""
        before = self.pages.pop(key, None)
        self._bytes += len(held.body) - (len(before.body) if before else 0)
        self.pages[key] = held
        while len(self.pages) > self._entries or self._bytes > self._most_bytes:
            _, gone = self.pages.popitem(last=False)
            self._bytes -= len(gone.body)


class PageCache:
    """Rendered public pages of one process, by address, language and text size.

    Counted in bytes too: who asks for ever other addresses must not fill the memory.
    """

    def __init__(self, entries: int, most_bytes: int = MOST_BYTES) -> None:
        self._held = Shelf(entries, most_bytes)
        self._front = Shelf(entries, most_bytes)
        self._guard = threading.Lock()

    def get(self, key: tuple[str, ...]) -> Held | None:
        """The page kept under a key, whether or not it is still right."""
        with self._guard:
            held = self._held.pages.get(key)
            if held is not None:
                self._held.pages.move_to_end(key)
            return held

    def put(self, key: tuple[str, ...], held: Held) -> None:
        """Keep a page."""
        with self._guard:
            self._held.put(key, held)

    def in_front(self, key: tuple[str, ...]) -> Held | None:
        """The page that the application last answered with at this address."""
        return self._front.pages.get(key)

    def put_in_front(self, key: tuple[str, ...], held: Held) -> None:
        """Note what the application answered with at this address."""
        with self._guard:
            self._front.put(key, held)


def cached_page(
    key: Sequence[str], now: datetime, render: Callable[[], Rendered | Response], variant: Sequence[str] = ()
) -> Response:
    """The page at `key` (address with its query, language, text size): kept bytes while they are right, else rendered.

    `variant` is whatever else the page tells and its tag must follow; it may depend on the record and the day only.
    What depends on more (the index) belongs into `key`: such a page is never answered by portal/quick.py.

    Answers 304 when the client holds the current version. `render` may return a finished Response (a refusal, a
    redirect): that is passed on and never kept.
    """
    cache: PageCache = current_app.extensions["page_cache"]
    full = (*key, *variant)
    session = read_session()
    held = cache.get(full)
    if held is None or not held.still_right(session, now):
        made = render()
        if isinstance(made, Response):
            return made
        made = _announcing(made, session)
        moments = sorted(to_micros(moment) for moment in made.changes)
        held = Held(
            rendered=replace(made, body=""),
            body=made.body.encode(),
            position=made.position(session),
            checked_at=snapshot_position(session),
            moments=moments,
            passed=bisect_right(moments, to_micros(now)),
        )
        cache.put(full, held)
    response = Response(held.body, mimetype=held.rendered.mimetype)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Cookie"
    held.etag = held.etag or _etag(full, held)
    response.set_etag(held.etag)
    held.good_until = to_micros(day_end(shanghai_date(now)))
    cache.put_in_front(tuple(key), held)
    request.environ[HELD] = held
    # The tag is the only condition there is: no page carries a date of change, and none is sent in parts.
    return response.make_conditional(request) if "HTTP_IF_NONE_MATCH" in request.environ else response


def _announcing(made: Rendered, session: Session) -> Rendered:
    """Every page carries the maintenance notices: it changes with them and at the moments they name."""
    if made.mimetype != "text/html":
        return made
    moments = [moment for notice in every_notice(session) for moment in notice.span]
    return replace(made, owners=(*made.owners, NOTICES), changes=(*made.changes, *moments))


def _etag(key: tuple[str, ...], held: Held) -> str:
    build: str = current_app.extensions["build"]
    last = held.moments[held.passed - 1] if held.passed else 0
    digest = hashlib.sha256("\0".join((build, *key, str(held.position), str(last), "")).encode())
    # The body as well: what a page works out from the day alone moves neither a position nor a moment of its own.
    digest.update(held.body)
    return digest.hexdigest()[:32]
