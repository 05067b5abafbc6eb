"""Every kind of page that anyone can meet, by name: where it is, what is posted, which status it has."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from werkzeug.test import TestResponse

from portal.demo import example_companies as shown
from portal.demo.example_companies import code_of
from portal.limits import Limits
from search.protocol import IndexUnavailable
from tests.journeys.world import CROWDED, World

Form = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """A page: its address, a form if it answers one, its status, and what is out of order meanwhile."""

    path: str
    form: Form | None = None
    status: int = 200
    broken: str = ""


def company(number: int, tail: str = "") -> Callable[[World], Visit]:
    """A page of one of the demonstration's companies."""
    return lambda world: Visit(f"/companies/{code_of(number)}{tail}")


def checked(case: str) -> Callable[[World], Visit]:
    """The answer to the typed question about the person for a case."""
    return lambda world: Visit("/check", tuple(world.asked(case).items()))


def compared(world: World) -> Visit:
    """Five candidates side by side, one of them unknown."""
    rows: list[tuple[str, str]] = []
    for case in ("一切正常", "健康证昨天到期", "已撤销，决定已生效", "只有企业申报"):
        rows += world.asked(case).items()
    return Visit("/check/compare", (*rows, ("number", "YD900099999"), ("surname", "翟")))


def at(path: str, status: int = 200, broken: str = "") -> Callable[[World], Visit]:
    """A page whose address needs no looking up."""
    return lambda world: Visit(path, None, status, broken)


VISITS: dict[str, Callable[[World], Visit]] = {
    "home": at("/"),
    "guide": at("/guide"),
    "privacy": at("/privacy"),
    "accessibility": at("/accessibility"),
    "verify": at("/verify"),
    "results": at("/search"),
    "results for words": at("/search?" + urlencode({"q": "保洁", "district": "990101"})),
    "results with people": at("/search?" + urlencode({"item": "HC01", "kind": "worker"})),
    "results for nothing": at("/search?q=qqqqqqqq"),
    "results with a suggestion": at("/search?" + urlencode({"q": "晨广家政"})),
    "results refused": at("/search?q=" + "%28" * 90),
    "results without an index": at("/search?q=x", broken="search"),
    "services": at("/services"),
    "services without an index": at("/services", broken="search"),
    "company": company(shown.GOOD),
    "company with emergency service": company(shown.EMERGENCY),
    "company with several of everything": at(f"/companies/{CROWDED}"),
    "company with a predecessor": company(shown.HEIR),
    "company with a decided predecessor": company(shown.DECIDED),
    "company expelled": company(shown.EXPELLED),
    "company suspended": company(shown.SUSPENDED),
    "company whose licence ended": company(shown.LICENCE),
    "company on its own word": company(shown.STATED),
    "company then": company(shown.RENAMED, "?effective_on=2025-01-06"),
    "company before it was": company(shown.GOOD, "?known_on=2001-01-01"),
    "company at no day": company(shown.GOOD, "?known_on=yesterday"),
    "company people": company(shown.GOOD, "/people"),
    "company history": company(shown.RENAMED, "/history"),
    "person": lambda world: Visit(world.person("一切正常")),
    "person with a lapsed check": lambda world: Visit(world.person("健康证昨天到期")),
    "person history": lambda world: Visit(world.person("一切正常") + "/history"),
    "person then": lambda world: Visit(world.person("一切正常") + "?effective_on=2026-06-01"),
    "person before consent": lambda world: Visit(world.person("一切正常") + "?known_on=2021-01-01"),
    "check": at("/check"),
    "check filled in": at("/check?number=YD900000001"),
    "check incomplete": lambda world: Visit("/check", (("number", ""), ("surname", "")), 400),
    "check down": lambda world: Visit("/check", tuple(world.asked("一切正常").items()), 503, "limits"),
    "check limited": lambda world: Visit("/check", (("number", "YD900077777"), ("surname", "翟")), 429, "patience"),
    "answer valid": checked("一切正常"),
    "answer health lapsed": checked("健康证昨天到期"),
    "answer stated only": checked("只有企业申报"),
    "answer revoked": checked("已撤销，决定已生效"),
    "answer suspended": checked("已暂停，决定未生效"),
    "answer without consent": checked("未同意公示"),
    "answer without a company": checked("目前没有企业"),
    "answer no match": lambda world: Visit("/check", (("number", "YD900099999"), ("surname", "翟"))),
    "card valid": lambda world: Visit(world.card("一切正常")),
    "card lost": lambda world: Visit(world.card("卡已挂失，未补")),
    "card replaced": lambda world: Visit(world.card("挂失后已补卡", 0)),
    "card unknown": at("/d/nobody"),
    "compare": at("/check/compare"),
    "compare incomplete": lambda world: Visit("/check/compare", (("number", "YD900000001"), ("surname", "")), 400),
    "compared": compared,
    "copy": lambda world: Visit(world.card("一切正常") + "/save"),
    "no such page": at("/nothing", 404),
    "no such company": at("/companies/91990101MADM0001XX", 404),
    "no such person": at("/people/nobody", 404),
    "fault": at("/fault", 500),
}

# Sent as a file to keep: looked at by the checkers of HTML, never opened by the site itself.
FILES = {"copy"}


class NoIndex:
    """An engine in the middle of its rebuild."""

    def rebuilding(self) -> tuple[int, int]:
        """Three of ten."""
        return 3, 10

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def refuse(*_: object, **__: object) -> None:
            raise IndexUnavailable("being rebuilt")

        return refuse


@contextmanager
def circumstances(world: World, visit: Visit) -> Iterator[None]:
    """Whatever is out of order during a visit."""
    wiring = world.wiring
    limits, search = wiring.limits, wiring.search
    world.forget_counts()
    if visit.broken == "limits":
        wiring.limits = Limits(Path("/proc/nowhere/limits.db"), world.clock)
    elif visit.broken == "search":
        wiring.search = NoIndex()
    elif visit.broken == "patience":
        while fetch(world, visit).status_code != 429:
            continue
    try:
        yield
    finally:
        wiring.limits, wiring.search = limits, search


def fetch(world: World, visit: Visit, language: str = "") -> TestResponse:
    """The answer to a visit without a browser."""
    client = world.app.test_client()
    if visit.form is None:
        return client.get(language + visit.path)
    body = urlencode(visit.form)
    return client.post(language + visit.path, data=body, content_type="application/x-www-form-urlencoded")
