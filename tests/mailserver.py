"""A small mail server for the tests: says what it is told to say, keeps what it is given."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


@dataclass
class Behaviour:
    """What the server does: answers per command in place of 250, and whether it hangs up once it has the words."""

    answers: dict[str, str] = field(default_factory=dict)
    hang_up_after_data: bool = False
    received: list[EmailMessage] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """Its address as a setting."""
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def serving() -> Iterator[Behaviour]:
    """A server on a free port, until the end of the block."""
    behaviour = Behaviour()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 ready")
            while line := self.rfile.readline():
                verb = line.split()[0].upper().decode()
                if verb == "QUIT":
                    self._say("221 bye")
                    return
                if verb == "DATA" and "DATA" not in behaviour.answers:
                    self._say("354 go on")
                    words = b"".join(iter(lambda: self.rfile.readline(), b".\r\n"))
                    behaviour.received.append(message_from_bytes(words, policy=default))
                    if behaviour.hang_up_after_data:
                        return
                    self._say(behaviour.answers.get("WORDS", "250 taken"))
                else:
                    self._say(behaviour.answers.get(verb, "250 fine"))

        def _say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        behaviour.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield behaviour
        finally:
            server.shutdown()
            thread.join()
