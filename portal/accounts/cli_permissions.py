"""`flask permissions`: the whole matrix on paper."""

import click
from flask import Blueprint

from portal.accounts.matrix import matrix

blueprint = Blueprint("permissions", __name__, cli_group=None)


@blueprint.cli.command("permissions")
def permissions_command() -> None:
    """Print who may do what with personal data for what use: a block per permission, from the tables of all slices."""
    roles, rows = matrix()
    for row in rows:
        held = [f"{role.label.zh}" for role, holds in zip(roles, row.held, strict=True) if holds]
        use = f"\n\t用途 / use: {row.use.label.zh} / {row.use.label.en}" if row.use else ""
        click.echo(f"{row.name}\t{row.label.zh} / {row.label.en}\n\t{'、'.join(held)}{use}")
