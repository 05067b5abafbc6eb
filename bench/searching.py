"""The results page with facets against Datasette's full-text table page with the same facets, and the engine alone."""

import time
from contextlib import ExitStack
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from bench.data import Dataset
from bench.load import Request, Server, Wave, wave
from bench.pairs import compare
from bench.peer import FACETS
from bench.plan import Effort
from bench.servers import datasette, portal
from bench.table import PAIRED, Table, paired
from registry.core.clock import shanghai_date
from search.engines import open_engine
from search.protocol import Query
from search.query import Words, read

# Two characters each: a pair is one term in both indexes. From nearly everybody down to a few.
WORDS = ("家政", "保洁", "东塘", "明湖", "养老", "月嫂", "空调", "搬家", "陪诊", "和悦", "木棉", "云朵")
LEAST = {"whoosh": 1.0, "tantivy": 50.0}
ENGINE_P95_MS = 10.0


def results_pages(data: Dataset, engine: str, effort: Effort) -> Table:
    """Pages of results, rendered afresh; different words in turn."""
    table = Table(f"Search with six facets, {data.records:,} subjects, {engine.capitalize()}", PAIRED)
    pages = [Request(f"/search?q={quote(word)}") for word in WORDS]
    rows = [Request(f"/register/subject?_search={quote(word)}&{FACETS}") for word in WORDS]
    with ExitStack() as stack:
        ours = stack.enter_context(portal(data.settings(engine), cache=0))
        peer = stack.enter_context(datasette(Path(data.folder) / "register.db"))

        def asked_of(server: Server, requests: list[Request]) -> Wave:
            return wave(server, requests, effort.seconds).expect(200)

        wave(ours, pages, effort.warm)
        wave(peer, rows, effort.warm)
        found = compare(lambda: asked_of(ours, pages), lambda: asked_of(peer, rows), effort.pairs)
        paired(table, "page of results", "full-text page", found, LEAST[engine])
        table.notes.append(_agreement(ours, peer))
    p50, p95, p99 = engine_latencies(data, engine, effort)
    verdict = "met" if p95 <= ENGINE_P95_MS else "MISSED"
    table.notes.append(
        f"Inside the engine: p50 {p50:.2f} ms, p95 {p95:.2f} ms, p99 {p99:.2f} ms"
        + (f" (p95 ≤ {ENGINE_P95_MS:g} ms: {verdict})." if engine == "tantivy" else ".")
    )
    return table


def engine_latencies(data: Dataset, name: str, effort: Effort) -> tuple[float, float, float]:
    """(p50, p95, p99) in ms of a query with all facets inside the engine, in this process."""
    engine = open_engine(data.settings(name).search)
    today = shanghai_date(datetime.now(UTC))
    queries = [Query(plan=reading.plan) for word in WORDS if isinstance(reading := read(word), Words)]
    for query in queries:
        engine.search(query, today)
    taken = []
    for _ in range(effort.rounds):
        for query in queries:
            begun = time.perf_counter()
            engine.search(query, today)
            taken.append(1000 * (time.perf_counter() - begun))
    engine.close()
    taken.sort()
    return taken[len(taken) // 2], taken[len(taken) * 95 // 100], taken[len(taken) * 99 // 100]


def _agreement(ours: Server, peer: Server) -> str:
    """That both answer the same question: how many companies each finds, and whether the peer counted every facet."""
    mine = theirs = 0
    late: set[str] = set()
    for word in WORDS:
        mine += _json(ours, f"/search.json?q={quote(word)}")["total"]  # no file counts people
        answer = _json(peer, f"/register/subject.json?_search={quote(word)}&kind=company&{FACETS}")
        theirs += answer["filtered_table_rows_count"] or 0
        late |= {str(name) for name in answer.get("facets_timed_out", ())}
    told = f"Over {len(WORDS)} words ours finds {mine:,} companies, the peer {theirs:,}."
    if late:
        told += f" The peer gives up on facets within its own limits ({', '.join(sorted(late))}), which spares it work."
    return told


def _json(server: Server, path: str) -> dict[str, Any]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        found: dict[str, Any] = orjson.loads(answer.read())
        return found
    finally:
        connection.close()
