"""One writer at a time, in fairness: a file lock around every write transaction (safety 0.3)."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from registry.core.errors import Busy
from registry.core.labels import Label

BUSY = Label(
    "登记系统正在写入另一批数据，您的内容没有丢失，请稍后再试一次",
    "The register is busy with another write. Nothing of yours was changed; please try again shortly",
)


@contextmanager
def writer_lock(path: Path, wait_seconds: float) -> Iterator[None]:
    """Hold the register's write lock. Raises Busy when it cannot be had within `wait_seconds`.

    The kernel's queue is fair and has no time limit, so the wait happens in a thread that gives the lock straight
    back when nobody wants it any more.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _queue(handle, wait_seconds)
    try:
        yield
    finally:
        os.close(handle)  # closing releases the lock


def _queue(handle: int, wait_seconds: float) -> None:
    guard = threading.Lock()
    arrived = threading.Event()
    abandoned = False

    def wait() -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with guard:
            arrived.set()
            if abandoned:
                os.close(handle)

    threading.Thread(target=wait, daemon=True).start()
    arrived.wait(wait_seconds)
    with guard:
        if not arrived.is_set():
            abandoned = True
            raise Busy(BUSY)
