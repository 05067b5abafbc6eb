"""The application as a server or the command line finds it."""

from flask import Flask

from portal import create_app
from portal.schema import gate
from search.query import warm

app = create_app()


def guarded() -> Flask:
    """The application for serving, once the register has passed the gate. Raises StartRefused."""
    gate(app.extensions["register_writer"])
    warm()  # the first family to search must not wait for dictionaries
    return app
