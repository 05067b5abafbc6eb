"""`flask keys rotate`: every encrypted field under the first key of the ring. `rotate-index`: another index key."""

import click
from flask import Blueprint

from portal.database import write_unit
from portal.keeper import told
from portal.settings import SettingsError
from portal.wiring import adopt, next_keyring, wiring
from registry.audit.actions_keys import rotate_table
from registry.core.actor import SYSTEM
from registry.core.crypto import KeyRingInvalid
from registry.core.sealed import sealed_tables
from registry.index_keys.actions import rotate_index

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


@blueprint.cli.command("rotate-index")
def rotate_index_command() -> None:
    """Put another index key in force and compute every blind index anew, all in one transaction; restart afterwards."""
    at = wiring()
    try:
        new = next_keyring(at.settings, at.keyring)
    except (SettingsError, KeyRingInvalid) as problem:
        raise click.ClickException(str(problem)) from problem
    with told(), write_unit(large=True) as session:
        done = rotate_index(session, SYSTEM, at.clock, at.keyring, new)
    adopt(new)
    for table, count in done.rows.items():
        click.echo(f"· {table}: {count}")
    click.echo(
        f"索引密钥已更换。{done.cards} 个卡片查询码、{done.codes} 个一次性码只有持有人知道，仍用旧密钥查找；"
        "旧密钥和用它做的备份也还要用到，请留在新密钥后面。现在重新启动网站和后台进程。"
    )
    click.echo(
        f"Another index key is in force. {done.cards} secrets of cards and {done.codes} one-use codes are known to "
        "their holders only and found with the old key; backups made with it need it too: keep it behind the new one. "
        "Now restart the web server and the worker."
    )
