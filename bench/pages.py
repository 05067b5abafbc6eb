"""The company page against Datasette's row page of the same company over the same file."""

from contextlib import ExitStack
from pathlib import Path

from bench.data import Dataset
from bench.load import Request, Server, Wave, wave
from bench.pairs import compare
from bench.plan import Effort
from bench.servers import datasette, fetch, portal
from bench.table import PAIRED, Table, paired

ENGINE = "whoosh"


def company_pages(data: Dataset, effort: Effort) -> Table:
    """Rendered afresh, from the version cache, with the client's ETag, and the JSON twin."""
    table = Table(f"Company page, {data.records:,} subjects", PAIRED)
    settings = data.settings(ENGINE)
    pages = [f"/companies/{code}" for code in data.codes]
    rows = [f"/register/company/{ref}" for ref in data.refs]
    with ExitStack() as stack:
        fresh = stack.enter_context(portal(settings, cache=0))
        cached = stack.enter_context(portal(settings))
        peer = stack.enter_context(datasette(Path(data.folder) / "register.db"))
        tags = [(path, fetch(cached.port, path)[1]["etag"]) for path in pages]
        current = [Request(path, (("If-None-Match", tag),)) for path, tag in tags]

        def asked_of(server: Server, requests: list[Request], status: int = 200) -> Wave:
            return wave(server, requests, effort.seconds).expect(status)

        html, json_rows = [Request(row) for row in rows], [Request(f"{row}.json?_shape=objects") for row in rows]
        asked = [Request(path) for path in pages]
        twins = [Request(f"{path}.json") for path in pages]
        for server, requests in (
            (fresh, asked),
            (cached, asked),
            (peer, html),
            (peer, json_rows),
            (fresh, twins),
            (cached, twins),
        ):
            wave(server, requests, effort.warm)

        def row_page() -> Wave:
            return asked_of(peer, html)

        def row_json() -> Wave:
            return asked_of(peer, json_rows)

        measures = (
            ("page rendered afresh", lambda: asked_of(fresh, asked), row_page, "row page", 6.0),
            ("page from the version cache", lambda: asked_of(cached, asked), row_page, "row page", 30.0),
            ("page, client's ETag current (304)", lambda: asked_of(cached, current, 304), row_page, "row page", 30.0),
            ("JSON twin rendered afresh", lambda: asked_of(fresh, twins), row_json, "row.json", 4.0),
            ("JSON twin from the version cache", lambda: asked_of(cached, twins), row_json, "row.json", 4.0),
        )
        for name, mine, theirs, peer_name, least in measures:
            paired(table, name, peer_name, compare(mine, theirs, effort.pairs), least)
        one = stack.enter_context(portal(settings, cache=0, workers=1))
        wave(one, asked, effort.warm)
        found = compare(lambda: asked_of(one, asked), row_page, effort.pairs)
        paired(table, "page rendered afresh, one web process", "row page", found, None)
        sizes = found.ours.size, found.peer.size
    table.notes.append(f"An answer has {sizes[0] / 1000:.0f} kB here, {sizes[1] / 1000:.0f} kB there, uncompressed.")
    table.notes.append("Datasette serves from one process by design; the last row gives the portal one as well.")
    return table
