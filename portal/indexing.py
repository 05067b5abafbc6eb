"""What the worker and the index commands share: one writer of the index at a time, and a bar while it is built."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from portal.settings import Settings
from portal.writerlock import writer_lock

Told = Callable[[int, int], None]


def index_lock(settings: Settings, wait_seconds: float) -> AbstractContextManager[None]:
    """Hold the right to write the index. Raises Busy when another process keeps it for longer than the wait."""
    return writer_lock(settings.data_dir / "index.lock", wait_seconds)


@contextmanager
def bar(words: str) -> Iterator[Told]:
    """A progress bar on the terminal, told (done, total); it appears with the first telling and stays as a line."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    progress = Progress(*columns, console=Console(file=sys.stderr))

    def told(done: int, total: int) -> None:
        if not progress.tasks:
            progress.add_task(words)
            progress.start()
        progress.update(progress.tasks[0].id, completed=done, total=total)

    try:
        yield told
    finally:
        if progress.tasks:
            progress.stop()
