"""The worker's part that pages do not show: failures, repetition, tidying."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.database import make_reader, unit
from portal.roster_files import RosterFiles
from portal.roster_work import RosterWork
from portal.settings import Settings
from registry.core.actor import Actor, Role
from registry.core.clock import FixedClock
from registry.core.crypto import KeyRing
from registry.rosters.actions_uploads import cancel, receive
from registry.rosters.models import RosterUpload
from tests.make.companies import register_company


@pytest.fixture
def work(settings: Settings, clock: FixedClock, keyring: KeyRing, engine: Engine) -> Iterator[RosterWork]:
    reader = make_reader(settings.database)
    yield RosterWork(settings, clock, keyring, reader, engine)
    reader.dispose()


@pytest.fixture
def upload(settings: Settings, clock: FixedClock, engine: Engine) -> str:
    """The ref of an upload whose file is not there."""
    with unit(engine, settings) as session:
        clerk = Actor("clerk-a", Role.COMPANY_CLERK, "经办", company=register_company(session, clock))
        return receive(session, clerk, clock, size=3)


def state(engine: Engine, ref: str) -> str:
    with Session(engine) as session:
        found = session.get(RosterUpload, ref)
        assert found is not None
        return found.state


@pytest.mark.parametrize(("last", "then"), [(False, "checking"), (True, "failed")])
def test_a_fault_is_left_to_the_queue_until_the_last_try(
    work: RosterWork, engine: Engine, upload: str, last: bool, then: str
) -> None:
    with pytest.raises(FileNotFoundError):
        work.check(upload, last=last)
    assert state(engine, upload) == then


def test_what_is_no_spreadsheet_is_refused_in_words(
    work: RosterWork, settings: Settings, keyring: KeyRing, engine: Engine, upload: str
) -> None:
    files = RosterFiles(settings.staging_dir, keyring)
    files.keep(upload, b"%PDF-1.7")
    work.check(upload, last=False)
    assert state(engine, upload) == "refused"
    assert files.errors(upload) is not None
    work.check(upload, last=False)
    work.apply(upload, last=True)
    assert state(engine, upload) == "refused"


def test_tidying_takes_what_ended(
    work: RosterWork, settings: Settings, keyring: KeyRing, engine: Engine, clock: FixedClock, upload: str
) -> None:
    files = RosterFiles(settings.staging_dir, keyring)
    files.keep(upload, b"x")
    path = next(Path(settings.staging_dir).iterdir())
    long_ago = clock.now().timestamp() - 8 * 86_400
    os.utime(path, (long_ago, long_ago))
    work.tidy()
    assert path.exists()
    with unit(engine, settings) as session:
        found = session.get(RosterUpload, upload)
        assert found is not None
        cancel(session, Actor("a", Role.COMPANY_CLERK, "经办", company=found.company_ref), clock, upload)
    work.tidy()
    assert not path.exists()
