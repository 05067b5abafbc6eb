"""One register with one of everything, for all tests of a module that ask every address as every post."""

from typing import NamedTuple

from flask import Flask

from tests.addresses import ROLES
from tests.desk import Desk
from tests.make.belongings import Things, belongings


class Office(NamedTuple):
    """The application, who signs in, and what stands behind the addresses: the desk's own, another company's."""

    app: Flask
    desk: Desk
    own: Things
    other: Things


def furnished(app: Flask) -> Office:
    """An office on an empty register, with a person at every post."""
    desk = Desk(app, app.extensions["wiring"].clock)
    for role in ROLES:
        desk.actor(role)
    return Office(app, desk, *belongings(app, desk))
