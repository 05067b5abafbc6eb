"""`flask accounts invite`: how the first administrator comes in."""

import click

from portal.accounts import blueprint
from portal.accounts.letters import invitation_letter, link_of
from portal.database import write_unit
from portal.keeper import by_option, company_of, officer_of, told
from portal.wiring import wiring
from registry.accounts.actions import give_post, invite
from registry.accounts.states import TokenPurpose
from registry.core.actor import SIGNED_IN_ROLES, Role
from registry.tasks.actions import send_mail


@blueprint.cli.command("invite")
@click.option("--name", required=True, help="姓名 / name")
@click.option("--email", required=True, help="邮箱 / e-mail")
@click.option(
    "--role", required=True, type=click.Choice(sorted(role.value for role in SIGNED_IN_ROLES)), help="岗位 / post"
)
@click.option("--company", metavar="代码", help="企业岗位：统一社会信用代码 / credit code of a company post")
@click.option(
    "--district", "districts", multiple=True, metavar="代码", help="主管部门：辖区代码 / a regulator's district"
)
@by_option
def invite_command(
    name: str, email: str, role: str, company: str | None, districts: tuple[str, ...], officer: str
) -> None:
    """Invite a person and give the first post; prints the one-use link, which is mailed as well."""
    at = wiring()
    actor = officer_of(officer)
    with told(), write_unit() as session:
        ref, token = invite(session, actor, at.clock, at.keyring, name=name, email=email)
        owner = company_of(session, company) if company else None
        give_post(session, actor, at.clock, ref, Role(role), company=owner, districts=districts)
        subject, body = invitation_letter(name, token)
        send_mail(
            session, actor, at.clock, at.keyring, to=email.strip(), subject=subject, body=body, about=("account", ref)
        )
    click.echo(link_of(TokenPurpose.INVITATION, token))
