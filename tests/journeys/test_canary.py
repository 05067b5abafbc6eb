"""Personal data stays where it may be: rosters go in through the front door, then every byte on disk is searched."""

import csv
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from openpyxl import load_workbook

from portal import create_app
from portal.database import db
from portal.settings import Settings
from registry.core.clock import FixedClock
from tests.journeys.files import files_holding

SAMPLES = Path(__file__).parent.parent / "samples" / "rosters"


@pytest.fixture
def app(register: Path, clock: FixedClock) -> Iterator[Flask]:
    """The application with its index on disk."""
    made = create_app(Settings(data_dir=register.parent, demo=True), clock=clock)
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
    made.extensions["register_writer"].dispose()


@pytest.fixture
def cli(app: Flask) -> FlaskCliRunner:
    """The command line of the application."""
    return app.test_cli_runner()


def rows_of(path: Path) -> list[tuple[object, ...]]:
    """The rows of a workbook's first sheet."""
    with closing(load_workbook(path)) as book:
        return list(book.active.iter_rows(values_only=True))


def secrets() -> list[str]:
    """Identity numbers and phones of both rosters, permit numbers too: none may be readable on the disk."""
    head, *rows = rows_of(SAMPLES / "workers_clean.xlsx")
    columns = [head.index(name) for name in ("身份证号", "手机号码", "上门服务证号")]
    found = [str(row[column]) for row in rows for column in columns]
    with (SAMPLES / "workers_gb18030.csv").open(encoding="gb18030", newline="") as file:
        for row in csv.DictReader(file):
            found += [row["身份证号码"].strip(), row["联系电话"].strip(), row["证号"].strip()]
    return [value for value in found if value.isascii() and len(value) >= 10]


def test_no_identity_number_phone_or_permit_number_is_readable_on_the_disk(cli: FlaskCliRunner, app: Flask) -> None:
    told = ""
    for command in (
        ["areas", "load"],
        ["companies", "import", str(SAMPLES / "companies.xlsx"), "--source", "association"],
        ["workers", "import", str(SAMPLES / "workers_clean.xlsx"), "--source", "association"],
        [
            "workers", "import", str(SAMPLES / "workers_gb18030.csv"), "--consent-date", "2026-11-01",
            "--notice-version", "2026-1",
        ],
        ["index", "update"],
    ):  # fmt: skip
        result = cli.invoke(args=command)
        assert result.exit_code == 0, result.output
        told += result.output
    planted = secrets()
    assert len(planted) > 1500
    folder: Path = app.extensions["settings"].data_dir
    assert (folder / "index").is_dir()
    assert files_holding(folder, planted) == {}
    assert [value for value in planted if value in told] == []
    # The search must be able to find something, or this test proves nothing: company names are public.
    assert files_holding(folder, ["云州市"]) != {}


def test_a_faulty_roster_changes_nothing_and_echoes_nobody(cli: FlaskCliRunner, app: Flask) -> None:
    for command in (
        ["areas", "load"],
        ["companies", "import", str(SAMPLES / "companies.xlsx"), "--source", "association"],
    ):
        assert cli.invoke(args=command).exit_code == 0
    before = cli.invoke(args=["record", "verify"]).output
    result = cli.invoke(args=["workers", "import", str(SAMPLES / "workers_faults.xlsx")])
    assert result.exit_code != 0
    for row in (6, 10, 14, 18, 22, 26, 30, 34, 38, 42, 46, 50, 54, 58):
        assert f"第 {row} 行" in result.output
    _, *rows = rows_of(SAMPLES / "workers_faults.xlsx")
    numbers = [str(row[column]) for row in rows for column in (3, 4, 7) if row[column] and len(str(row[column])) > 9]
    assert [number for number in numbers if number in result.output] == []
    assert cli.invoke(args=["record", "verify"]).output == before
