"""`flask checks record|annul`: what was checked, by whom, with which outcome."""

from datetime import datetime

import click

from portal.background_checks import blueprint
from portal.database import write_unit
from portal.keeper import (
    DAY,
    by_option,
    day_of,
    officer_of,
    person_of,
    person_options,
    told,
    typed_id_number,
    why_option,
)
from portal.wiring import wiring
from registry.background_checks.actions import annul, record_many
from registry.background_checks.queries import newest_id
from registry.background_checks.rules import NewCheck
from registry.background_checks.states import Component, Outcome
from registry.core.errors import NotFound
from registry.core.labels import Label
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier

COMPONENT = click.option(
    "--component", type=click.Choice([one.value for one in Component]), required=True, help="BC1 … BC12"
)


@blueprint.cli.command("record")
@person_options
@COMPONENT
@click.option("--outcome", type=click.Choice([one.value for one in Outcome]), required=True, help="结果 / outcome")
@click.option(
    "--source",
    type=click.Choice([one.value for one in Source]),
    default=Source.ASSOCIATION.value,
    show_default=True,
    help="谁说的 / who says so",
)
@click.option("--on", "checked", type=DAY, help="核查日期 / day of the check")
@click.option("--until", "last", type=DAY, help="有效期至 / last day")
@click.option("--covers", type=DAY, help="所查数据截止日 / the data asked reached to")
@click.option(
    "--tier", type=click.Choice([one.value for one in HealthTier]), help="健康体检类别 / class of health check"
)
@click.option("--document", default="", help="凭证编号，不存原件 / reference of the document")
@by_option
def record_command(
    permit_number: str | None,
    ask_id: bool,
    component: str,
    outcome: str,
    source: str,
    checked: datetime | None,
    last: datetime | None,
    covers: datetime | None,
    tier: str | None,
    document: str,
    officer: str,
) -> None:
    """Record the outcome of a check."""
    number = typed_id_number(ask_id, permit_number)
    with told(), write_unit() as session:
        check = NewCheck(
            person_of(session, permit_number, number),
            Component(component),
            Outcome(outcome),
            Source(source),
            checked_on=day_of(checked),
            valid_until=day_of(last),
            covers_until=day_of(covers),
            tier=HealthTier(tier) if tier else None,
            document=document,
        )
        record_many(session, officer_of(officer), wiring().clock, [check])
    click.echo("已记载 / Recorded.")


@blueprint.cli.command("annul")
@person_options
@COMPONENT
@by_option
@why_option
def annul_command(permit_number: str | None, ask_id: bool, component: str, officer: str, why: str) -> None:
    """Strike out the newest statement about a component."""
    number = typed_id_number(ask_id, permit_number)
    with told(), write_unit() as session:
        check = newest_id(session, person_of(session, permit_number, number), Component(component))
        if check is None:
            raise NotFound(Label("没有这项核查", "There is no such check"))
        annul(session, officer_of(officer), wiring().clock, check, why=why)
    click.echo("已注销 / Struck out.")
