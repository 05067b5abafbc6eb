"""Looking a typed question up, or filing a person, takes the same time whatever is found (safety T3).

The code path is one already; a few microseconds remain between a number that exists and one that does not, enough
for a patient listener beside the server. Waiting for a fixed moment after the question came hides them.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

LEAST_SECONDS = 0.02  # some fifty times what a look-up costs; nobody at a door notices it


@contextmanager
def evenly(least: float = LEAST_SECONDS) -> Iterator[None]:
    """Leave no sooner than `least` seconds after entering."""
    begun = time.monotonic()
    try:
        yield
    finally:
        left = least - (time.monotonic() - begun)
        if left > 0:
            time.sleep(left)
