"""`python -m portal.serve`: the web server and one worker process, started, watched, replaced and stopped together."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType

from sqlalchemy.exc import DBAPIError

from portal.backup.unfinished import refuse_unfinished
from portal.database import make_reader
from portal.intake import AT_WORK, READERS
from portal.schema import StartRefused, gate, key_gate
from portal.settings import Settings, SettingsError, from_environment
from portal.tether import end_with
from portal.wiring import keyring
from registry.core.crypto import KeyRingInvalid

CONNECTIONS = 2048  # open at once, per web process
TURN_SECONDS = 0.2
SETTLED_SECONDS = 30.0  # who lived this long had started well; its end is an accident, not a fault of its start
MOST_FALSE_STARTS = 4  # so many ends in a row, each before it had settled: it cannot go on
LONGEST_PAUSE = 30.0
STOP_SECONDS = 15.0


def web_command(settings: Settings) -> list[str]:
    """The web server's command line: granian, so many workers, no banner, no query strings in any log.

    A killed worker is replaced; by default its end would end the whole server. What granian calls backpressure counts
    connections, idle ones too: few of them and some open browsers keep everybody else out. It warns of threads that
    wait for bodies (portal/intake.py), hence the level of its log.
    """
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", settings.host, "--port", str(settings.port),
        "--workers", str(settings.workers), "--no-access-log", "--log-level", "error", "--no-ws",
        "--backpressure", str(CONNECTIONS), "--backlog", str(CONNECTIONS), "--http1-header-read-timeout", "10000",
        "--blocking-threads", str(AT_WORK + READERS), "--blocking-threads-idle-timeout", "600", "--http", "1",
        "--respawn-failed-workers", "--workers-kill-timeout", "5", "--factory", "wsgi:guarded",
    ]  # fmt: skip


def worker_command() -> list[str]:
    """The worker's command line."""
    return [sys.executable, "-m", "flask", "--app", "wsgi", "work"]


class Kept:
    """A program that is started again when it ends: at once after a long life, ever later after short ones."""

    def __init__(self, name: tuple[str, str], command: list[str]) -> None:
        self.name = name
        self.false_starts = 0
        self._command = command
        self._start()

    def _start(self) -> None:
        # In a session of its own, a terminal's Ctrl-C or hang-up reaches only us, who stop both in order.
        self.process = subprocess.Popen(self._command, start_new_session=True, preexec_fn=end_with(os.getpid()))
        self._begun = time.monotonic()
        self._again: float | None = None

    def look(self) -> None:
        """Notice an end, and start again when the pause is over."""
        code = self.process.poll()
        if code is None:
            return
        now = time.monotonic()
        if self._again is None:
            self.false_starts = 0 if now - self._begun >= SETTLED_SECONDS else self.false_starts + 1
            pause = min(LONGEST_PAUSE, 2.0 ** (self.false_starts - 1)) if self.false_starts else 0.0
            self._again = now + pause
            say(
                f"{self.name[0]}意外结束（代码 {code}），{pause:g} 秒后重新启动 / "
                f"the {self.name[1]} ended unexpectedly ({code}); starting it again in {pause:g} s"
            )
        if now >= self._again:
            self._start()

    def stop(self) -> None:
        """Ask it to end."""
        if self.process.poll() is None:
            self.process.terminate()

    def see_off(self) -> None:
        """Wait for its end; whoever does not come to it is killed."""
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def serve(settings: Settings) -> int:
    """Run both until told to stop. Whichever ends is started again; only a web server that never gets up ends it all.

    The exit code: 0 when told to stop, otherwise the web server's own, or 1.
    """
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for told in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(told) != signal.SIG_IGN:  # under nohup a hang-up is not for us
            signal.signal(told, stop)
    _open_files()
    web = Kept(("网页服务", "web server"), web_command(settings))
    worker = Kept(("后台进程", "worker"), worker_command())
    try:
        while not stopping and web.false_starts <= MOST_FALSE_STARTS:
            web.look()
            worker.look()
            time.sleep(TURN_SECONDS)
    finally:
        for each in (web, worker):
            each.stop()
        for each in (web, worker):
            each.see_off()
    if stopping:
        return 0
    say("网页服务无法启动，原因见上 / the web server cannot be kept running; the reason stands above")
    return max(1, web.process.returncode or 1)


def _open_files() -> None:
    """Let our processes open as many files as the system lets us: every connection is one."""
    least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS + 1000
    if least != resource.RLIM_INFINITY and least < wanted:
        enough = wanted if most == resource.RLIM_INFINITY else min(most, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(least, enough), most))


def obstacle(settings: Settings) -> str | None:
    """Why it is no use to start, in plain words; None when nothing is in the way."""
    try:
        refuse_unfinished(settings)
        engine = make_reader(settings.database)
        try:
            gate(engine)
            key_gate(engine, keyring(settings))
        finally:
            engine.dispose()
    except StartRefused as problem:
        return f"不能启动：登记库不符合要求 / the register cannot be served: {problem}"
    except (SettingsError, KeyRingInvalid) as problem:
        return f"不能启动：密钥不能用 / the keys cannot be used: {problem}"
    except (DBAPIError, OSError) as problem:
        return f"不能启动：打不开登记库 / the register cannot be opened: {getattr(problem, 'orig', problem)}"
    return _taken(settings.host, settings.port)


def _taken(host: str, port: int) -> str | None:
    """Whether somebody listens there already: granian would share the port and both would answer in turn."""
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            return None
    except OSError as problem:
        return f"不能启动：地址 {host}:{port} 用不了 / cannot listen at {host}:{port}: {problem.strerror}"


def announce(settings: Settings) -> None:
    """Print the address and, for a demo, what to try."""
    print(f"\n知门 · {settings.association}\n  http://{settings.host}:{settings.port}/", flush=True)
    print(f"  English: http://{settings.host}:{settings.port}/en/", flush=True)
    notes = settings.data_dir / "demo.txt"
    if settings.demo and notes.exists():
        print("\n" + notes.read_text("utf-8"), flush=True)
    print("按 Ctrl-C 停止 / Ctrl-C stops\n", flush=True)


def say(words: str) -> None:
    """One line for whoever runs the server."""
    print(words, file=sys.stderr, flush=True)


def main(run: Callable[[Settings], int] = serve) -> int:
    """Start unless something is in the way; the exit code."""
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    try:
        settings = from_environment()
    except SettingsError as problem:
        say(f"不能启动：设置有误 / cannot start: {problem}")
        return 2
    if words := obstacle(settings):
        say(words)
        return 2
    announce(settings)
    return run(settings)


if __name__ == "__main__":
    sys.exit(main())
