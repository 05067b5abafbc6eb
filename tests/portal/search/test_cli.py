"""The index from the command line: what it says, what it builds, and how it ends."""

import shutil
from collections.abc import Iterator

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from portal import create_app
from portal.database import db
from portal.indexing import index_lock
from portal.search import cli
from portal.settings import Settings
from registry.core.clock import FixedClock
from registry.record import reading
from tests.portal.search.conftest import Enrol


@pytest.fixture
def disk(settings: Settings, clock: FixedClock) -> Iterator[Flask]:
    """The application with an index on disk."""
    made = create_app(Settings(data_dir=settings.data_dir), clock=clock)
    yield made
    made.extensions["wiring"].search.close()
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
    made.extensions["register_writer"].dispose()


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["index", *words])


def test_update_builds_follows_and_heals(disk: Flask, settings: Settings, enrol: Enrol, session: Session) -> None:
    enrol()
    assert run(disk, "status").exit_code == 1
    built = run(disk, "update")
    assert built.exit_code == 0, built.output
    at = reading.position(session)
    session.commit()
    told = run(disk, "status")
    assert (told.exit_code, f"索引到第 {at} 条" in told.output, "1 份文档" in told.output) == (0, True, True)
    enrol()
    behind = run(disk, "status")
    assert behind.exit_code == 1
    assert run(disk, "update").exit_code == 0
    assert "2 份文档" in run(disk, "status").output
    disk.extensions["wiring"].search.close()
    shutil.rmtree(settings.data_dir / "index")
    assert run(disk, "status").exit_code == 1
    assert run(disk, "update").exit_code == 0
    assert run(disk, "status").exit_code == 0


def test_a_damaged_index_is_found_and_built_anew(
    disk: Flask, settings: Settings, enrol: Enrol, caplog: pytest.LogCaptureFixture
) -> None:
    enrol()
    run(disk, "update")
    disk.extensions["wiring"].search.close()
    for path in (settings.data_dir / "index").glob("g*/*.seg"):
        path.write_bytes(b"\0" * path.stat().st_size)
    assert run(disk, "update").exit_code == 0
    assert "cannot be trusted" in caplog.text
    assert run(disk, "status").exit_code == 0


def test_rebuild_makes_a_new_one(disk: Flask, settings: Settings, enrol: Enrol) -> None:
    enrol()
    run(disk, "update")
    before = (settings.data_dir / "index" / "CURRENT").read_text()
    assert run(disk, "rebuild").exit_code == 0
    assert (settings.data_dir / "index" / "CURRENT").read_text() != before


def test_a_worker_at_work_is_waited_for_but_not_for_ever(
    disk: Flask, settings: Settings, enrol: Enrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrol()
    monkeypatch.setattr(cli, "WAIT_SECONDS", 0.05)
    with index_lock(settings, 1):
        refused = run(disk, "update")
    assert refused.exit_code == 1
    assert "正在写索引" in refused.output
