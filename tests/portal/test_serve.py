"""`python -m portal.serve`: two processes under one, no access log, and the real server over a real socket."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from portal.database import make_writer
from portal.schema import upgrade
from portal.serve import announce, web_command, worker_command
from portal.settings import Settings
from tests.structure.source import ROOT

SUPERVISOR = """
import sys
from pathlib import Path
import portal.serve as serve
from portal.settings import Settings
folder = Path(sys.argv[1])
note = "import sys, time; print('x', end='', file=open(sys.argv[1], 'a'), flush=True);"
serve.RESTART_SECONDS = 0.05
serve.web_command = lambda settings: [sys.executable, "-c", note + sys.argv[2], str(folder / "web")]
serve.worker_command = lambda: [sys.executable, "-c", note + sys.argv[3], str(folder / "worker")]
sys.exit(serve.serve(Settings(data_dir=folder)))
"""


@contextmanager
def supervised(folder: Path, web: str, worker: str) -> Iterator[subprocess.Popen[bytes]]:
    """The supervisor over two small programs, each of which notes its start."""
    process = subprocess.Popen([sys.executable, "-c", SUPERVISOR, str(folder), web, worker], cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(true: Callable[[], object], seconds: float = 15) -> None:
    """Wait for something to come true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def starts(folder: Path, name: str) -> int:
    """How often a program was started."""
    path = folder / name
    return len(path.read_text()) if path.exists() else 0


def test_a_worker_that_dies_is_started_again_and_the_web_server_is_left_alone(tmp_path: Path) -> None:
    with supervised(tmp_path, "time.sleep(60)", "sys.exit(1)") as process:
        until(lambda: starts(tmp_path, "worker") >= 3)
        assert process.poll() is None
        assert starts(tmp_path, "web") == 1


def test_a_web_server_that_dies_ends_it_all_with_its_code(tmp_path: Path) -> None:
    with supervised(tmp_path, "sys.exit(7)", "time.sleep(60)") as process:
        assert process.wait(15) == 7


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_stops_both_and_is_content(tmp_path: Path, told: signal.Signals) -> None:
    with supervised(tmp_path, "time.sleep(60)", "time.sleep(60)") as process:
        until(lambda: starts(tmp_path, "web") and starts(tmp_path, "worker"))
        process.send_signal(told)
        assert process.wait(15) == 0


def test_no_log_of_accesses_is_asked_for() -> None:
    command = web_command(Settings(data_dir=Path("/nowhere"), port=8123, workers=3))
    assert "--no-access-log" in command
    assert "--access-log" not in command
    assert command[command.index("--port") + 1] == "8123"
    assert command[command.index("--workers") + 1] == "3"
    assert worker_command()[-1] == "work"


def test_the_announcement_names_the_address_and_what_to_try(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "demo.txt").write_text("试一试：翟", "utf-8")
    announce(Settings(data_dir=tmp_path, port=8123))
    said = capsys.readouterr().out
    assert "http://127.0.0.1:8123/" in said
    assert "http://127.0.0.1:8123/en/" in said
    assert "试一试：翟" in said
    announce(Settings(data_dir=tmp_path, port=8123, demo=False))
    assert "试一试" not in capsys.readouterr().out


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of the real web server on an empty register, and its output."""
    folder = tmp_path_factory.mktemp("served")
    settings = Settings(data_dir=folder, port=free_port(), workers=1)
    writer = make_writer(settings.database)
    upgrade(writer, settings)
    writer.dispose()
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "DATA_DIR": str(folder), "PORT": str(settings.port),
        "SEARCH_URL": "memory:",
    }  # fmt: skip
    log = folder / "output.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            web_command(settings), cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{settings.port}"
    try:
        until(lambda: process.poll() is None and answers(address), 40)
        yield address, log
    finally:
        process.terminate()
        process.wait(15)
        shutil.rmtree(folder, ignore_errors=True)


def answers(address: str) -> bool:
    """Whether the server answers at all."""
    try:
        with urlopen(f"{address}/healthz", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def fetch(address: str) -> None:
    """Ask, whatever the answer."""
    try:
        urlopen(address).close()
    except HTTPError as refused:
        refused.close()


@pytest.mark.slow
class TestTheRealServer:
    def test_it_serves_pages_health_and_compressed_assets(self, web: tuple[str, Path]) -> None:
        address, _ = web
        with urlopen(f"{address}/healthz") as answer:
            assert set(json.load(answer)) == {"status", "record_position", "index_position", "lag"}
        with urlopen(f"{address}/en/") as answer:
            html = answer.read().decode()
            assert answer.headers["Content-Language"] == "en"
            assert answer.headers["Content-Security-Policy"]
        style = html.split('rel="stylesheet" href="')[1].split('"')[0]
        with urlopen(Request(address + style, headers={"Accept-Encoding": "br"})) as answer:
            assert answer.headers["Content-Encoding"] == "br"
            assert "immutable" in answer.headers["Cache-Control"]

    def test_what_was_typed_is_in_no_output(self, web: tuple[str, Path]) -> None:
        address, log = web
        for path in ("/check?number=canary-1", "/nothing?q=canary-2", "/d/canary-3", "/en/search?q=canary-4"):
            fetch(address + path)
        urlopen(f"{address}/check", data=b"number=canary-5&surname=canary-6").close()
        assert "canary" not in log.read_text("utf-8", "replace")
