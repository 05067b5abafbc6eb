"""Whose file stands open: nothing about a person is proposed or shown without the purpose noted before."""

from sqlalchemy.orm import Session

from portal.signing import current_actor
from portal.wiring import wiring
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND
from registry.looks.finding import PersonLine, lines_of
from registry.looks.queries import has_open_file


def opened_line(session: Session, ref: str) -> PersonLine | None:
    """The person as the post may see one, if the file was opened lately. Raises NotFound for nobody."""
    actor, at = current_actor(), wiring()
    lines = lines_of(session, at.keyring, actor.role, [ref])
    if not lines:
        raise NotFound(NOT_FOUND)
    return lines[0] if has_open_file(session, actor.ref, ref, at.clock.now()) else None
