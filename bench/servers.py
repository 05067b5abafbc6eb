"""Starting what is measured: the portal as `make run` starts it, and Datasette with its defaults, on free ports."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

from bench.load import Server
from portal.serve import web_command
from portal.settings import Settings

START_SECONDS = 60.0
ROOT = Path(__file__).parent.parent


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def portal(settings: Settings, *, cache: int = 2000, workers: int = 2) -> Iterator[Server]:
    """The portal on a register. `cache` 0: every page is rendered afresh."""
    chosen = replace(settings, port=free_port(), workers=workers)
    env = os.environ | {
        "DATA_DIR": str(chosen.data_dir), "SEARCH_URL": chosen.search, "PAGE_CACHE_ENTRIES": str(cache), "DEMO": "0",
    }  # fmt: skip
    with _running(web_command(chosen), env, chosen.port, "/healthz") as pid:
        yield Server(chosen.port, pid)


@contextmanager
def datasette(register: Path) -> Iterator[Server]:
    """Datasette with its defaults on a register's file."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("datasette")), "serve", str(register), "--port", str(port)]
    with _running(command, dict(os.environ), port, "/-/versions.json") as pid:
        yield Server(port, pid)


@contextmanager
def _running(command: list[str], env: dict[str, str], port: int, path: str) -> Iterator[int]:
    process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _wait(process, port, path)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stderr:
            process.stderr.close()


def _wait(process: "subprocess.Popen[bytes]", port: int, path: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            told = process.stderr.read().decode(errors="replace") if process.stderr else ""
            raise RuntimeError(f"{process.args!r} ended at its start:\n{told[-2000:]}")
        try:
            status, _ = fetch(port, path)
        except OSError:
            time.sleep(0.1)
            continue
        if status == 200:
            return
    raise RuntimeError(f"{process.args!r} did not answer within {START_SECONDS:.0f} s")


def fetch(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str]]:
    """(status, headers with names in lower case) of one GET, the body thrown away."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        answer.read()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()
