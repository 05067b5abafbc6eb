"""`flask working-days load YEAR`, `flask working-days confirm YEAR`."""

import csv
from datetime import date
from pathlib import Path

import click

from portal.database import write_unit
from portal.keeper import told, why_option
from portal.wiring import wiring
from portal.working_days import blueprint
from registry.core.actor import SYSTEM
from registry.working_days.actions import confirm_year, load_by_hand, load_known
from registry.working_days.rules import DeclaredDay
from registry.working_days.states import DayKind


@blueprint.cli.command("load")
@click.argument("year", type=click.IntRange(2004, 2200))
@click.option(
    "--days",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="手工：CSV，列为 日期,holiday|make_up,名称 / by hand: CSV of day,holiday|make_up,name",
)
@click.option("--why", default="", help="手工录入的依据 / on what ground, by hand")
def load_command(year: int, file: Path | None, why: str) -> None:
    """Load a YEAR from the package that knows it, or by hand from a file; by hand it stays provisional."""
    days = None if file is None else _days(file)
    with told(), write_unit() as session:
        if days is None:
            changed = load_known(session, SYSTEM, wiring().clock, year)
        else:
            load_by_hand(session, SYSTEM, wiring().clock, year, days, why=why)
            changed = True
    if not changed:
        click.echo(f"{year} 年已经载入，没有改动 / {year} stands already, nothing changed")
    elif days is None:
        click.echo(f"已载入 {year} 年 / {year} is loaded")
    else:
        click.echo(f"已载入 {year} 年，待确认 / {year} is loaded, provisional until confirmed")


@blueprint.cli.command("confirm")
@click.argument("year", type=int)
@why_option
def confirm_command(year: int, why: str) -> None:
    """Confirm a YEAR entered by hand against the State Council's notice."""
    with told(), write_unit() as session:
        confirm_year(session, SYSTEM, wiring().clock, year, why=why)
    click.echo(f"{year} 年已确认 / {year} is confirmed")


def _days(file: Path) -> list[DeclaredDay]:
    found = []
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.reader(lines), start=1):
            try:
                day, kind, name = (cell.strip() for cell in row)
                found.append(DeclaredDay(date.fromisoformat(day), DayKind(kind), name))
            except ValueError as problem:
                raise click.ClickException(f"第 {number} 行读不懂 / line {number} cannot be read") from problem
    return found
