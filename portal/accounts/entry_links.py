"""A forgotten password and the links that are mailed: one answer whether or not there is such an account."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.accounts import blueprint
from portal.accounts.entry import ENTRANT, LIMITS_DOWN
from portal.accounts.forms import AddressForm, InviteForm, PasswordForm
from portal.accounts.letters import invitation_letter, known_letter, reset_letter
from portal.accounts.limiting import count_letter
from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import entry
from portal.language import text
from portal.limits import LimitsDown, RetryAfter, network_of
from portal.wiring import wiring
from registry.accounts.actions import invite, make_token, use_token
from registry.accounts.passwords import hashed
from registry.accounts.queries import account_by_email, email_of
from registry.accounts.states import AccountState, TokenPurpose
from registry.core.actor import SYSTEM
from registry.core.contact_numbers import check_email, normalise_email
from registry.core.crypto import Purpose
from registry.core.errors import Conflict, RuleBroken, Unavailable
from registry.tasks.actions import send_mail


@blueprint.route("/account/forgotten", methods=["GET", "POST"])
@entry
def entry_forgotten() -> Response | str | tuple[str, int]:
    """Ask for a link. The answer is the same for everybody; the letter goes to the account's own address only."""
    form = AddressForm()
    if request.method == "GET":
        return render_template("accounts/entry/forgotten.html", form=form)
    if not form.validate():
        return render_template("accounts/entry/forgotten.html", form=form), 400
    at = wiring()
    index = at.keyring.blind_index(Purpose.EMAIL, form.email.data or "")
    try:
        counted = count_letter(at.limits, index, network_of(request.remote_addr))
    except LimitsDown as problem:
        raise Unavailable(LIMITS_DOWN) from problem
    found = account_by_email(read_session(), at.keyring, form.email.data or "")
    ref = found.ref if found is not None and found.state == AccountState.ACTIVE else None
    # Over the limit nothing is sent and nothing is said: the answer would tell which addresses are being tried.
    if ref is not None and not isinstance(counted, RetryAfter):
        with write_unit() as session:
            token = make_token(session, ENTRANT, at.clock, ref, TokenPurpose.RESET)
            subject, body = reset_letter(token)
            account = account_by_email(session, at.keyring, form.email.data or "")
            assert account is not None
            send_mail(
                session, ENTRANT, at.clock, at.keyring, to=email_of(at.keyring, account), subject=subject, body=body,
                about=("account", ref),
            )  # fmt: skip
    return render_template("accounts/entry/sent.html")


@blueprint.route("/account/register", methods=["GET", "POST"])
@entry
def entry_register() -> Response | str | tuple[str, int]:
    """An account for somebody who wants to apply. The answer is the same whether or not the address has one."""
    form = InviteForm()
    if request.method == "GET":
        return render_template("accounts/entry/register.html", form=form)
    if form.validate():
        for finding in check_email(form.email.data or ""):
            form.email.errors = [text(finding.message)]
    if form.errors:
        return render_template("accounts/entry/register.html", form=form), 400
    at, name, email = wiring(), form.name.data or "", form.email.data or ""
    index = at.keyring.blind_index(Purpose.EMAIL, email)
    try:
        counted = count_letter(at.limits, index, network_of(request.remote_addr))
    except LimitsDown as problem:
        raise Unavailable(LIMITS_DOWN) from problem
    if not isinstance(counted, RetryAfter):
        with write_unit() as session:
            known = account_by_email(session, at.keyring, email)
            if known is None:
                # Nobody vouches for an applicant but the mailbox; the post comes with the company's approval.
                _, token = invite(session, SYSTEM, at.clock, at.keyring, name=name, email=email)
                subject, body = invitation_letter(name, token)
            elif known.state == AccountState.INVITED:
                # Whoever lost the first letter has no password to forget: only another invitation helps.
                token = make_token(session, SYSTEM, at.clock, known.ref, TokenPurpose.INVITATION)
                subject, body = invitation_letter(known.name, token)
            else:
                subject, body = known_letter()
            send_mail(session, ENTRANT, at.clock, at.keyring, to=normalise_email(email), subject=subject, body=body)
    return render_template("accounts/entry/sent.html")


@blueprint.route("/account/reset/<token>", methods=["GET", "POST"])
@entry
def entry_reset(token: str) -> Response | str | tuple[str, int]:
    """A new password, for whoever holds the mailed link."""
    return _new_password(token, TokenPurpose.RESET, "accounts.entry_reset")


@blueprint.route("/account/invitation/<token>", methods=["GET", "POST"])
@entry
def entry_invitation(token: str) -> Response | str | tuple[str, int]:
    """The first password, for whoever holds the mailed invitation."""
    return _new_password(token, TokenPurpose.INVITATION, "accounts.entry_invitation")


def _new_password(token: str, purpose: TokenPurpose, endpoint: str) -> Response | str | tuple[str, int]:
    form = PasswordForm()
    status = 200
    if request.method == "POST":
        status = 400
        if form.validate():
            if len(token) > 64:
                abort(404)
            password = form.password.data or ""
            new_hash = hashed(password)
            try:
                with write_unit() as session:
                    use_token(
                        session, ENTRANT, wiring().clock, token=token, purpose=purpose, password=password,
                        new_hash=new_hash,
                    )  # fmt: skip
                flash(gettext("密码已设置，请登录。"))
                return redirect(url_for("accounts.entry_sign_in"), 303)
            except RuleBroken as problem:
                into_form(form, problem)
            except Conflict:
                return render_template("accounts/entry/spent.html"), 409
    page = render_template("accounts/entry/new_password.html", form=form, action=url_for(endpoint, token=token))
    return page, status
