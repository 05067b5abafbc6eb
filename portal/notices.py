"""Maintenance notices on top of every page: read from the record, and only when it has grown (R087)."""

from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from portal.caching import snapshot_position
from portal.database import read_session
from portal.wiring import wiring
from registry.operations.disclosure import NoticeFace, notices, showing

EXTENSION = "notices"


@dataclass(slots=True)
class Board:
    """The notices as of one position of the record, kept by each process."""

    position: int = -1
    faces: tuple[NoticeFace, ...] = ()


def init_notices(app: Flask) -> None:
    """Give every template `maintenance()`."""
    app.extensions[EXTENSION] = Board()
    app.jinja_env.globals["maintenance"] = maintenance


def maintenance() -> list[NoticeFace]:
    """What stands on every page now. Nothing when the register cannot be read: the page that says so must come out."""
    board: Board = current_app.extensions[EXTENSION]
    try:
        session = read_session()
        position = snapshot_position(session)
        if board.position != position:
            board.faces, board.position = tuple(notices(session)), position
    except SQLAlchemyError:
        return []
    return showing(board.faces, wiring().clock.now())
