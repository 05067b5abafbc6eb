"""`flask areas load`: fill or refresh the table of areas from the data file."""

import click
from flask import Blueprint

from portal.database import write_unit
from portal.wiring import wiring
from registry.areas.actions import load
from registry.core.actor import SYSTEM

blueprint = Blueprint("areas", __name__, cli_group="areas")


@blueprint.cli.command("load")
def load_command() -> None:
    """Load the areas; running it again changes only what differs."""
    with write_unit() as session:
        loaded = load(session, SYSTEM, wiring().clock)
    click.echo(f"地区表：新增 {loaded.added}，改动 {loaded.changed}")
