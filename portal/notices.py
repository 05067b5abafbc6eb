"""Maintenance notices on top of every page (R087)."""

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from portal.database import read_session
from portal.noticeboard import every_notice
from portal.wiring import wiring
from registry.core.errors import Unavailable
from registry.operations.disclosure import NoticeFace, showing


def init_notices(app: Flask) -> None:
    """Give every template `maintenance()`."""
    app.jinja_env.globals["maintenance"] = maintenance


def maintenance() -> list[NoticeFace]:
    """What stands on every page now. Nothing when the register cannot be read: the page that says so must come out."""
    try:
        found = every_notice(read_session())
    except (SQLAlchemyError, Unavailable):
        return []
    return showing(found, wiring().clock.now())
