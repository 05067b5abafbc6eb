"""The register keeper's verbs on companies, until the desk has its screens: `flask companies show|suspend|…`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar

import click
from sqlalchemy.orm import Session

from portal.companies import blueprint
from portal.database import read_session, write_unit
from portal.wiring import wiring
from registry.companies import actions, queries
from registry.companies.actions_succession import annul_predecessor, decide_predecessor, declare_predecessor
from registry.companies.disclosure import CompanyFace
from registry.core.actor import Actor
from registry.core.clock import shanghai_date
from registry.core.errors import NotFound, RegistryError, RuleBroken
from registry.core.identifiers import normalise_identifier
from registry.core.labels import Label

F = TypeVar("F", bound=Callable[..., Any])
DAY = click.DateTime(["%Y-%m-%d"])


def options(*names: str) -> Callable[[F], F]:
    """The named options, in order, on one command."""
    made = {
        "by": click.option("--by", "officer", required=True, metavar="编号", help="经办人"),
        "second": click.option("--second", required=True, metavar="编号", help="第二名经办人，不能与 --by 相同"),
        "why": click.option("--why", required=True, help="原因，会公开显示"),
        "on": click.option("--on", "day", type=DAY, help="生效日，默认今天"),
        "predecessor": click.option("--predecessor", required=True, metavar="USCC", help="前身企业的信用代码"),
        "basis": click.option("--basis", required=True, help="依据，会公开显示"),
        "reply": click.option("--reply", required=True, help="企业的答复，没有答复也要写明；会公开显示"),
        "from": click.option("--from", "day", type=DAY, required=True, help="从哪一天起承继"),
    }

    def hang(command: F) -> F:
        for name in reversed(names):
            command = made[name](command)
        return command

    return hang


def officer_of(number: str) -> Actor:
    """An officer of the association, by the number given on the command line."""
    return Actor(number, "association", number)


@contextmanager
def told() -> Iterator[None]:
    """Refusals as plain sentences and exit code 1."""
    try:
        yield
    except RuleBroken as problem:
        raise click.ClickException("\n".join(finding.message.zh for finding in problem.findings)) from problem
    except RegistryError as problem:
        raise click.ClickException(problem.message.zh) from problem


def ref_of(session: Session, code: str) -> str:
    """The company of a credit code. Raises NotFound."""
    plain = normalise_identifier(code)
    found = queries.refs_by_uscc(session, [plain])
    if plain not in found:
        raise NotFound(Label(f"登记中没有 {plain}", f"{plain} is not registered"))
    return found[plain]


def day_of(day: datetime | None) -> date | None:
    """The day typed, or None for today."""
    return day.date() if day else None


@blueprint.cli.command("show", help="看登记册里这家企业的情况。")
@click.argument("uscc")
def show_command(uscc: str) -> None:
    """What the register holds of a company."""
    with told():
        session = read_session()
        ref = ref_of(session, uscc)
        face = queries.load(session, [ref])[ref]
    _tell(face)


@blueprint.cli.command("suspend", help="暂停登记。")
@click.argument("uscc")
@options("by", "why", "on")
def suspend_command(uscc: str, officer: str, why: str, day: datetime | None) -> None:
    """Suspend a registration."""
    _step(actions.suspend, uscc, officer, why, day)


@blueprint.cli.command("lift", help="恢复登记。")
@click.argument("uscc")
@options("by", "why", "on")
def lift_command(uscc: str, officer: str, why: str, day: datetime | None) -> None:
    """End a suspension."""
    _step(actions.lift_suspension, uscc, officer, why, day)


@blueprint.cli.command("withdraw", help="按企业意愿退出登记；页面保留。")
@click.argument("uscc")
@options("by", "why", "on")
def withdraw_command(uscc: str, officer: str, why: str, day: datetime | None) -> None:
    """End a registration at the company's wish; its page stays."""
    _step(actions.withdraw, uscc, officer, why, day)


