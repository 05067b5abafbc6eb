"""A load generator: a few keep-alive connections on the loopback, bounded in time, every latency kept.

It runs as a process of its own (`python -m bench.load`), so that it takes its share of the machine as any client would.
"""

import json
import os
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 6
PATIENCE_SECONDS = 120.0  # for one answer


@dataclass(frozen=True, slots=True)
class Wave:
    """One stretch of load: requests a second, latencies in ms, bytes of a mean answer, answers by status.

    `cpu` is the server's own processor time per request in ms, which a busy neighbour does not lengthen.
    """

    rate: float
    p50: float
    p99: float
    size: int
    statuses: dict[str, int]
    cpu: float = 0.0

    def expect(self, status: int) -> "Wave":
        """The wave itself, if every answer had this status. Raises RuntimeError otherwise."""
        if set(self.statuses) != {str(status)}:
            raise RuntimeError(f"answers were not all {status}: {self.statuses}")
        return self


@dataclass(frozen=True, slots=True)
class Request:
    """A GET to be sent."""

    path: str
    headers: tuple[tuple[str, str], ...] = ()

    def wire(self, port: int) -> bytes:
        """As it goes over the wire."""
        lines = [f"GET {self.path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept: */*"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


@dataclass(frozen=True, slots=True)
class Server:
    """A server under load: its port, and the process whose family it is."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Processor time that the process and its descendants have used."""
        return sum(_own_cpu(pid) for pid in _family(self.pid))


def wave(server: Server, requests: Sequence[Request], seconds: float, connections: int = CONNECTIONS) -> Wave:
    """Send the requests round and round from a process of their own for so long, and await what is under way then.

    So a page of many seconds is answered once on each connection at least, and no wave works on into the next.
    """
    asked = {
        "port": server.port,
        "seconds": seconds,
        "connections": connections,
        "wires": [request.wire(server.port).decode("latin-1") for request in requests],
    }
    before = server.cpu_seconds()
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    used = server.cpu_seconds() - before
    return Wave(**told, cpu=1000 * used / max(1, sum(told["statuses"].values())))


def _family(pid: int) -> list[int]:
    """A process and all that descend from it (Linux)."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def _own_cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class _Connection:
    """One keep-alive connection: at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.end = -1
        self.sent = 0.0

    def send(self, wire: bytes) -> None:
        self.buffer, self.end = b"", -1
        self.sent = time.perf_counter()
        self.socket.sendall(wire)

    def receive(self) -> bool:
        """Take what has come; True once the answer is whole. Raises RuntimeError when the server hangs up."""
        got = self.socket.recv(262_144)
        if not got:
            raise RuntimeError("the server closed a connection")
        self.buffer += got
        if self.end < 0:
            self.end = _length(self.buffer)
        if self.end == _CHUNKED:
            return self.buffer.endswith(b"0\r\n\r\n")
        return 0 <= self.end <= len(self.buffer)


_CHUNKED = -2


def _length(buffer: bytes) -> int:
    """Bytes of the whole answer, -1 while its head is not there, _CHUNKED when only its end tells."""
    head_end = buffer.find(b"\r\n\r\n")
    if head_end < 0:
        return -1
    head = buffer[:head_end].lower()
    at = head.find(b"\r\ncontent-length:")
    if at >= 0:
        return head_end + 4 + int(head[at + 17 :].split(b"\r\n", 1)[0])
    if b"transfer-encoding: chunked" in head:
        return _CHUNKED
    return head_end + 4


def _main() -> None:
    asked = json.load(sys.stdin)
    wires = [wire.encode("latin-1") for wire in asked["wires"]]
    selector = selectors.DefaultSelector()
    statuses: dict[str, int] = {}
    latencies: list[float] = []
    size = 0
    turn = 0
    for _ in range(asked["connections"]):
        connection = _Connection(asked["port"])
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(wires[turn % len(wires)])
        turn += 1
    begun = time.perf_counter()
    until = begun + asked["seconds"]
    while selector.get_map():
        ready = selector.select(PATIENCE_SECONDS)
        if not ready:
            raise RuntimeError(f"no answer within {PATIENCE_SECONDS:g} seconds")
        for key, _ in ready:
            connection = key.data
            if connection.receive():
                now = time.perf_counter()
                latencies.append(now - connection.sent)
                status = connection.buffer[9:12].decode()
                statuses[status] = statuses.get(status, 0) + 1
                size += len(connection.buffer)
                if now < until:
                    connection.send(wires[turn % len(wires)])
                    turn += 1
                else:
                    selector.unregister(connection.socket)
    took = time.perf_counter() - begun
    latencies.sort()
    count = len(latencies)
    print(
        json.dumps(
            {
                "rate": len(latencies) / took,
                "p50": 1000 * latencies[count // 2],
                "p99": 1000 * latencies[min(count - 1, count * 99 // 100)],
                "size": size // count,
                "statuses": statuses,
            }
        )
    )


if __name__ == "__main__":
    _main()
