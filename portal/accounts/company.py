"""The signer of a company keeps the accounts of its clerks."""

from flask import redirect, render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.accounts import blueprint
from portal.accounts.forms import InviteForm, ReasonForm
from portal.accounts.inviting import invited
from portal.database import read_session, write_unit
from portal.guards import signed_in
from portal.sending import sent
from portal.signing import current_actor
from portal.wiring import wiring
from registry.accounts import actions
from registry.accounts.queries import members_of
from registry.core.actor import Role


@blueprint.get("/company/accounts")
@signed_in("accounts.company_clerks")
def company_list() -> str:
    """Who may act for the company."""
    return _page(InviteForm(), ReasonForm())


@blueprint.post("/company/accounts/invite")
@signed_in("accounts.company_clerks")
def company_invite() -> Response | tuple[str, int]:
    """Invite a clerk of the own company."""
    form = InviteForm()

    def act(session: Session) -> str:
        actor, ref = current_actor(), invited(session, form)
        actions.give_post(session, actor, wiring().clock, ref, Role.COMPANY_CLERK, company=actor.company)
        return url_for("accounts.company_list")

    return sent(form, act, gettext("已邀请，邮件已发出。")) or (_page(form, ReasonForm()), 400)


@blueprint.post("/company/accounts/<post>/end")
@signed_in("accounts.company_clerks")
def company_end_post(post: str) -> Response | tuple[str, int]:
    """End a clerk's post; the clerk is out at the next request."""
    form = ReasonForm()
    if not form.validate():
        return _page(InviteForm(), form), 400
    with write_unit() as session:
        actions.end_post(session, current_actor(), wiring().clock, post, why=form.why.data or "")
    return redirect(url_for("accounts.company_list"), 303)


def _page(form: InviteForm, reason: ReasonForm) -> str:
    company = current_actor().company or ""
    return render_template(
        "accounts/company/list.html", members=members_of(read_session(), company), form=form, reason=reason
    )
