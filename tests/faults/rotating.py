"""A process that changes the index key and is killed in the middle of it."""

import os
import signal
from typing import Any

from sqlalchemy import event

from portal import create_app
from portal.settings import Settings
from registry.core.clock import Clock


def rotate_and_die(settings: Settings, clock: Clock, statement: int) -> None:
    """Run the command, and die at this statement (from 0), or at the commit (-1)."""
    app = create_app(settings, clock=clock)
    writer = app.extensions["register_writer"]
    asked = 0

    def die(*_: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def count(*_: Any) -> None:
        nonlocal asked
        if asked == statement:
            die()
        asked += 1

    event.listen(writer, "before_cursor_execute", count)
    if statement < 0:
        event.listen(writer, "commit", die)
    app.test_cli_runner().invoke(args=["keys", "rotate-index"])
