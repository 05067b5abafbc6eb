"""`flask demo fill`: a believable register for trying things out, only into an empty one."""

import sys

import click
from flask import Blueprint
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from portal.database import read_session, write_unit
from portal.demo import accounts
from portal.demo.desk import CLERK
from portal.demo.example_people import examples
from portal.demo.filling import fill
from portal.demo.notes import as_text, notes_of
from portal.demo.working_days import open_calendar
from portal.wiring import wiring
from registry.areas.actions import load
from registry.core.actor import Role
from registry.core.clock import FixedClock, shanghai_date
from registry.record import reading

blueprint = Blueprint("demo", __name__, cli_group="demo")

COMPANIES, WORKERS = 300, 6000
FEWEST_COMPANIES, FEWEST_WORKERS = 20, 40


@blueprint.cli.command("fill")
@click.option("--if-empty", is_flag=True, help="已有内容时什么也不做 / do nothing when there is content")
@click.option("--companies", type=click.IntRange(FEWEST_COMPANIES, 3000), default=COMPANIES, show_default=True)
@click.option("--workers", type=click.IntRange(FEWEST_WORKERS, 60_000), default=WORKERS, show_default=True)
def fill_command(if_empty: bool, companies: int, workers: int) -> None:
    """Fill an empty register with made companies and people, wholly or not at all."""
    settings, keyring = wiring().settings, wiring().keyring
    clock = FixedClock(wiring().clock.now())  # one "today", even when midnight passes meanwhile
    if reading.position(read_session()):
        if if_empty:
            return
        click.echo("登记系统里已有内容，演示数据只填入空的登记系统。请换一个 DATA_DIR。", err=True)
        click.echo(
            "The register has content; the demonstration fills only an empty one: use another DATA_DIR.", err=True
        )
        sys.exit(1)
    if not settings.demo:
        click.echo("DEMO=0：这个登记系统不收演示数据。/ DEMO=0: no demonstration data here.", err=True)
        sys.exit(1)
    read_session().rollback()
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"), TimeElapsedColumn(),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip
    with bar, write_unit() as session:
        task = bar.add_task("填入演示数据 · filling", total=None)
        load(session, CLERK, clock)
        open_calendar(session, clock)
        filled = fill(
            session,
            clock,
            keyring,
            settings.staging_dir,
            companies=companies,
            workers=workers,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
        today = shanghai_date(clock.now())
        notes = notes_of(session, examples(today), filled, today)
        sign_ins = accounts.as_text(accounts.add_accounts(session, clock, keyring))
        entries = reading.position(session)
    useful = [note for note in notes if note.useful]
    (settings.data_dir / "demo.txt").write_text(as_text(useful) + sign_ins, "utf-8")
    (settings.data_dir / "demo-all.txt").write_text(as_text(notes) + sign_ins, "utf-8")
    click.echo(as_text(notes) + sign_ins)
    click.echo(f"{companies} 家企业，{workers} 人，{entries} 条公开记录 / public entries")


@blueprint.cli.command("code")
@click.argument("role", type=click.Choice([role.value for role in accounts.SHOWN]))
def code_command(role: str) -> None:
    """The one-time code that the authenticator of a demo account would show now."""
    code = accounts.code_of(read_session(), wiring().clock, wiring().keyring, Role(role))
    if not wiring().settings.demo or code is None:
        raise click.ClickException("没有这个演示账号 / there is no such demo account")
    click.echo(code)
