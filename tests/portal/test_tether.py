"""A killed parent takes along those who asked for it."""

import os
import signal
import subprocess
import sys

import pytest

from portal.tether import end_with
from tests.processes import alive, gone
from tests.structure.source import ROOT

PARENT = """
import os, subprocess, sys, time
from portal.tether import end_with
tie = end_with(int(sys.argv[1]) or os.getpid())
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], preexec_fn=tie).pid, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("killed", [True, False])
def test_a_child_ends_with_its_parent_and_not_before(killed: bool) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, "0"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        child = int(parent.stdout.readline())
    assert alive(child)
    parent.send_signal(signal.SIGKILL if killed else signal.SIGTERM)
    parent.wait()
    assert gone(child)


def test_a_child_whose_parent_is_gone_already_ends_at_once() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], preexec_fn=end_with(os.getppid()))
    assert child.wait(5) == -signal.SIGTERM
