"""`flask permits …`: issuing permits, deciding about them, printing cards and reporting them lost."""

from collections.abc import Callable
from datetime import datetime

import click
from sqlalchemy.orm import Session

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
from portal.permits import blueprint
from portal.wiring import wiring
from registry.core.permit_numbers import spaced_card_code, spaced_permit_number
from registry.core.sources import Source
from registry.permits import actions, actions_cards
from registry.permits.actions_cards import PrintedCard
from registry.permits.queries import permit_of
from registry.permits.rules import NewPermit
from registry.permits.states import PermitState
from registry.workers.queries import permit_number_of

Print = Callable[..., PrintedCard]


@blueprint.cli.command("issue")
@person_options
@click.option("--from", "first", type=DAY, help="起始日，默认今天 / first day, default today")
@click.option("--until", "last", type=DAY, help="有效期至；不写为未载明 / last day; unstated if left out")
@click.option("--issuer", required=True, help="签发单位 / issuer")
@by_option
def issue_command(
    permit_number: str | None, ask_id: bool, first: datetime | None, last: datetime | None, issuer: str, officer: str
) -> None:
    """Issue a permit under the person's own number, or a new one that cannot be guessed."""
    number = typed_id_number(ask_id, permit_number)
    keyring, clock = wiring().keyring, wiring().clock
    with told(), write_unit() as session:
        person = person_of(session, permit_number, number)
        new = NewPermit(
            person,
            valid_from=day_of(first),
            valid_until=day_of(last),
            issuer=issuer,
            source=Source.ASSOCIATION,
            state=PermitState.ISSUED,
        )
        actions.issue_many(session, officer_of(officer), clock, keyring, [new])
        given = permit_number_of(session, keyring, person) or ""
    click.echo(f"已签发，证号 {spaced_permit_number(given)}；制卡后生效。")
    click.echo(f"Issued under number {spaced_permit_number(given)}; in force once its card is printed.")


@blueprint.cli.command("print-card")
@person_options
@by_option
def print_command(permit_number: str | None, ask_id: bool, officer: str) -> None:
    """Print a new card; the card in use until now is dead from this moment."""
    _print(actions_cards.print_card, permit_number, ask_id, officer)


@blueprint.cli.command("reissue-card")
@person_options
@by_option
def reissue_command(permit_number: str | None, ask_id: bool, officer: str) -> None:
    """Print a card in place of the one reported lost."""
    _print(actions_cards.reissue_card, permit_number, ask_id, officer)


@blueprint.cli.command("report-lost")
@person_options
@click.option("--why", default="", help="如何得知 / how it became known")
@by_option
def lost_command(permit_number: str | None, ask_id: bool, why: str, officer: str) -> None:
    """Report the card lost; it is dead from this moment, the permit lives on."""
    number = typed_id_number(ask_id, permit_number)
    with told(), write_unit() as session:
        permit = _permit(session, permit_number, number)
        actions_cards.report_lost(session, officer_of(officer), wiring().clock, permit, why=why)
    click.echo("已挂失，原卡立即失效 / Reported lost; the card is dead.")


@blueprint.cli.command("suspend")
@person_options
@click.option("--final", is_flag=True, help="决定已不可申诉 / the decision can no longer be appealed")
@by_option
@why_option
def suspend_command(permit_number: str | None, ask_id: bool, final: bool, officer: str, why: str) -> None:
    """Suspend a permit."""
    number = typed_id_number(ask_id, permit_number)
    with told(), write_unit() as session:
        permit = _permit(session, permit_number, number)
        actions.suspend(session, officer_of(officer), wiring().clock, permit, why=why, final=final)
    click.echo("已暂停 / Suspended.")


@blueprint.cli.command("lift")
@person_options
@by_option
@why_option
def lift_command(permit_number: str | None, ask_id: bool, officer: str, why: str) -> None:
    """Lift a suspension, or a revocation that is not final."""
    number = typed_id_number(ask_id, permit_number)
    with told(), write_unit() as session:
        permit = _permit(session, permit_number, number)
        actions.lift(session, officer_of(officer), wiring().clock, permit, why=why)
    click.echo("已恢复 / Lifted.")


@blueprint.cli.command("revoke")
@person_options
@click.option("--final", is_flag=True, help="决定已不可申诉 / the decision can no longer be appealed")
@by_option
@why_option
def revoke_command(permit_number: str | None, ask_id: bool, final: bool, officer: str, why: str) -> None:
    """Revoke a permit."""
    number = typed_id_number(ask_id, permit_number)
    with told(), write_unit() as session:
        permit = _permit(session, permit_number, number)
        actions.revoke(session, officer_of(officer), wiring().clock, permit, why=why, final=final)
    click.echo("已撤销 / Revoked.")


@blueprint.cli.command("settle")
@person_options
@by_option
@why_option
def settle_command(permit_number: str | None, ask_id: bool, officer: str, why: str) -> None:
    """Note that the suspension or revocation in force has become final."""
    number = typed_id_number(ask_id, permit_number)
    with told(), write_unit() as session:
        permit = _permit(session, permit_number, number)
        actions.settle(session, officer_of(officer), wiring().clock, permit, why=why)
    click.echo("已记为终局决定 / The decision is final.")


@blueprint.cli.command("extend")
@person_options
@click.option("--until", "last", type=DAY, required=True, help="新的有效期至 / new last day")
@by_option
def extend_command(permit_number: str | None, ask_id: bool, last: datetime, officer: str) -> None:
    """Give a permit a later last day."""
    number = typed_id_number(ask_id, permit_number)
    with told(), write_unit() as session:
        permit = _permit(session, permit_number, number)
        actions.extend(session, officer_of(officer), wiring().clock, permit, valid_until=last.date())
    click.echo(f"有效期至 {last.date()} / Valid until {last.date()}.")


def _permit(session: Session, permit_number: str | None, id_number: str | None) -> str:
    return permit_of(session, person_of(session, permit_number, id_number)).ref


def _print(act: Print, permit_number: str | None, ask_id: bool, officer: str) -> None:
    number = typed_id_number(ask_id, permit_number)
    keyring, clock = wiring().keyring, wiring().clock
    with told(), write_unit() as session:
        card = act(session, officer_of(officer), clock, keyring, _permit(session, permit_number, number))
    click.echo(f"卡码 / card code  {spaced_card_code(card.code)}")
    click.echo(f"二维码 / QR  /d/{card.token}")
    click.echo("以上只显示这一次 / Shown only this once.")
