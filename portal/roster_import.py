"""What `flask companies import` and `flask workers import` share: options, progress bar, report, exit status."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.orm import Session

from portal.database import db, read_session, write_unit
from portal.wiring import wiring
from registry.core.actor import Actor
from registry.core.errors import RegistryError
from registry.core.labels import Label
from registry.core.sources import Source
from registry.rosters.actions import APPLYING
from registry.rosters.faults import WHOLE_FILE, RowFinding
from registry.rosters.plan import Difference, Plan
from registry.rosters.plan import Progress as Told
from registry.rosters.preparing import COMPARING
from registry.rosters.reading import READING
from registry.rosters.staging import Staging
from registry.rosters.workbook import write_errors
from registry.rosters.worker_rows import FileTerms

F = TypeVar("F", bound=Callable[..., Any])
OPERATOR = Actor("command-line", "association", "命令行")
_ROWS_PER_COLLECTION = 10_000
_FEW = 10
_STAGES = {
    READING: Label("读取", "Reading"),
    COMPARING: Label("核对", "Comparing"),
    APPLYING: Label("写入", "Applying"),
}
_FIELDS = {
    "company": Label("新入职本企业", "joins the company"),
    "identity": Label("身份核验", "identity check"),
    "source": Label("数据来源", "source"),
}


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line."""

    file: Path
    source: Source
    dry_run: bool
    errors: Path | None
    lang: str
    terms: FileTerms


def import_options(command: F) -> F:
    """The options that both commands have, innermost last."""
    file = click.Path(exists=True, dir_okay=False, path_type=Path)
    out = click.Path(dir_okay=False, writable=True, path_type=Path)
    for add in (
        click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="报告语言 / language of the report"),
        click.option("--errors", type=out, metavar="OUT.xlsx", help="把问题写到原表旁边，另存为此文件"),
        click.option("--dry-run", is_flag=True, help="只检查，不写入"),
        click.option(
            "--source",
            type=click.Choice([Source.COMPANY.value, Source.ASSOCIATION.value]),
            default=Source.COMPANY.value,
            help="谁说的：company 企业申报（默认），association 协会核验",
        ),
        click.argument("file", type=file),
    ):
        command = add(command)
    return command


def request_of(
    file: Path,
    source: str,
    dry_run: bool,
    errors: Path | None,
    lang: str,
    consent_date: datetime | None = None,
    notice_version: str = "",
) -> Request:
    """The typed request. Raises a usage error for one half of a consent without the other."""
    if bool(consent_date) != bool(notice_version.strip()):
        raise click.UsageError(
            Label(
                "--consent-date 和 --notice-version 要一起给：缺一项，“同意公示”不算数",
                "--consent-date and --notice-version go together: without both a consent does not count",
            ).text(lang)
        )
    if errors is not None and errors.suffix.lower() != ".xlsx":
        raise click.UsageError(
            Label("--errors 的文件名应以 .xlsx 结尾", "--errors needs a name ending in .xlsx").text(lang)
        )
    day = consent_date.date() if consent_date else None
    return Request(file, Source(source), dry_run, errors, lang, FileTerms(Source(source), day, notice_version.strip()))


def run_import(
    request: Request,
    prepare: Callable[[Session, Staging, Told], Plan],
    apply: Callable[[Session, Plan, Told], Difference],
) -> None:
    """Prepare, report, apply; ends the process with status 1 when the file has errors or the register refuses."""
    lang = request.lang
    with Staging(wiring().settings.staging_dir) as staging, _bar(lang) as told:
        plan = prepare(read_session(), staging, told)
        db.session.remove()
        report(plan, request)
        if request.errors is not None and (plan.errors or plan.warnings):
            write_errors(plan, request.file, request.errors, lang)
            _say(Label(f"问题已写入 {request.errors}", f"Findings written to {request.errors}"), lang)
        if not plan.is_good:
            _say(Label("名单有错误，什么也没有改。", "The roster has errors; nothing was changed."), lang)
            sys.exit(1)
        if request.dry_run:
            _say(Label("只做了检查，什么也没有改。", "Checked only; nothing was changed."), lang)
            return
        try:
            with _fewer_collections(told) as collecting, write_unit(large=True) as session:
                done = apply(session, plan, collecting)
        except RegistryError as problem:
            _say(problem.message, lang)
            sys.exit(1)
    _say(
        Label(
            f"完成：新增 {done.new}，改动 {done.changed}，不变 {done.unchanged}。",
            f"Done: {done.new} new, {done.changed} changed, {done.unchanged} unchanged.",
        ),
        lang,
    )


