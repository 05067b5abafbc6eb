"""One message to a server that takes it, refuses it, or hangs up: what surely failed is told from what nobody knows."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from portal.mailing import NotSent, PerhapsSent, send
from portal.settings import Settings
from registry.core.clock import FixedClock
from registry.tasks.queue import Message
from tests.mailserver import Behaviour, serving

MESSAGE = Message(
    "ref1", "fang@example.org", "请补正申请（第 2 次）", "您好：\n请登录 http://127.0.0.1/company/ 查看。\n"
)


@pytest.fixture
def server() -> Iterator[Behaviour]:
    with serving() as behaviour:
        yield behaviour


@pytest.fixture
def mail_settings(tmp_path: Path, server: Behaviour) -> Settings:
    return Settings(data_dir=tmp_path, smtp_url=server.url, mail_from="知门 <desk@zhimen.example>")


def test_a_message_arrives_whole_in_chinese(mail_settings: Settings, server: Behaviour, clock: FixedClock) -> None:
    assert send(MESSAGE, mail_settings, clock, lambda: True)
    (got,) = server.received
    assert (got["To"], got["Subject"]) == (MESSAGE.to, MESSAGE.subject)
    assert got.get_content().replace("\r\n", "\n") == MESSAGE.body
    assert got["Message-ID"] == "<ref1@zhimen.example>"
    assert got["Auto-Submitted"] == "auto-generated"


def test_nothing_leaves_when_the_lease_is_lost(mail_settings: Settings, server: Behaviour, clock: FixedClock) -> None:
    assert not send(MESSAGE, mail_settings, clock, lambda: False)
    assert server.received == []


@pytest.mark.parametrize(
    ("answers", "told", "final"),
    [
        ({"RCPT": "550 no such person fang@example.org"}, "SMTPRecipientsRefused 550", True),
        ({"RCPT": "451 try later"}, "SMTPRecipientsRefused 451", False),
        ({"MAIL": "553 not you"}, "SMTPSenderRefused 553", True),
        ({"DATA": "452 full"}, "SMTPDataError 452", False),
        ({"WORDS": "554 spam"}, "SMTPDataError 554", True),
    ],
)
def test_what_the_server_refuses_was_not_sent(
    mail_settings: Settings, server: Behaviour, clock: FixedClock, answers: dict[str, str], told: str, final: bool
) -> None:
    server.answers = answers
    with pytest.raises(NotSent) as refused:
        send(MESSAGE, mail_settings, clock, lambda: True)
    assert (str(refused.value), refused.value.final) == (told, final)
    assert "fang" not in repr(refused.value)


def test_a_server_that_hangs_up_over_the_words_leaves_a_doubt(
    mail_settings: Settings, server: Behaviour, clock: FixedClock
) -> None:
    server.hang_up_after_data = True
    with pytest.raises(PerhapsSent, match="SMTPServerDisconnected"):
        send(MESSAGE, mail_settings, clock, lambda: True)


def test_without_a_server_nothing_begins(mail_settings: Settings, clock: FixedClock) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{taken.getsockname()[1]}"
        begun = []
        with pytest.raises(NotSent, match="ConnectionRefusedError"):
            send(MESSAGE, replace(mail_settings, smtp_url=url), clock, lambda: bool(begun.append(1)))
        assert begun == []


def test_a_foreign_server_without_encryption_is_not_spoken_to(
    mail_settings: Settings, server: Behaviour, clock: FixedClock
) -> None:
    """Every name of this machine but its own loopback counts as foreign."""
    url = server.url.replace("127.0.0.1", "127.0.0.2")
    with pytest.raises(NotSent):
        send(MESSAGE, replace(mail_settings, smtp_url=url), clock, lambda: True)
    assert server.received == []
