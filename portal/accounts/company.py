"""The signer of a company keeps the accounts of its clerks."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.accounts import blueprint
from portal.accounts.forms import InviteForm, ReasonForm
from portal.accounts.letters import invitation_letter
from portal.database import read_session, write_unit
from portal.desk import already_done, done, into_form
from portal.guards import signed_in
from portal.signing import current_actor
from portal.wiring import wiring
from registry.accounts import actions
from registry.accounts.queries import members_of
from registry.core.actor import Role
from registry.core.errors import RuleBroken
from registry.tasks.actions import send_mail


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
    if form.validate():
        at, actor = wiring(), current_actor()
        try:
            with write_unit() as session:
                if before := already_done(session):
                    return redirect(before, 303)
                name, email = form.name.data or "", form.email.data or ""
                ref, token = actions.invite(session, actor, at.clock, at.keyring, name=name, email=email)
                actions.give_post(session, actor, at.clock, ref, Role.COMPANY_CLERK, company=actor.company)
                subject, body = invitation_letter(name, token)
                send_mail(
                    session, actor, at.clock, at.keyring, to=email.strip(), subject=subject, body=body,
                    about=("account", ref),
                )  # fmt: skip
                where = done(session, url_for("accounts.company_list"))
            flash(gettext("已邀请，邮件已发出。"))
            return redirect(where, 303)
        except RuleBroken as problem:
            into_form(form, problem)
    return _page(form, ReasonForm()), 400


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
