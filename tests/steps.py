"""How much work a question is to SQLite: counted, so that a busy machine cannot change it."""

from collections.abc import Callable

from sqlalchemy.orm import Session

GRAIN = 10
A_MILLISECOND = 30_000  # steps, about; less than that more is no growth that anybody could notice


def steps_of(session: Session, work: Callable[[], object]) -> int:
    """Steps of SQLite's virtual machine that `work` takes on the session's connection, to the nearest GRAIN."""
    count = 0

    def step() -> int:
        nonlocal count
        count += GRAIN
        return 0

    connection = session.connection().connection.driver_connection
    assert connection is not None
    connection.set_progress_handler(step, GRAIN)
    try:
        work()
    finally:
        connection.set_progress_handler(None, 0)
    return count
