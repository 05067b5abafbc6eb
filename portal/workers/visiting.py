"""The own page that a person's code opens for some minutes, without an account: hung onto the browser's cookie."""

from flask import session

from portal.database import read_session
from portal.wiring import wiring
from registry.core.actor import Actor, Role
from registry.workers.queries_codes import visitor_of

_VISIT = "own_page"


def begin_visit(code_ref: str) -> None:
    """Remember, in this browser, which code opened the page; when it closes stands in the register."""
    session[_VISIT] = code_ref


def visit_ref() -> str:
    """The ref of the code that opened the page, or ""."""
    return str(session.get(_VISIT, ""))


def forget_visit() -> None:
    """Forget it in this browser."""
    session.pop(_VISIT, None)


def own_actor() -> Actor | None:
    """The person whose page is open in this browser, acting in their own name; None when none is."""
    ref = visit_ref()
    person = visitor_of(read_session(), ref, wiring().clock.now()) if ref else None
    return Actor(person, Role.WORKER, "") if person else None
