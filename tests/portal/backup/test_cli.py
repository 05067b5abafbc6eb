"""Backing up, trying out and restoring as the keeper types it."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.database import db
from portal.settings import Settings
from registry.core.clock import FixedClock
from tests.make.record import recorded, sample
from tests.portal.backup.conftest import House


def typed(app: Flask, *words: str) -> tuple[int, str]:
    outcome = app.test_cli_runner().invoke(args=[*words])
    if outcome.exception is not None and not isinstance(outcome.exception, SystemExit):
        raise outcome.exception
    return outcome.exit_code, outcome.output


def opened(settings: Settings, clock: FixedClock) -> Flask:
    return create_app(settings, clock=clock)


def closed(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    app.extensions["register_writer"].dispose()


def test_the_whole_round(house: House, tmp_path: Path) -> None:
    with house.writing() as session:
        recorded(session, house.clock, [sample(), sample()])
    app = opened(house.settings, house.clock)
    assert typed(app, "backup", "drill")[0] == 1
    code, told = typed(app, "backup", str(tmp_path / "first"))
    assert (code, "2 entries" in told) == (0, True), told
    assert typed(app, "backup", str(tmp_path / "first"))[0] == 1
    assert typed(app, "backup", "drill")[0] == 0
    assert "drill passed" in typed(app, "backup", "list")[1]
    place = house.elsewhere(tmp_path / "place")
    shutil.copyfile(house.settings.data_dir / "keys", place.data_dir / "keys")
    other = opened(place, house.clock)
    code, told = typed(other, "restore", str(tmp_path / "first"))
    assert (code, "--no-ledger" in told) == (2, True)
    code, told = typed(other, "restore", str(tmp_path / "first"), "--ledger", str(house.settings.ledger_path))
    assert code == 0, told
    code, verified = typed(other, "record", "verify")
    assert code == 0, verified
    assert typed(other, "audit", "verify")[0] == 0
    assert verified.rsplit(" ", 1)[-1].strip("）\n") in told
    assert typed(other, "restore", str(tmp_path / "first"), "--no-ledger")[0] != 0
    closed(app)
    closed(other)


def test_a_place_with_keys_of_its_own_is_told_to_bring_the_right_ones(sqlite_house: House, tmp_path: Path) -> None:
    house = sqlite_house
    with house.writing() as session:
        recorded(session, house.clock, [sample()])
    house.back_up(tmp_path / "backup")
    app = opened(replace(house.elsewhere(tmp_path / "place")), house.clock)
    code, told = typed(app, "restore", str(tmp_path / "backup"), "--no-ledger")
    assert code == 1
    assert "put its keys in place first" in told
    closed(app)


@pytest.mark.parametrize("words", [("backup",), ("backup", "a", "b"), ("restore",), ("restore", "nowhere")])
def test_what_makes_no_sense_is_told(app: Flask, words: tuple[str, ...]) -> None:
    assert typed(app, *words)[0] == 2
