"""Long addresses and bodies that do not come: refused in plain words, and never at the cost of the pages."""

import io
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

import portal.intake as intake
from portal.intake import (
    AT_WORK,
    LONGEST_ADDRESS,
    READERS,
    READERS_OF_ONE,
    TURNS,
    Intake,
    Readers,
)
from tests.pages import PageClient

LANGUAGES = pytest.mark.parametrize("language", ["", "/en"])


class Never:
    """A body that does not come until it is let."""

    def __init__(self) -> None:
        self.comes = threading.Event()

    def read(self, length: int) -> bytes:
        self.comes.wait(10)
        return b"x" * length


def passed(environ: dict[str, Any], _start: object) -> Iterator[bytes]:
    """An application that answers with what it would refuse, or else with the body."""
    refused = environ.get("portal.intake.refused")
    return iter([str(refused).encode() if refused else environ["wsgi.input"].read()])


def asked(body: Any = None, length: int = 3, address: str = "198.51.100.1", **more: Any) -> dict[str, Any]:
    """The environment of a request with a body."""
    return {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/check", "QUERY_STRING": "", "REMOTE_ADDR": address,
        "CONTENT_LENGTH": str(length), "wsgi.input": body or io.BytesIO(b"abc"), **more,
    }  # fmt: skip


def answer(app: Intake, environ: dict[str, Any]) -> bytes:
    """The whole answer."""
    return b"".join(app(environ, lambda *_: None))


@pytest.fixture
def renewed() -> list[bool]:
    """Filled when the process would start anew."""
    return []


@pytest.fixture
def taking(renewed: list[bool]) -> Intake:
    return Intake(passed, 1000, lambda: renewed.append(True))


@LANGUAGES
@pytest.mark.parametrize("address", ["/search?q=a&x=", "/nothing/", "/check?number="])
def test_an_address_too_long_is_refused_and_not_repeated(pages: PageClient, language: str, address: str) -> None:
    body = pages.get(language + address + "9" * LONGEST_ADDRESS, status=414).get_data(as_text=True)
    assert "99999" not in body
    assert ("地址太长" if not language else "The address is too long") in body
    pages.get(language + address.replace("/nothing/", "/services?x=") + "9" * (LONGEST_ADDRESS - 100), status=200)


@LANGUAGES
def test_a_body_cut_short_and_one_of_unknown_length_are_refused_with_a_page(app: Flask, language: str) -> None:
    said = "请求有误" if not language else "The request cannot be read"
    client = app.test_client()
    cut = client.post(f"{language}/check", data=b"number=1", environ_overrides={"CONTENT_LENGTH": "50"})
    endless = client.post(f"{language}/check", headers={"Transfer-Encoding": "chunked"}, data=b"number=1")
    for refused in (cut, endless):
        assert refused.status_code in {400, 411}
        assert said in refused.get_data(as_text=True)


def test_a_body_arrives_whole_and_one_too_large_is_the_applications_business(taking: Intake) -> None:
    assert answer(taking, asked()) == b"abc"
    large = Never()
    large.comes.set()
    assert answer(taking, asked(large, length=1001, **{"portal.intake.refused": "unread"})) == b"unread"


def test_those_who_never_finish_hold_their_places_and_no_others(taking: Intake, renewed: list[bool]) -> None:
    body = Never()
    threads = [
        threading.Thread(target=answer, args=(taking, asked(body, address=f"10.0.{n % READERS_OF_ONE}.1")))
        for n in range(READERS)
    ]
    for thread in threads:
        thread.start()
    until_full(taking)
    assert answer(taking, asked(address="203.0.113.9")) == b"503"
    assert answer(taking, asked(address="203.0.113.9", CONTENT_LENGTH="")) == b"abc"  # nothing to wait for
    assert renewed == []
    body.comes.set()
    for thread in threads:
        thread.join(5)
    assert answer(taking, asked()) == b"abc"


def until_full(taking: Intake) -> None:
    """Wait until every place is taken."""
    end = time.monotonic() + 5
    while len(taking._readers._since) < READERS and time.monotonic() < end:
        time.sleep(0.01)


def test_one_network_holds_few_places(renewed: list[bool]) -> None:
    readers = Readers(lambda: renewed.append(True))
    held = [readers.enter("a") for _ in range(READERS_OF_ONE)]
    assert all(held)
    assert readers.enter("a") is None
    assert readers.enter("b") is not None
    readers.leave(held[0])
    assert readers.enter("a") is not None
    assert renewed == []


def test_places_held_by_the_lost_are_won_back(renewed: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    readers = Readers(lambda: renewed.append(True))
    for _ in range(READERS_OF_ONE):
        readers.enter("a")
    monkeypatch.setattr(intake, "STUCK_SECONDS", -1.0)
    assert readers.enter("b") is not None
    assert renewed == []
    assert readers.enter("a") is None
    assert renewed == [True]


@pytest.mark.parametrize(
    ("method", "path", "turn"),
    [
        ("GET", "/", (False, False)),
        ("POST", "/check", (False, True)),
        ("GET", "/office/", (True, False)),
        ("POST", "/company/people", (True, True)),
    ],
)
def test_only_so_many_are_worked_on_at_once(method: str, path: str, turn: tuple[bool, bool]) -> None:
    busy, most, guard = [0], [0], threading.Lock()

    def slow(_environ: dict[str, Any], _start: object) -> list[bytes]:
        with guard:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
        time.sleep(0.02)
        with guard:
            busy[0] -= 1
        return []

    app = Intake(slow, 1000, lambda: None)
    page = {"REQUEST_METHOD": method, "PATH_INFO": path}
    threads = [threading.Thread(target=answer, args=(app, dict(page))) for _ in range(4 * AT_WORK)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == TURNS[turn]
