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
from dataclasses import dataclass
from datetime import datetime

from flask import Response, current_app, request
from sqlalchemy.orm import Session

from portal.database import read_session
from registry.core.base import to_micros
from registry.record import reading


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

    def still_right(self, session: Session, now: datetime) -> bool:
        """Nothing it depends on has been added, and no moment has passed at which it changes by itself."""
        if bisect_right(self.moments, to_micros(now)) != self.passed:
            return False
        position = reading.position(session)
        if position != self.checked_at:
            if self.rendered.position(session) != self.position:
                return False
            self.checked_at = position
        return True


class PageCache:
    """Rendered public pages of one process, by address, language and text size; the least used leave first."""

    def __init__(self, entries: int) -> None:
        self._entries = entries
        self._held: OrderedDict[tuple[str, ...], Held] = OrderedDict()
        self._guard = threading.Lock()

    def get(self, key: tuple[str, ...]) -> Held | None:
        """The page kept under a key, whether or not it is still right."""
        with self._guard:
            held = self._held.get(key)
            if held is not None:
                self._held.move_to_end(key)
            return held

    def put(self, key: tuple[str, ...], held: Held) -> None:
        """Keep a page; beyond the limit the one unused for longest leaves."""
        with self._guard:
            self._held[key] = held
            self._held.move_to_end(key)
            while len(self._held) > self._entries:
                self._held.popitem(last=False)


def cached_page(key: Sequence[str], now: datetime, render: Callable[[], Rendered | Response]) -> Response:
    """The page at `key` (address with its query, language, text size): kept bytes while they are right, else rendered.

    Answers 304 when the client holds the current version. `render` may return a finished Response (a refusal, a
    redirect): that is passed on and never kept.
    """
    cache: PageCache = current_app.extensions["page_cache"]
    full = tuple(key)
    session = read_session()
    held = cache.get(full)
    if held is None or not held.still_right(session, now):
        made = render()
        if isinstance(made, Response):
            return made
        moments = sorted(to_micros(moment) for moment in made.changes)
        held = Held(
            rendered=made,
            body=made.body.encode(),
            position=made.position(session),
            checked_at=reading.position(session),
            moments=moments,
            passed=bisect_right(moments, to_micros(now)),
        )
        cache.put(full, held)
    response = Response(held.body, mimetype=held.rendered.mimetype)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Cookie"
    response.set_etag(_etag(full, held))
    return response.make_conditional(request)


def _etag(key: tuple[str, ...], held: Held) -> str:
    build: str = current_app.extensions["build"]
    last = held.moments[held.passed - 1] if held.passed else 0
    parts = "\0".join((build, *key, str(held.position), str(last)))
    return hashlib.sha256(parts.encode()).hexdigest()[:32]
