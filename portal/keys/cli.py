"""`flask keys rotate`: bring every encrypted field under the first key of the ring."""

import click
from flask import Blueprint

from portal.database import write_unit
from portal.wiring import wiring
from registry.background_checks.actions_adverse import rotate_findings
from registry.core.actor import SYSTEM
from registry.permits.actions_cards import rotate_cards
from registry.persons.actions_keys import rotate_proposals
from registry.photos.actions import rotate_photos
from registry.qualifications.actions import rotate_certificates
from registry.tasks.actions import rotate_mail
from registry.workers.actions_keys import rotate_workers

blueprint = Blueprint("keys", __name__, cli_group="keys")


@blueprint.cli.command("rotate")
def rotate_command() -> None:
    """Write every encrypted field anew under the first key of the ring; may be stopped and run again."""
    keyring, clock = wiring().keyring, wiring().clock
    fields = (
        rotate_workers, rotate_certificates, rotate_photos, rotate_cards, rotate_mail, rotate_findings,
        rotate_proposals,
    )  # fmt: skip
    for rotate in fields:
        after: str | None = ""
        while after is not None:
            with write_unit() as session:
                after = rotate(session, SYSTEM, clock, keyring, after=after)
    click.echo(f"全部加密字段已改用密钥 {keyring.primary}，其余密钥可以移除。")
    click.echo(f"All encrypted fields are under key {keyring.primary}; the other keys may be removed.")
