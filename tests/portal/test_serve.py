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
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from portal.backup.unfinished import MARK
from portal.clocks import SystemClock
from portal.database import make_writer, unit
from portal.schema import upgrade
from portal.serve import MOST_FALSE_STARTS, announce, main, obstacle, web_command, worker_command
from portal.settings import Settings
from registry.core.crypto import KeyRing
from registry.index_keys.noting import note_index_key
from tests.portal.test_tether import gone
from tests.structure.source import ROOT

SUPERVISOR = """
import sys
from pathlib import Path
import portal.serve as serve
from portal.settings import Settings
folder = Path(sys.argv[1])
note = "import sys, time; print('x', end='', file=open(sys.argv[1], 'a'), flush=True);"
serve.SETTLED_SECONDS = float(sys.argv[4])
serve.LONGEST_PAUSE = 0.05
serve.web_command = lambda settings: [sys.executable, "-c", note + sys.argv[2], str(folder / "web")]
serve.worker_command = lambda: [sys.executable, "-c", note + sys.argv[3], str(folder / "worker")]
sys.exit(serve.serve(Settings(data_dir=folder)))
"""


@contextmanager
def supervised(folder: Path, web: str, worker: str, settled: float = 30) -> Iterator[subprocess.Popen[bytes]]:
    """The supervisor over two small programs, each of which notes its start; whoever lives `settled` started well."""
    command = [sys.executable, "-c", SUPERVISOR, str(folder), web, worker, str(settled)]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, cwd=ROOT, stderr=said)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(true: Callable[[], object], seconds: float = 60) -> None:
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


def test_a_web_server_that_was_up_and_dies_is_started_again(tmp_path: Path) -> None:
    with supervised(tmp_path, "time.sleep(0.2); sys.exit(7)", "time.sleep(60)", settled=0.1) as process:
        until(lambda: starts(tmp_path, "web") > MOST_FALSE_STARTS + 3, 30)
        assert process.poll() is None
        assert starts(tmp_path, "worker") == 1


def test_a_web_server_that_never_gets_up_ends_it_all_with_its_code_and_plain_words(tmp_path: Path) -> None:
    with supervised(tmp_path, "sys.exit(7)", "time.sleep(60)") as process:
        assert process.wait(15) == 7
    assert starts(tmp_path, "web") == MOST_FALSE_STARTS + 1
    assert "网页服务无法启动" in (tmp_path / "said").read_text("utf-8")


def test_a_killed_supervisor_leaves_nobody_behind(tmp_path: Path) -> None:
    note = "import os; print(os.getpid(), file=open(sys.argv[1] + '.pid', 'w'), flush=True); time.sleep(60)"
    with supervised(tmp_path, note, note) as process:
        until(lambda: all((tmp_path / f"{name}.pid").exists() for name in ("web", "worker")))
        time.sleep(0.1)
        process.kill()
        process.wait()
        for name in ("web", "worker"):
            assert gone(int((tmp_path / f"{name}.pid").read_text()))


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
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


def prepared(folder: Path) -> Settings:
    """Settings of a register that can be served."""
    settings = Settings(data_dir=folder, port=free_port(), workers=2)
    writer = make_writer(settings.database)
    upgrade(writer, settings)
    writer.dispose()
    return settings


def test_nothing_is_in_the_way_of_a_whole_register_on_a_free_port(tmp_path: Path) -> None:
    assert obstacle(prepared(tmp_path)) is None


def test_a_register_held_by_a_long_import_is_in_nobodys_way(tmp_path: Path) -> None:
    settings = prepared(tmp_path)
    writer = make_writer(settings.database)
    with writer.connect() as holder, holder.begin():
        begun = time.monotonic()
        assert obstacle(settings) is None
        assert time.monotonic() - begun < 2
    writer.dispose()


def test_keys_of_another_register_are_named(tmp_path: Path) -> None:
    settings = prepared(tmp_path)
    writer = make_writer(settings.database)
    with unit(writer, settings) as session:
        note_index_key(session, SystemClock(), KeyRing.generate())
    writer.dispose()
    assert "INDEX_KEY" in (obstacle(settings) or "")
    (tmp_path / "keys").write_text("k1:short\nshort")
    assert "密钥" in (obstacle(settings) or "")


def test_a_port_that_another_server_shares_is_refused(tmp_path: Path) -> None:
    settings = prepared(tmp_path)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind((settings.host, settings.port))
        other.listen()
        assert str(settings.port) in (obstacle(settings) or "")


