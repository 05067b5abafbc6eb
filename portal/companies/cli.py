"""`flask companies import FILE` and `flask companies template OUT`."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from portal.companies import blueprint
from portal.roster_import import OPERATOR, import_options, request_of, run_import
from portal.wiring import wiring
from registry.rosters.actions_companies import apply_companies
from registry.rosters.company_layout import COMPANIES
from registry.rosters.plan import Difference, Plan, Progress
from registry.rosters.preparing_companies import prepare_companies
from registry.rosters.staging import Staging
from registry.rosters.templates import write_template


@blueprint.cli.command("import")
@import_options
def import_command(file: Path, source: str, dry_run: bool, errors: Path | None, lang: str) -> None:
    """导入企业登记表（XLSX 或 CSV）：全部写入，或者有错误时什么也不写。"""
    request = request_of(file, source, dry_run, errors, lang)
    clock = wiring().clock

    def prepare(session: Session, staging: Staging, told: Progress) -> Plan:
        return prepare_companies(session, clock, staging, file, request.terms, told)

    def apply(session: Session, plan: Plan, told: Progress) -> Difference:
        return apply_companies(session, OPERATOR, clock, plan, told)

    run_import(request, prepare, apply)


@blueprint.cli.command("template")
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="表头语言 / language of the headers")
def template_command(out: Path, lang: str) -> None:
    """生成空白的企业登记表模板（.xlsx）。"""
    write_template(COMPANIES, out, lang)
    click.echo(str(out))
