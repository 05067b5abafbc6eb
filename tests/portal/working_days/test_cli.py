"""The calendar from the command line: years the package knows, years by hand, and nothing guessed."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from registry.working_days.queries import calendar_of


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["working-days", *words])


def years(app: Flask) -> dict[int, bool]:
    with Session(app.extensions["register_writer"]) as session:
        return dict(calendar_of(session).years)


def test_a_known_year_is_loaded_once(app: Flask) -> None:
    assert "2026 is loaded" in run(app, "load", "2026").output
    assert "nothing changed" in run(app, "load", "2026").output
    assert years(app) == {2026: False}


def test_an_unknown_year_is_refused_with_words(app: Flask) -> None:
    refused = run(app, "load", "2027")
    assert refused.exit_code == 1
    assert "does not know 2027 yet" in refused.output
    assert years(app) == {}


def test_a_year_by_hand_and_its_confirmation(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    file.write_text("﻿2027-01-01,holiday,元旦\n2027-02-20, make_up ,春节\n", "utf-8")
    assert run(app, "load", "2027", "--days", str(file)).exit_code == 1  # without a reason
    assert "provisional" in run(app, "load", "2027", "--days", str(file), "--why", "先行录入").output
    assert years(app) == {2027: True}
    assert run(app, "confirm", "2027", "--why", "国办通知").exit_code == 0
    assert years(app) == {2027: False}
    assert run(app, "confirm", "2027", "--why", "再来").exit_code == 1


@pytest.mark.parametrize("line", ["2027-13-01,holiday,元旦", "2027-01-01,rest,元旦", "2027-01-01,holiday", "x"])
def test_a_line_that_cannot_be_read_is_named(app: Flask, tmp_path: Path, line: str) -> None:
    file = tmp_path / "days.csv"
    file.write_text(f"2027-01-01,holiday,元旦\n{line}\n", "utf-8")
    refused = run(app, "load", "2027", "--days", str(file), "--why", "x")
    assert "line 2 cannot be read" in refused.output
    assert years(app) == {}