def test_no_register_and_a_file_that_is_none_are_named(tmp_path: Path) -> None:
    assert "flask upgrade" in (obstacle(Settings(data_dir=tmp_path, port=free_port())) or "")
    (tmp_path / MARK).touch()
    assert "restore" in (obstacle(Settings(data_dir=tmp_path, port=free_port())) or "")
    (tmp_path / MARK).unlink()
    (tmp_path / "register.db").write_bytes(b"this is no register" * 1000)
    assert "打不开登记库" in (obstacle(Settings(data_dir=tmp_path, port=free_port())) or "")


def test_a_start_in_vain_says_why_and_exits_with_a_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PORT", "eighty")
    assert main() == 2
    monkeypatch.setenv("PORT", str(free_port()))
    assert main() == 2
    said = capsys.readouterr().err
    assert "PORT" in said
    assert "flask upgrade" in said
    assert "Traceback" not in said


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(settings: Settings) -> dict[str, str]:
    """The variables under which the commands run on these settings."""
    folder = str(settings.data_dir)
    return {
        "PATH": os.environ["PATH"], "HOME": folder, "DATA_DIR": folder, "PORT": str(settings.port),
        "SEARCH_URL": "memory:",
    }  # fmt: skip


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of the real web server on an empty register, and its output."""
    folder = tmp_path_factory.mktemp("served")
    settings = replace(prepared(folder), workers=1)
    log = folder / "output.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            web_command(settings), cwd=ROOT, env=environment(settings), stdout=output, stderr=subprocess.STDOUT
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

    @pytest.mark.faults
    @pytest.mark.parametrize(
        "begun",
        [b"", b"GET / HTTP/1.1\r\nX: ", b"POST /check HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\nnumber=1"],
        ids=["nothing said", "half a head", "half a body"],
    )
    def test_callers_who_never_finish_keep_nobody_out(self, web: tuple[str, Path], begun: bytes) -> None:
        address, _ = web
        port = int(address.rpartition(":")[2])
        with ExitStack() as stack:
            for _ in range(150):
                caller = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
                caller.sendall(begun)
            for _ in range(5):
                assert answers(address)
                with urlopen(f"{address}/en/check", timeout=5) as answer:
                    assert answer.status == 200

    def test_what_was_typed_is_in_no_output(self, web: tuple[str, Path]) -> None:
        address, log = web
        for path in ("/check?number=canary-1", "/nothing?q=canary-2", "/d/canary-3", "/en/search?q=canary-4"):
            fetch(address + path)
        urlopen(f"{address}/check", data=b"number=canary-5&surname=canary-6").close()
        assert "canary" not in log.read_text("utf-8", "replace")


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(each) for each in found.split()]


@pytest.mark.slow
@pytest.mark.faults
class TestTheRealServerUnderFire:
    """`kill -9` of each process in turn: whoever is left carries on, whoever is missing comes back."""

    @pytest.fixture
    def whole(self, tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
        settings = prepared(tmp_path)
        command = [sys.executable, "-m", "portal.serve"]
        with (tmp_path / "output.txt").open("wb") as output:
            process = subprocess.Popen(command, cwd=ROOT, env=environment(settings), stdout=output, stderr=output)
        address = f"http://127.0.0.1:{settings.port}"
        try:
            until(lambda: process.poll() is None and answers(address), 40)
            yield address, process
        finally:
            process.terminate()
            process.wait(30)

    def test_killed_parts_come_back_and_the_whole_goes_on(self, whole: tuple[str, subprocess.Popen[bytes]]) -> None:
        address, process = whole
        master, worker = children(process.pid)
        until(lambda: len(children(master)) == 2)

        os.kill(children(master)[0], signal.SIGKILL)
        until(lambda: answers(address))
        until(lambda: len(children(master)) == 2)
        os.kill(worker, signal.SIGKILL)
        until(lambda: len(children(process.pid)) == 2 and worker not in children(process.pid))
        os.kill(master, signal.SIGKILL)
        until(lambda: master not in children(process.pid) and len(children(process.pid)) == 2, 30)
        until(lambda: answers(address), 30)

        assert process.poll() is None
        left = [*children(process.pid), *(each for one in children(process.pid) for each in children(one))]
        process.kill()
        assert all(gone(each, 15) for each in left)
        assert not answers(address)
