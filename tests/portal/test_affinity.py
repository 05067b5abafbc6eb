"""Each process of a family has a core to itself while there is one, and gives it back however it ends."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.structure.source import ROOT

# A machine of two cores, whatever this one has; what the kernel is asked for is noted.
WEB = """
import json, os, sys, threading, time
asked = []
os.sched_getaffinity = lambda _: set(range(int(sys.argv[2])))
os.sched_setaffinity = lambda task, cores: asked.append([task, sorted(cores)])
from portal.affinity import keep_to_one_core
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
place = keep_to_one_core(int(sys.argv[1]))
print(json.dumps([asked, sorted(map(int, os.listdir("/proc/self/task"))), place is not None]), flush=True)
time.sleep(60)
"""


class Family:
    """Processes that share a number."""

    def __init__(self) -> None:
        self.processes: list[subprocess.Popen[str]] = []

    def member(self, cores: int = 2) -> int | None:
        """The core that one more process keeps all its threads to, or None when it stays free."""
        process = subprocess.Popen(
            [sys.executable, "-c", WEB, str(os.getpid()), str(cores)], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        self.processes.append(process)
        assert process.stdout is not None
        asked, threads, has_place = json.loads(process.stdout.readline())
        if not has_place:
            assert asked == []
            return None
        assert sorted(task for task, _ in asked) == threads
        ((core,),) = {tuple(kept) for _, kept in asked}
        return int(core)


@pytest.fixture
def family() -> Iterator[Family]:
    made = Family()
    yield made
    for process in made.processes:
        process.kill()
        process.communicate()


def test_each_has_a_core_of_its_own_and_one_too_many_stays_free(family: Family) -> None:
    assert [family.member() for _ in range(3)] == [0, 1, None]


def test_where_there_is_one_core_nobody_keeps_to_it(family: Family) -> None:
    assert family.member(cores=1) is None


def test_the_next_takes_the_place_of_the_killed(family: Family) -> None:
    assert [family.member(), family.member()] == [0, 1]
    family.processes[0].send_signal(signal.SIGKILL)
    family.processes[0].wait()
    assert family.member() == 0
