"""`flask record verify`: recompute everything, and cross-check with the trace both ways."""

import sys

import click
from flask import Blueprint
from rich.console import Console
from rich.progress import Progress

from portal.database import read_session
from registry.audit.verify import verify_links
from registry.record import reading
from registry.record.verify import verify

blueprint = Blueprint("record", __name__, cli_group="record")


@blueprint.cli.command("verify")
def verify_command() -> None:
    """Recompute every hash and position of the public record; exit 1 naming the first entry that fails."""
    session = read_session()
    total = reading.position(session)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("核对公开记录", total=total)
        outcome = verify(session, lambda done: progress.update(task, completed=done))
    if outcome.failure:
        click.echo(f"第 {outcome.failure.seq} 条不符：{outcome.failure.what.zh}（{outcome.failure.what.en}）")
        sys.exit(1)
    broken = verify_links(session)
    if broken:
        click.echo(f"第 {broken.seq} 条与操作痕迹不符：{broken.what.zh}（{broken.what.en}）")
        sys.exit(1)
    newest = reading.leaf_hash_at(session, total)
    click.echo(f"{outcome.entries} 条全部相符（log {reading.log_id(session)}，末条 {newest.hex() if newest else '-'}）")
