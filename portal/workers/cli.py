"""`flask workers import FILE` and `flask workers template OUT`."""

from datetime import datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from portal.roster_import import OPERATOR, import_options, request_of, run_import
from portal.wiring import wiring
from portal.workers.public import blueprint
from registry.rosters.actions import apply_workers
from registry.rosters.plan import Difference, Plan, Progress
from registry.rosters.preparing import prepare_workers
from registry.rosters.staging import Staging
from registry.rosters.templates import write_template
from registry.rosters.worker_layout import WORKERS


@blueprint.cli.command("import")
@click.option("--notice-version", default="", metavar="版本", help="本人签字时读到的告知书版本")
@click.option("--consent-date", type=click.DateTime(["%Y-%m-%d"]), help="公示同意书的签署日期，对整个文件")
@import_options
def import_command(
    file: Path,
    source: str,
    dry_run: bool,
    errors: Path | None,
    lang: str,
    consent_date: datetime | None,
    notice_version: str,
) -> None:
    """导入家政服务员名单（XLSX 或 CSV）：全部写入，或者有错误时什么也不写。"""
    request = request_of(file, source, dry_run, errors, lang, consent_date, notice_version)
    wired = wiring()

    def prepare(session: Session, staging: Staging, told: Progress) -> Plan:
        return prepare_workers(session, wired.clock, wired.keyring, staging, file, request.terms, told)

    def apply(session: Session, plan: Plan, told: Progress) -> Difference:
        return apply_workers(session, OPERATOR, wired.clock, wired.keyring, plan, told, beside=True)

    run_import(request, prepare, apply)


@blueprint.cli.command("template")
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="表头语言 / language of the headers")
def template_command(out: Path, lang: str) -> None:
    """生成空白的家政服务员名单模板（.xlsx）。"""
    write_template(WORKERS, out, lang)
    click.echo(str(out))
