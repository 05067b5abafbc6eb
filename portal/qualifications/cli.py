"""`flask credits earn`: training credits, one per class hour."""

from datetime import datetime

import click

from portal.database import write_unit
from portal.keeper import DAY, by_option, officer_of, person_of, person_options, told, typed_id_number
from portal.qualifications import blueprint
from portal.wiring import wiring
from registry.qualifications.actions_credits import earn_credits
from registry.qualifications.rules import NewCredits


@blueprint.cli.command("earn")
@person_options
@click.option("--credits", "number_of", type=int, required=True, help="学分 / credits")
@click.option("--course", required=True, help="课程 / course")
@click.option("--on", "day", type=DAY, required=True, help="结课日期 / day the course ended")
@by_option
def earn_command(
    permit_number: str | None, ask_id: bool, number_of: int, course: str, day: datetime, officer: str
) -> None:
    """Enter credits that a person earned."""
    number = typed_id_number(ask_id, permit_number)
    with told(), write_unit() as session:
        person = person_of(session, permit_number, number)
        earned = NewCredits(person, number_of, day.date(), course)
        earn_credits(session, officer_of(officer), wiring().clock, [earned])
    click.echo(f"已记 {number_of} 学分 / {number_of} credits entered.")