@blueprint.cli.command("expel", help="协会决定除名；页面保留。")
@click.argument("uscc")
@options("by", "why", "on")
def expel_command(uscc: str, officer: str, why: str, day: datetime | None) -> None:
    """End a registration by decision of the association; its page stays."""
    _step(actions.expel, uscc, officer, why, day)


@blueprint.cli.command("rename", help="登记新名称；旧名称列为曾用名。")
@click.argument("uscc")
@click.argument("name")
@options("by", "why", "on")
def rename_command(uscc: str, name: str, officer: str, why: str, day: datetime | None) -> None:
    """Give a company its new name; the old one stays among the former names."""
    with told(), write_unit() as session:
        ref = ref_of(session, uscc)
        actions.rename(session, officer_of(officer), wiring().clock, ref, name, effective_on=day_of(day), why=why)
        _tell(queries.load(session, [ref])[ref])


@blueprint.cli.command("declare-predecessor", help="记下企业自己申报的前身。")
@click.argument("uscc")
@options("by", "predecessor", "basis", "from")
def declare_command(uscc: str, officer: str, predecessor: str, basis: str, day: datetime) -> None:
    """Enter what the company itself declares: whom it carries on."""
    with told(), write_unit() as session:
        declare_predecessor(
            session,
            officer_of(officer),
            wiring().clock,
            successor=ref_of(session, uscc),
            predecessor=ref_of(session, predecessor),
            basis=basis,
            from_on=day.date(),
        )
    click.echo("已记载，两家企业的页面都会显示（企业申报）。")


@blueprint.cli.command("decide-predecessor", help="记下两名经办人认定的前身。")
@click.argument("uscc")
@options("by", "second", "predecessor", "basis", "reply", "from")
def decide_command(
    uscc: str, officer: str, second: str, predecessor: str, basis: str, reply: str, day: datetime
) -> None:
    """Enter what two officers decided: that a company carries on another."""
    with told(), write_unit() as session:
        decide_predecessor(
            session,
            officer_of(officer),
            wiring().clock,
            officer_of(second),
            successor=ref_of(session, uscc),
            predecessor=ref_of(session, predecessor),
            basis=basis,
            reply=reply,
            from_on=day.date(),
        )
    click.echo("已记载，两家企业的页面都会显示（协会两名经办人认定）。")


@blueprint.cli.command("annul-predecessor", help="两名经办人撤销记错的前身。")
@click.argument("uscc")
@options("by", "second", "predecessor", "why")
def annul_command(uscc: str, officer: str, second: str, predecessor: str, why: str) -> None:
    """End a tie that was entered wrongly; two officers decide it together."""
    with told(), write_unit() as session:
        tie = queries.tie_between(session, ref_of(session, predecessor), ref_of(session, uscc))
        if tie is None:
            raise NotFound(Label("两家企业之间没有这条记载", "There is no such tie between the two"))
        annul_predecessor(session, officer_of(officer), wiring().clock, officer_of(second), tie=tie, why=why)
    click.echo("已撤销，两家企业的页面不再显示。")


def _step(act: Callable[..., None], uscc: str, officer: str, why: str, day: datetime | None) -> None:
    with told(), write_unit() as session:
        ref = ref_of(session, uscc)
        act(session, officer_of(officer), wiring().clock, ref, effective_on=day_of(day), why=why)
        _tell(queries.load(session, [ref])[ref])


def _tell(face: CompanyFace) -> None:
    click.echo(f"{face.name}  {face.uscc}")
    click.echo(f"{face.state.label.zh}，自 {face.state_from_on} 起；{face.source.label.zh}")
    if face.brand:
        click.echo(f"品牌 {face.brand}")
    for former in face.former_names:
        click.echo(f"曾用名 {former.name}" + (f"，至 {former.until_on}" if former.until_on else ""))
    today = shanghai_date(wiring().clock.now())
    if face.licence_valid_until is not None and face.licence_valid_until < today:
        click.echo(f"营业期限已于 {face.licence_valid_until} 届满")
