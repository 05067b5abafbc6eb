"""`flask index update`, `status` and `rebuild`: the search index from the command line."""

import sys

import click
from flask import Blueprint, current_app

from portal.database import read_session
from portal.indexing import bar, index_lock
from portal.wiring import wiring
from registry.core.errors import Busy
from registry.record import reading
from search.indexer import Indexer
from search.protocol import IndexUnavailable

blueprint = Blueprint("index", __name__, cli_group="index")

WAIT_SECONDS = 600.0  # a worker that builds a large index is waited for
_BUILDING = "建立索引 · building the index"


@blueprint.cli.command("update")
def update_command() -> None:
    """Check the index and bring it up to the record; build it anew where it is absent, damaged or another's."""
    _run(rebuild=False)


@blueprint.cli.command("rebuild")
def rebuild_command() -> None:
    """Build the index anew; a sound old one answers until the new one is ready."""
    _run(rebuild=True)


@blueprint.cli.command("status")
def status_command() -> None:
    """Say how far the index is; exit 1 when it is absent, damaged or behind."""
    at = wiring()
    position = reading.position(read_session())
    underway = at.search.rebuilding()
    if underway:
        done, total = underway
        click.echo(f"正在重建：{done}/{total} / being rebuilt")
    try:
        cursor = at.search.cursor()
        documents = at.search.doc_count()
    except IndexUnavailable as problem:
        click.echo(f"没有可用的索引（{problem}）。运行 flask index update / no usable index: run `flask index update`")
        sys.exit(1)
    indexed = cursor.position if cursor else 0
    click.echo(
        f"索引到第 {indexed} 条，登记到第 {position} 条，{documents} 份文档 / "
        f"index at {indexed} of {position}, {documents} documents"
    )
    sys.exit(0 if indexed == position else 1)


def _run(*, rebuild: bool) -> None:
    at = wiring()
    settings = current_app.extensions["settings"]
    try:
        with index_lock(settings, WAIT_SECONDS), bar(_BUILDING) as told:
            indexer = Indexer(at.search, at.clock, told)
            session = read_session()
            if rebuild:
                indexer.rebuild(session)
            else:
                indexer.check(session)
            indexer.catch_up(session)
    except Busy:
        click.echo("后台进程正在写索引，请稍后再试 / the worker is writing the index; try again later", err=True)
        sys.exit(1)
    cursor = at.search.cursor()
    indexed = cursor.position if cursor else 0
    click.echo(f"索引到第 {indexed} 条，{at.search.doc_count()} 份文档 / index at {indexed}", err=True)
