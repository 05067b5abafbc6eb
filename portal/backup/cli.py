"""`flask backup FOLDER`, `flask backup drill`, `flask backup list`, `flask restore FOLDER`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Blueprint, current_app
from flask.cli import AppGroup

from portal.backup.drilling import drill
from portal.backup.ledger import read
from portal.backup.making import make
from portal.backup.manifest import BackupRefused
from portal.backup.restoring import restore
from portal.database import read_session
from portal.wiring import wiring
from registry.operations.queries import backups

blueprint = Blueprint("backup", __name__, cli_group=None)

FOLDER = click.Path(file_okay=False, path_type=Path)


class FolderOrCommand(AppGroup):
    """A group whose first word is one of its commands, or else the folder for the command `to`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command meant, and what is left for it."""
        if args and args[0] not in self.commands:
            return "to", self.commands["to"], args
        return super().resolve_command(ctx, args)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except BackupRefused as problem:
        raise click.ClickException(str(problem)) from problem


@blueprint.cli.group("backup", cls=FolderOrCommand, subcommand_metavar="FOLDER | list | drill")
def backup_group() -> None:
    """Back the register up into a new FOLDER while it is being written to; keys and index are not part of it."""


@backup_group.command("to", hidden=True)
@click.argument("folder", type=FOLDER)
def to_command(folder: Path) -> None:
    """Back up into a new folder."""
    at = wiring()
    with _refusals():
        made = make(at.settings, current_app.extensions["register_writer"], at.clock, at.keyring, folder)
    click.echo(f"已备份到 {folder}：公开记录 {made.heads.position} 条，操作痕迹 {made.heads.rows} 行，{made.size} 字节")
    click.echo(f"backed up: {made.heads.position} entries, {made.heads.rows} rows of the trace, {made.size} bytes")
    click.echo("密钥不在备份里，请另行保管 / the keys are not in it: keep them elsewhere")


@backup_group.command("list")
def list_command() -> None:
    """List the last backups and their drills."""
    for run in backups(read_session()):
        drilled = {None: "未演练 / no drill", True: "演练通过 / drill passed", False: "演练失败 / drill FAILED"}
        click.echo(f"{run.made_at:%Y-%m-%d %H:%M}Z  {run.position:>9}  {drilled[run.drill_passed]}  {run.place}")


@backup_group.command("drill")
def drill_command() -> None:
    """Restore the newest backup into a place of its own, verify it, note the outcome; exit 1 if it is not whole."""
    at = wiring()
    with _refusals():
        passed = drill(at.settings, current_app.extensions["register_writer"], at.clock, at.keyring)
    click.echo("演练通过 / the drill passed" if passed else "演练失败 / the drill FAILED")
    sys.exit(0 if passed else 1)


@blueprint.cli.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--ledger", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="删除台账 / the ledger")
@click.option("--no-ledger", is_flag=True, help="备份之后没有任何删除 / nothing was erased since the backup")
def restore_command(folder: Path, ledger: Path | None, no_ledger: bool) -> None:
    """Restore a backup into an EMPTY place, verify it, and do the erasures done since again before it is served."""
    at = wiring()
    if ledger is None and not no_ledger and at.settings.ledger_path.exists():
        ledger = at.settings.ledger_path
    if (ledger is None) == (not no_ledger):
        raise click.UsageError(
            "请用 --ledger 指明删除台账；备份之后确无删除时用 --no-ledger / "
            "name the ledger of erasures with --ledger; use --no-ledger only if nothing was erased since"
        )
    with _refusals():
        kept = read(ledger) if ledger else None
        done = restore(at.settings, at.clock, at.keyring, folder, kept, lambda zh, en: click.echo(f"· {zh} / {en}"))
    click.echo(f"log {done.after.log}")
    click.echo(f"公开记录 / record: {done.after.position} {done.after.leaf}")
    click.echo(f"操作痕迹 / trace:  {done.after.rows} {done.after.head}")
    click.echo("索引会在启动时重建 / the index is built anew at the next start")
