"""`flask workers leave|move`: the register keeper's verbs until the desk has its screens."""

from datetime import datetime

import click

from portal.database import write_unit
from portal.keeper import (
    DAY,
    by_option,
    company_of,
    day_of,
    officer_of,
    person_of,
    person_options,
    told,
    typed_id_number,
    why_option,
)
from portal.wiring import wiring
from portal.workers.public import blueprint
from registry.core.sources import Source
from registry.workers import actions_employment


@blueprint.cli.command("leave")
@person_options
@click.option("--company", "uscc", required=True, metavar="USCC", help="离开的企业 / the company left")
@click.option("--on", "day", type=DAY, help="最后一天，默认今天 / last day, default today")
@by_option
@why_option
def leave_command(
    permit_number: str | None, ask_id: bool, uscc: str, day: datetime | None, officer: str, why: str
) -> None:
    """End a person's spell with a company."""
    number = typed_id_number(ask_id, permit_number)
    with told(), write_unit() as session:
        actions_employment.end_employment(
            session,
            officer_of(officer),
            wiring().clock,
            worker_ref=person_of(session, permit_number, number),
            company_ref=company_of(session, uscc),
            until_on=day_of(day),
            why=why,
        )
    click.echo("已记载离职 / The leaving is recorded.")


@blueprint.cli.command("move")
@person_options
@click.option("--from", "left", required=True, metavar="USCC", help="原企业 / the company left")
@click.option("--to", "joined", required=True, metavar="USCC", help="新企业 / the company joined")
@click.option("--on", "day", type=DAY, help="新企业的第一天，默认今天 / first day there, default today")
@by_option
@why_option
def move_command(
    permit_number: str | None,
    ask_id: bool,
    left: str,
    joined: str,
    day: datetime | None,
    officer: str,
    why: str,
) -> None:
    """Move a person from one company to another; the services go along."""
    number = typed_id_number(ask_id, permit_number)
    with told(), write_unit() as session:
        actions_employment.move(
            session,
            officer_of(officer),
            wiring().clock,
            worker_ref=person_of(session, permit_number, number),
            from_company=company_of(session, left),
            to_company=company_of(session, joined),
            on=day_of(day),
            source=Source.ASSOCIATION,
            why=why,
        )
    click.echo("已记载转入新企业 / The move is recorded.")
