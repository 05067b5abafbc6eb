"""`flask consents give|withdraw`: a person's word, as it reached the association."""

from datetime import datetime

import click
from flask import Blueprint

from portal.database import write_unit
from portal.keeper import DAY, by_option, officer_of, person_of, person_options, told, typed_id_number
from portal.wiring import wiring
from registry.consents.actions import give_many
from registry.consents.actions import withdraw as withdraw_consent
from registry.consents.rules import Given
from registry.consents.states import GIVING, OWN_ACT, Channel, Scope
from registry.qualifications.actions import publish_held

blueprint = Blueprint("consents", __name__, cli_group="consents")

SCOPES = [scope.value for scope in Scope]
OWN_CHANNELS = sorted(channel.value for channel in OWN_ACT)
GIVING_CHANNELS = sorted(channel.value for channel in GIVING & OWN_ACT)


@blueprint.cli.command("give")
@person_options
@click.option(
    "--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True, help="可写多次 / repeatable"
)
@click.option("--form-on", type=DAY, required=True, help="同意书日期 / date of the form")
@click.option("--notice", required=True, help="告知书版本 / version of the notice")
@click.option("--channel", type=click.Choice(GIVING_CHANNELS), required=True, help="方式 / by which way")
@by_option
def give_command(
    permit_number: str | None,
    ask_id: bool,
    scopes: tuple[str, ...],
    form_on: datetime,
    notice: str,
    channel: str,
    officer: str,
) -> None:
    """Record what a person consents to; being listed opens their page at once."""
    number = typed_id_number(ask_id, permit_number)
    with told(), write_unit() as session:
        person = person_of(session, permit_number, number)
        given = [Given(person, Scope(scope), form_on.date(), notice, Channel(channel)) for scope in scopes]
        listed = give_many(session, officer_of(officer), wiring().clock, given)
        publish_held(session, officer_of(officer), wiring().clock, listed)
    click.echo("已记载同意，本人页面已公开。" if listed else "已记载同意。")
    click.echo("The consent is recorded and the page is public." if listed else "The consent is recorded.")


@blueprint.cli.command("withdraw")
@person_options
@click.option("--scope", "scopes", type=click.Choice(SCOPES), multiple=True, help="默认全部 / default: all")
@click.option("--channel", type=click.Choice(OWN_CHANNELS), required=True, help="方式 / by which way")
@click.option("--why", default="", help="原因，可不写 / reason, not needed")
@by_option
def withdraw_command(
    permit_number: str | None, ask_id: bool, scopes: tuple[str, ...], channel: str, why: str, officer: str
) -> None:
    """Take consent back, at once: the page ends and what the record held of it is erased."""
    number = typed_id_number(ask_id, permit_number)
    with told(), write_unit() as session:
        taken = withdraw_consent(
            session,
            officer_of(officer),
            wiring().clock,
            person_of(session, permit_number, number),
            channel=Channel(channel),
            scopes=[Scope(scope) for scope in scopes] or tuple(Scope),
            why=why,
        )
    names = "、".join(scope.label.zh for scope in sorted(taken))
    click.echo(f"已撤回：{names} / Withdrawn: {', '.join(scope.label.en for scope in sorted(taken))}")
