"""Handing one message to the mail server. Tells apart what surely was not sent from what nobody can know."""

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from portal.settings import Settings
from registry.core.clock import Clock
from registry.tasks.queue import Message

TIMEOUT_SECONDS = 20.0
_LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})


class NotSent(Exception):
    """The server surely did not take the message; `final`: asking again would not change that."""

    def __init__(self, told: str, *, final: bool = False) -> None:
        super().__init__(told)
        self.final = final


class PerhapsSent(Exception):
    """The connection was lost after the words had begun to leave: only the recipient knows."""


def send(message: Message, settings: Settings, clock: Clock, begin: Callable[[], bool]) -> bool:
    """Send one message. `begin` is called once the server is ready and before anything leaves; its False stops it.

    Returns whether it was handed over. Raises NotSent or PerhapsSent; neither names the recipient.
    """
    address = urlsplit(settings.smtp_url)
    try:
        server = _connected(address)
    except (smtplib.SMTPException, OSError) as problem:
        raise NotSent(_told(problem)) from None
    try:
        if not begin():
            return False
        _hand_over(server, _written(message, settings, clock))
    finally:
        server.close()
    return True


def _connected(address: SplitResult) -> smtplib.SMTP:
    """A server that knows us; encrypted unless it is this very machine."""
    host = address.hostname or "localhost"
    if address.scheme == "smtps":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, address.port or 465, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, address.port or 587, timeout=TIMEOUT_SECONDS)
    try:
        server.ehlo()
        if address.scheme != "smtps" and host not in _LOCAL:
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _hand_over(server: smtplib.SMTP, mail: EmailMessage) -> None:
    try:
        server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as problem:
        codes = [code for code, _ in problem.recipients.values()]
        raise NotSent(f"SMTPRecipientsRefused {codes[0]}", final=all(code >= 500 for code in codes)) from None
    except smtplib.SMTPResponseException as problem:
        raise NotSent(_told(problem), final=problem.smtp_code >= 500) from None
    except (smtplib.SMTPException, OSError) as problem:
        raise PerhapsSent(_told(problem)) from None


def _written(message: Message, settings: Settings, clock: Clock) -> EmailMessage:
    mail = EmailMessage()
    sender = settings.mail_from or f"zhimen@{settings.host}"
    mail["From"], mail["To"], mail["Subject"] = sender, message.to, message.subject
    mail["Date"] = format_datetime(clock.now())
    # The same for every attempt: a recipient's server may recognise a second copy.
    mail["Message-ID"] = f"<{message.ref}@{parseaddr(sender)[1].rpartition('@')[2] or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body)
    return mail


def _told(problem: Exception) -> str:
    code = getattr(problem, "smtp_code", None)
    return f"{type(problem).__name__} {code}" if code else type(problem).__name__
