"""Keeping accounts: who is there, invitations, posts, shutting accounts; and the table of permissions."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.accounts import blueprint
from portal.accounts.account_page import account_page
from portal.accounts.forms import InviteForm, ReasonForm
from portal.accounts.inviting import invited, send_invitation
from portal.accounts.matrix import matrix
from portal.database import read_session, write_unit
from portal.guards import signed_in
from portal.sending import sent
from portal.signing import current_actor
from portal.wiring import wiring
from registry.accounts import actions
from registry.accounts.queries import account, accounts_page, email_of
from registry.accounts.states import AccountState, TokenPurpose

PAGE = 50


@blueprint.get("/office/accounts")
@signed_in("accounts.read")
def office_list() -> str:
    """All accounts by name, fifty a page."""
    after = request.args.get("after", "")
    rows, onward = accounts_page(read_session(), after=after, limit=PAGE)
    return render_template("accounts/office/list.html", rows=rows, onward=onward, form=InviteForm())


@blueprint.post("/office/accounts/invite")
@signed_in("accounts.manage")
def office_invite() -> Response | tuple[str, int]:
    """Invite a person; the letter with the link goes out by mail."""
    form = InviteForm()

    def act(session: Session) -> str:
        return url_for("accounts.office_show", ref=invited(session, form))

    if answer := sent(form, act, gettext("已邀请，邮件已发出。现在请给此人岗位。")):
        return answer
    rows, onward = accounts_page(read_session(), after="", limit=PAGE)
    return render_template("accounts/office/list.html", rows=rows, onward=onward, form=form), 400


@blueprint.get("/office/accounts/<ref>")
@signed_in("accounts.read")
def office_show(ref: str) -> str:
    """One account: its posts and sign-ins."""
    return account_page(ref)


@blueprint.post("/office/accounts/<ref>/state")
@signed_in("accounts.manage")
def office_state(ref: str) -> Response | tuple[str, int]:
    """Disable the account, or open it again."""
    form = ReasonForm()
    found = account(read_session(), ref)
    if found is None:
        abort(404)
    if not form.validate():
        return account_page(ref, reason=form), 400
    turn = actions.enable if found.state == AccountState.DISABLED else actions.disable
    with write_unit() as session:
        turn(session, current_actor(), wiring().clock, ref, why=form.why.data or "")
    return redirect(url_for("accounts.office_show", ref=ref), 303)


@blueprint.post("/office/accounts/<ref>/invite-again")
@signed_in("accounts.manage")
def office_invite_again(ref: str) -> Response:
    """Send a fresh invitation to somebody who has set no password yet; the earlier link stops working."""
    at = wiring()
    with write_unit() as session:
        found = account(session, ref)
        if found is None or found.state != AccountState.INVITED:
            abort(404)
        token = actions.make_token(session, current_actor(), at.clock, ref, TokenPurpose.INVITATION)
        send_invitation(session, ref, name=found.name, email=email_of(at.keyring, found), token=token)
    flash(gettext("邀请邮件已重新发出。"))
    return redirect(url_for("accounts.office_show", ref=ref), 303)


@blueprint.get("/office/permissions")
@signed_in("accounts.read")
def office_permissions() -> str:
    """Who may do what: the tables of all slices as one."""
    roles, rows = matrix()
    return render_template("accounts/office/permissions.html", roles=roles, rows=rows)
