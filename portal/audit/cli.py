"""`flask audit verify`: recompute the chain of the private trace."""

import sys

import click
from flask import Blueprint

from portal.database import read_session
from registry.audit.verify import verify_chain

blueprint = Blueprint("audit", __name__, cli_group="audit")


@blueprint.cli.command("verify")
def verify_command() -> None:
    """Recompute the chain; exit 1 naming the first row that fails."""
    outcome = verify_chain(read_session())
    if outcome.failure:
        click.echo(f"第 {outcome.failure.seq} 行不符：{outcome.failure.what.zh}（{outcome.failure.what.en}）")
        sys.exit(1)
    click.echo(f"{outcome.rows} 行全部相符（链头 {outcome.head.hex()}）")
