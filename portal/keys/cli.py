"""`flask keys rotate`: bring every encrypted field under the first key of the ring."""

import click
from flask import Blueprint

from portal.database import write_unit
from portal.wiring import wiring
from registry.audit.actions_keys import rotate_table
from registry.core.actor import SYSTEM
from registry.core.sealed import sealed_tables

blueprint = Blueprint("keys", __name__, cli_group="keys")


@blueprint.cli.command("rotate")
def rotate_command() -> None:
    """Write every encrypted field anew under the first key of the ring; may be stopped and run again."""
    keyring, clock = wiring().keyring, wiring().clock
    for table in sealed_tables():
        after: str | None = ""
        while after is not None:
            with write_unit() as session:
                after = rotate_table(session, SYSTEM, clock, keyring, table, after=after)
    click.echo(f"全部加密字段已改用密钥 {keyring.primary}，其余密钥可以移除。")
    click.echo(f"All encrypted fields are under key {keyring.primary}; the other keys may be removed.")
