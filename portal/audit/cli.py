"""`flask audit verify`: recompute the chain of the private trace, and compare it with the heads published of it."""

import sys

import click

from portal.audit import blueprint
from portal.database import read_session
from registry.audit.verify import verify_chain, verify_heads


@blueprint.cli.command("verify")
def verify_command() -> None:
    """Recompute the chain and compare the published heads; exit 1 naming the first row that fails."""
    outcome = verify_chain(read_session())
    failure = outcome.failure or verify_heads(read_session())
    if failure:
        click.echo(f"第 {failure.seq} 行不符：{failure.what.zh}（{failure.what.en}）")
        sys.exit(1)
    click.echo(f"{outcome.rows} 行全部相符（链头 {outcome.head.hex()}）")