def report(plan: Plan, request: Request) -> None:
    """What the file is, all that is wrong with it, and what it would change."""
    lang = request.lang
    sheet = Label(f"，工作表“{plan.sheet}”", f", sheet “{plan.sheet}”") if plan.sheet else Label("", "")
    _say(
        Label(f"{request.file.name}{sheet.zh}：{plan.rows} 行", f"{request.file.name}{sheet.en}: {plan.rows} rows"),
        lang,
    )
    if plan.encoding and plan.delimiter:
        zh = f"编码：{plan.encoding.zh}；分隔符：{plan.delimiter.zh}"
        _say(Label(zh, f"Encoding: {plan.encoding.en}; delimiter: {plan.delimiter.en}"), lang)
    _say(Label(f"来源：{request.source.label.zh}", f"Source: {request.source.label.en}"), lang)
    if plan.errors or plan.warnings:
        zh = f"错误 {plan.errors} 处，提醒 {plan.warnings} 处："
        _say(Label(zh, f"{plan.errors} errors, {plan.warnings} warnings:"), lang)
        for finding in plan.findings():
            click.echo(_line(finding, lang))
    if plan.header is None:
        return
    difference = plan.difference
    zh = f"与登记相比：新增 {difference.new}，改动 {difference.changed}，不变 {difference.unchanged}"
    en = f"Against the register: {difference.new} new, {difference.changed} changed, {difference.unchanged} unchanged"
    _say(Label(zh, en), lang)
    for name, count in difference.fields.most_common():
        click.echo(f"  {_field_words(plan, name).text(lang)}: {count}")
    if difference.missing:
        zh = f"这些企业登记的 {difference.staff} 人中有 {difference.missing} 人不在名单里：不作任何改动，离职须另行办理"
        en = f"Of {difference.staff} registered staff of these companies {difference.missing} are not in the file: "
        _say(Label(zh, en + "nothing happens to them, leaving is an act of its own"), lang)
        most = sorted(difference.missing_by_company.items(), key=lambda pair: -pair[1])
        for company, count in most if request.dry_run else most[:_FEW]:
            click.echo(f"  {company}: {count}")
        if len(most) > _FEW and not request.dry_run:
            more = len(most) - _FEW
            _say(Label(f"  另有 {more} 家，用 --dry-run 全部列出", f"  {more} more; --dry-run lists them all"), lang)


def _line(found: RowFinding, lang: str) -> str:
    finding = found.finding
    level = {"error": Label("错误", "error"), "warning": Label("提醒", "warning")}[finding.level].text(lang)
    place = Label(f"第 {found.row} 行", f"row {found.row}") if found.row != WHOLE_FILE else Label("全文件", "file")
    cure = Label("；怎么改：", "; what to do: ").text(lang) + finding.cure.text(lang) if finding.cure else ""
    column = f" {found.column}" if found.column else ""
    return f"  {place.text(lang)}{column} [{level} {finding.code}] {finding.message.text(lang)}{cure}"


def _field_words(plan: Plan, name: str) -> Label:
    if name in _FIELDS:
        return _FIELDS[name]
    return next((column.label for column in plan.layout.columns if column.field == name), Label(name, name))


@contextmanager
def _bar(lang: str) -> Iterator[Told]:
    """A progress bar on the error stream, from the first row read to the last one written."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        tasks: dict[str, Any] = {}

        def told(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(_STAGES[stage].text(lang), total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield told


@contextmanager
def _fewer_collections(told: Told) -> Iterator[Told]:
    """Applying makes millions of objects and few circles; looking for them after every few took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.disable()

    def collecting(stage: str, done: int, total: int | None) -> None:
        if done % _ROWS_PER_COLLECTION == 0:
            gc.collect()
        told(stage, done, total)

    try:
        yield collecting
    finally:
        gc.enable()
        gc.unfreeze()


def _say(label: Label, lang: str) -> None:
    click.echo(label.text(lang))
