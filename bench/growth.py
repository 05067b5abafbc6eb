"""Whether a page costs the same in a small register and in a large one."""

from contextlib import ExitStack
from urllib.parse import quote

from bench.data import Dataset
from bench.load import Request, Server, Wave, wave
from bench.pairs import middle
from bench.plan import Effort
from bench.searching import WORDS
from bench.servers import portal
from bench.table import Table, latencies

FLAT = 1.3
ENGINE = "tantivy"


def growth(sets: list[Dataset], effort: Effort) -> Table:
    """Company page (rendered afresh), door check by card, results page at every size, the sizes in turn."""
    sizes = [f"{data.records:,}: req/s · p50 / p99 ms · CPU ms" for data in sets]
    table = Table("Growth", ("measure", *sizes, "cost at the largest : smallest", "target"))
    with ExitStack() as stack:
        servers = [stack.enter_context(portal(data.settings(ENGINE), cache=0)) for data in sets]
        for name, requests_of, limit in (
            ("company page, rendered afresh", _pages, FLAT),
            ("door check by card", _doors, FLAT),
            ("page of results, Tantivy", _results, None),
        ):
            asked = [requests_of(data) for data in sets]
            for server, requests in zip(servers, asked, strict=True):
                wave(server, requests, effort.warm)
            _row(table, name, servers, asked, limit, effort)
    table.notes.append("Cost is processor time per request; every company has 19 people at every size.")
    return table


def _row(
    table: Table, name: str, servers: list[Server], asked: list[list[Request]], limit: float | None, effort: Effort
) -> None:
    waves: list[list[Wave]] = [[] for _ in servers]
    for turn in range(effort.pairs):
        order = range(len(servers)) if turn % 2 == 0 else reversed(range(len(servers)))
        for at in order:
            waves[at].append(wave(servers[at], asked[at], effort.seconds).expect(200))
    middles = [middle(each) for each in waves]
    cost = middles[-1].cpu / middles[0].cpu
    verdict = "–" if limit is None else f"≤ {limit:g}: {'met' if cost <= limit else 'MISSED'}"
    cells = [f"{one.rate:,.0f} · {latencies(one)} · {one.cpu:.2f}" for one in middles]
    table.add(name, *cells, f"**{cost:.2f}** (rate {middles[0].rate / middles[-1].rate:.2f})", verdict)


def _pages(data: Dataset) -> list[Request]:
    return [Request(f"/companies/{code}") for code in data.codes]


def _doors(data: Dataset) -> list[Request]:
    return [Request(f"/d/{token}") for token in data.tokens]


def _results(data: Dataset) -> list[Request]:
    return [Request(f"/search?q={quote(word)}") for word in WORDS]
