"""Processes that end with the one that started them, so that a killed parent leaves nobody holding the port."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1  # prctl(2): the signal this process gets when its parent ends


def end_with(parent: int, told: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """What a new process does first, to get the signal `told` when the process `parent` that started it ends.

    Prepared before the process is split off, where nothing may be loaded any more. Elsewhere than on Linux it does
    nothing: there a killed parent's children are left to the user.
    """
    if sys.platform != "linux":
        return lambda: None
    prctl = ctypes.CDLL(None).prctl

    def tie() -> None:
        prctl(_PR_SET_PDEATHSIG, told)
        if os.getppid() != parent:  # it ended before it was watched
            os.kill(os.getpid(), told)

    return tie
