"""Keeping accounts: who is there, invitations, posts, shutting accounts; and the table of permissions."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.accounts import blueprint
from portal.accounts.forms import InviteForm, PostForm, ReasonForm
from portal.accounts.inviting import invited, send_invitation
from portal.accounts.matrix import matrix
from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import signed_in
from portal.language import text
from portal.sending import sent
from portal.signing import current_actor
from portal.wiring import wiring
from registry.accounts import actions
from registry.accounts.queries import account, accounts_page, email_of, memberships_of, open_sign_ins
from registry.accounts.states import AccountState, TokenPurpose
from registry.areas.queries import children
from registry.companies.queries import refs_by_uscc
from registry.core.actor import COMPANY_ROLES, SIGNED_IN_ROLES, Role
from registry.core.errors import RuleBroken
from registry.core.identifiers import normalise_identifier
from registry.core.masking import mask_email

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
    return _show(ref, PostForm(), ReasonForm())


@blueprint.post("/office/accounts/<ref>/posts")
@signed_in("accounts.manage")
def office_give_post(ref: str) -> Response | tuple[str, int]:
    """Give the person a post."""
    form = _post_form()
    if form.validate():
        code = normalise_identifier(form.uscc.data or "")
        company = refs_by_uscc(read_session(), [code]).get(code) if code else None
        if code and company is None:
            form.uscc.errors = [gettext("登记中没有这家企业")]
        else:
            try:
                with write_unit() as session:
                    actions.give_post(
                        session, current_actor(), wiring().clock, ref, Role(form.role.data), company=company,
                        districts=form.districts.data or (),
                    )  # fmt: skip
                return redirect(url_for("accounts.office_show", ref=ref), 303)
            except RuleBroken as problem:
                into_form(form, problem)
    return _show(ref, form, ReasonForm()), 400


@blueprint.post("/office/accounts/<ref>/posts/<post>/end")
@signed_in("accounts.manage")
def office_end_post(ref: str, post: str) -> Response | tuple[str, int]:
    """End a post."""
    form = ReasonForm()
    if not form.validate():
        return _show(ref, _post_form(), form), 400
    with write_unit() as session:
        actions.end_post(session, current_actor(), wiring().clock, post, why=form.why.data or "")
    return redirect(url_for("accounts.office_show", ref=ref), 303)


@blueprint.post("/office/accounts/<ref>/state")
@signed_in("accounts.manage")
def office_state(ref: str) -> Response | tuple[str, int]:
    """Disable the account, or open it again."""
    form = ReasonForm()
    found = account(read_session(), ref)
    if found is None:
        abort(404)
    if not form.validate():
        return _show(ref, _post_form(), form), 400
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


def _post_form() -> PostForm:
    form = PostForm()
    form.role.choices = [(role.value, text(role)) for role in Role if role in SIGNED_IN_ROLES]
    form.districts.choices = [
        (area.code, f"{text(area.name)} {area.code}")
        for area in children(read_session(), wiring().settings.association_city)
    ]
    return form


def _show(ref: str, form: PostForm, reason: ReasonForm) -> str:
    session = read_session()
    found = account(session, ref)
    if found is None:
        abort(404)
    if not form.role.choices:
        form = _post_form()
    return render_template(
        "accounts/office/show.html",
        account=found,
        email=mask_email(email_of(wiring().keyring, found)),
        posts=memberships_of(session, ref),
        places=open_sign_ins(session, ref, wiring().clock.now()),
        form=form,
        reason=reason,
        company_roles=COMPANY_ROLES,
    )
