"""One core for each web process. Only one of its threads runs Python at a time; let loose on several cores, each turn
begins on another one with cold caches, which costs a third of a page (docs/decisions/0035)."""

import os
import socket
from pathlib import Path


def keep_to_one_core(family: int) -> socket.socket | None:
    """Keep this process, with the threads it has and will have, to a core that no other of its `family` keeps to.

    `family` is a number they share, their parent's. Returns what holds the place, to be kept as long as the process
    lives and given back by its end, however it ends; None where there is no core of its own for it, and it stays free.
    """
    if not hasattr(os, "sched_setaffinity"):
        return None
    cores = sorted(os.sched_getaffinity(0))
    for core in cores if len(cores) > 1 else ():
        place = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            place.bind(f"\0register-{os.getuid()}-{family}-core-{core}")  # no file: it is gone with the process
        except OSError:
            place.close()
            continue
        for task in Path("/proc/self/task").iterdir():
            os.sched_setaffinity(int(task.name), {core})
        return place
    return None
