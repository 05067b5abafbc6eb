"""The maintenance notices as of one position of the record, kept by each process (R087)."""

from dataclasses import dataclass

from flask import current_app
from sqlalchemy.orm import Session

from portal.database import snapshot_position
from registry.operations.disclosure import NoticeFace, notices

_EXTENSION = "notices"


@dataclass(frozen=True, slots=True)
class _Board:
    position: int = -1
    faces: tuple[NoticeFace, ...] = ()


def every_notice(session: Session) -> tuple[NoticeFace, ...]:
    """Every notice that was not withdrawn, read only when the record has grown."""
    position, board = snapshot_position(session), current_app.extensions.get(_EXTENSION, _Board())
    if board.position != position:
        board = current_app.extensions[_EXTENSION] = _Board(position, tuple(notices(session)))
    faces: tuple[NoticeFace, ...] = board.faces
    return faces
