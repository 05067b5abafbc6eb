"""`python -m portal.serve`: the web server and one worker process, started, watched and stopped together."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

from portal.settings import Settings, from_environment

RESTART_SECONDS = 2.0


def web_command(settings: Settings) -> list[str]:
    """The web server's command line: granian, so many workers, no banner, no query strings in any log."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", settings.host, "--port", str(settings.port),
        "--workers", str(settings.workers), "--no-access-log", "--log-level", "warning", "--no-ws",
        "--backpressure", "32", "--blocking-threads", "4", "--http", "1", "--factory", "wsgi:guarded",
    ]  # fmt: skip


def worker_command() -> list[str]:
    """The worker's command line."""
    return [sys.executable, "-m", "flask", "--app", "wsgi", "work"]


def serve(settings: Settings) -> int:
    """Run both until told to stop; a worker that dies is started again, a dead web server ends it all."""
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    web = subprocess.Popen(web_command(settings))
    worker = subprocess.Popen(worker_command())
    try:
        while not stopping and web.poll() is None:
            if worker.poll() is not None:
                time.sleep(RESTART_SECONDS)
                worker = subprocess.Popen(worker_command())
            time.sleep(0.2)
    finally:
        for process in (web, worker):
            if process.poll() is None:
                process.terminate()
        for process in (web, worker):
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
    return 0 if stopping else int(web.returncode or 1)


def announce(settings: Settings) -> None:
    """Print the address and, for a demo, what to try."""
    print(f"\n知门 · {settings.association}\n  http://{settings.host}:{settings.port}/", flush=True)
    print(f"  English: http://{settings.host}:{settings.port}/en/", flush=True)
    notes = settings.data_dir / "demo.txt"
    if settings.demo and notes.exists():
        print("\n" + notes.read_text("utf-8"), flush=True)
    print("按 Ctrl-C 停止 / Ctrl-C stops\n", flush=True)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    chosen = from_environment()
    announce(chosen)
    sys.exit(serve(chosen))
