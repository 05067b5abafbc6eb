"""A change of the index key that is killed: the register goes on as it was, and the next run ends it."""

import multiprocessing
import os
import signal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from portal.database import make_writer, unit, write_unit
from portal.settings import Settings
from portal.wiring import keyring, wiring
from registry.core.clock import FixedClock
from registry.index_keys.queries import in_force
from tests import postgresql
from tests.conftest import application
from tests.faults.rotating import rotate_and_die
from tests.make.index_keys import town

pytestmark = [pytest.mark.faults, pytest.mark.slow]
FORK = multiprocessing.get_context("fork")
MOMENTS = (0, 3, 6, 9, 12, 15, 18, -1)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_killed_at_any_moment_everybody_is_found_and_it_can_be_begun_again(
    request: pytest.FixtureRequest, clock: FixedClock, tmp_path: Path, engine: str
) -> None:
    register: Path = request.getfixturevalue("register")
    url = ""
    if engine == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        url = postgresql.fresh_database(server, f"rotated_{os.urandom(4).hex()}", "register_template")
    settings = Settings(data_dir=register.parent, search_url="memory:", database_url=url)
    writer = make_writer(settings.database)
    with unit(writer, settings) as session:
        here = town(session, clock, keyring(settings), tmp_path / "rosters")
    for moment in MOMENTS:
        with Session(writer) as session:
            before = in_force(session)
        writer.dispose()
        child = FORK.Process(target=rotate_and_die, args=(settings, clock, moment))
        child.start()
        child.join(60)
        assert child.exitcode == -signal.SIGKILL, "it was to die in the middle: fewer statements than thought?"
        with Session(writer) as session:
            assert in_force(session) == before
        with application(settings, clock) as app, app.app_context(), write_unit() as session:
            held = here.seen(session, wiring().keyring, clock)
            assert all(held.values()), (moment, held)
    assert len(keyring(settings).index_proofs) == 2, "every new run takes up the key that the first had made"
    with application(settings, clock) as app:
        assert app.test_cli_runner().invoke(args=["keys", "rotate-index"]).exit_code == 0
    with application(settings, clock) as app, app.app_context(), write_unit() as session:
        assert in_force(session) == wiring().keyring.index_proof == keyring(settings).index_proof != before
        assert all(here.seen(session, wiring().keyring, clock).values())
    writer.dispose()
