"""Many threads read while one writer commits: every answer is one of some commit, and none fails."""

import threading

from search.engines import open_engine
from search.protocol import Cursor, Query
from search.query import Words, read
from tests.make.search import TODAY, company
from tests.search.conftest import begin

COMMITS = 40


def test_readers_never_fail_nor_see_half_a_commit(address: str) -> None:
    writer = begin(open_engine(address))
    reader = open_engine(address)
    done = threading.Event()
    failures: list[str] = []
    seen: set[int] = set()

    def search(text: str) -> None:
        reading = read(text)
        assert isinstance(reading, Words)
        last = 0
        while not done.is_set():
            answer = reader.search(Query(plan=reading.plan, limit=200), TODAY)
            # Commit n replaces everything by documents of generation n: mixed ones would be half a commit.
            names = {hit.ref.split("-")[0] for hit in answer.hits}
            if len(names) > 1 or answer.position < last or answer.total != (3 if answer.position else 0):
                failures.append(f"{answer.position} after {last}: {answer.total} of {sorted(names)}")
            last = answer.position
            seen.add(last)

    threads = [threading.Thread(target=search, args=(text,)) for text in ("丽红", "lihong", "东塘区", "家政")]
    for thread in threads:
        thread.start()
    for number in range(1, COMMITS + 1):
        gone = [f"company/{number - 1}-{place}" for place in range(3)]
        writer.apply([company(f"{number}-{place}") for place in range(3)], gone, Cursor("log", number, "aa"))
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(seen) > 3
    for each in (writer, reader):
        each.close()
