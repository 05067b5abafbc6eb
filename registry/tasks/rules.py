"""When a failed job is tried again, and when it is given up."""

from datetime import timedelta

ATTEMPTS = 5  # then a person decides (safety F26)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
LEASE = timedelta(minutes=2)  # a worker that has not said anything for so long is taken for dead
KEPT_AFTER_SENDING = timedelta(days=30)  # address and text of a sent message, where they are kept at all


def wait_after(attempts: int) -> timedelta:
    """How long a job rests after its `attempts`-th failure: 30 s, 2 min, 8 min, 32 min, never above 6 h."""
    if attempts < 1:
        raise ValueError("a wait follows a failure")
    return min(FIRST_WAIT * (1 << 2 * min(attempts - 1, 12)), LONGEST_WAIT)


def given_up(attempts: int) -> bool:
    """Whether a job has failed often enough to be left to a person."""
    return attempts >= ATTEMPTS
