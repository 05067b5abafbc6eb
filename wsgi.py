"""The application as a server or the command line finds it."""

import multiprocessing
import signal

from flask import Flask

from portal import create_app
from portal.backup.unfinished import refuse_unfinished
from portal.database import db
from portal.schema import gate
from portal.tether import end_with
from search.query import warm

app = create_app()


def guarded() -> Flask:
    """The application for serving, once the register has passed the gate. Raises StartRefused."""
    master = multiprocessing.parent_process()
    if master is not None and master.pid is not None:
        # A web process whose master was killed would go on answering, with nobody to stop or replace it.
        end_with(master.pid, signal.SIGKILL)()
    refuse_unfinished(app.extensions["settings"])
    with app.app_context():
        # The reading engine: an import that holds the register must not keep a web process from starting.
        gate(db.engine)
    warm()  # the first family to search must not wait for dictionaries
    return app
