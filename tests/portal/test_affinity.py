"""Each process of a family has a core to itself while there is one, and gives it back however it ends."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.structure.source import ROOT

CORES = sorted(os.sched_getaffinity(0))
WEB = """
import json, os, sys, threading, time
from portal.affinity import keep_to_one_core
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
place = keep_to_one_core(int(sys.argv[1]))
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
print(json.dumps([sorted(os.sched_getaffinity(int(task))) for task in os.listdir("/proc/self/task")]), flush=True)
time.sleep(60)
"""

pytestmark = pytest.mark.skipif(len(CORES) < 2, reason="there is one core only")


class Family:
    """Processes that share a number."""

    def __init__(self) -> None:
        self.processes: list[subprocess.Popen[str]] = []

    def member(self) -> tuple[subprocess.Popen[str], set[tuple[int, ...]]]:
        """A process, and the cores of each of its threads."""
        process = subprocess.Popen(
            [sys.executable, "-c", WEB, str(os.getpid())], stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        self.processes.append(process)
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        assert len(told) >= 3  # its own thread, one from before and one from after, and what libraries begin
        return process, {tuple(cores) for cores in told}


@pytest.fixture
def family() -> Iterator[Family]:
    made = Family()
    yield made
    for process in made.processes:
        process.kill()
        process.communicate()


def test_each_has_a_core_of_its_own_with_all_its_threads(family: Family) -> None:
    kept = [family.member()[1] for _ in CORES]
    assert all(len(cores) == 1 for cores in kept)
    assert sorted(core for cores in kept for (core,) in cores) == CORES


def test_one_too_many_stays_free(family: Family) -> None:
    for _ in CORES:
        family.member()
    assert family.member()[1] == {tuple(CORES)}


def test_the_next_takes_the_place_of_the_killed(family: Family) -> None:
    (first, core), *_ = [family.member() for _ in CORES]
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert family.member()[1] == core
