"""The application as a server or the command line finds it."""

import gc
import multiprocessing
import signal

from flask import Flask

from portal import create_app
from portal.affinity import keep_to_one_core
from portal.backup.unfinished import refuse_unfinished
from portal.database import db
from portal.index_key import IndexKeyChanged
from portal.schema import StartRefused, gate, key_gate
from portal.settings import SettingsError
from portal.tether import end_with
from portal.wiring import wiring
from search.query import warm

YOUNG = 20_000  # objects made before the collector looks; a page makes some thousand that need it not

try:
    app = create_app()
except SettingsError as problem:
    raise SystemExit(f"不能启动：设置有误 / cannot start: {problem}") from problem


def _settle() -> None:
    """What was loaded by now stays till the end: the collector need not look through all of it at every few pages."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


def guarded() -> Flask:
    """The application for serving, once the register has passed the gate. Ends with words when it has not."""
    master = multiprocessing.parent_process()
    if master is not None and master.pid is not None:
        # A web process whose master was killed would go on answering, with nobody to stop or replace it.
        end_with(master.pid, signal.SIGKILL)()
        if app.extensions["settings"].keep_to_cores:
            app.extensions["core"] = keep_to_one_core(master.pid)
    try:
        refuse_unfinished(app.extensions["settings"])
        with app.app_context():
            # The reading engine: an import that holds the register must not keep a web process from starting.
            gate(db.engine)
            key_gate(db.engine, wiring().keyring)
    except (StartRefused, IndexKeyChanged) as problem:
        raise SystemExit(f"不能启动：登记库不符合要求 / the register cannot be served: {problem}") from problem
    warm()  # the first family to search must not wait for dictionaries
    _settle()
    return app
