"""The own account: second factor, where one is signed in, which post one acts in, signing out."""

import io

import pyotp
import segno
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal.accounts import blueprint
from portal.accounts.entry import LIMITS_DOWN
from portal.accounts.forms import CodeForm
from portal.accounts.limiting import count_code
from portal.database import read_session, write_unit
from portal.desk import home_address, into_form, next_address
from portal.guards import signed_in
from portal.limits import LimitsDown, RetryAfter
from portal.signing import current_actor, current_visitor, end_session
from portal.wiring import wiring
from registry.accounts import actions_signing
from registry.accounts.queries import open_memberships, open_sign_ins, pending_secret
from registry.core.errors import RuleBroken, Unavailable


@blueprint.get("/account/security")
@signed_in()
def own_security() -> str:
    """Posts, authenticator, and where one is signed in."""
    who = current_visitor()
    session = read_session()
    return render_template(
        "accounts/own/security.html",
        who=who,
        posts=open_memberships(session, who.account_ref),
        places=open_sign_ins(session, who.account_ref, wiring().clock.now()),
    )


@blueprint.route("/account/second-factor", methods=["GET", "POST"])
@signed_in()
def own_second_factor() -> Response | str | tuple[str, int]:
    """Ask for the one-time code that opens the post."""
    form = CodeForm()
    if not current_visitor().has_totp:
        return redirect(url_for("accounts.own_authenticator", next=request.values.get("next")), 303)
    if request.method == "POST" and form.validate() and _may_try(form):
        try:
            with write_unit() as session:
                actions_signing.give_second_factor(
                    session, current_actor(), wiring().clock, wiring().keyring,
                    sign_in_ref=current_visitor().sign_in_ref, code=form.code.data or "",
                )  # fmt: skip
            return redirect(next_address(), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    page = render_template("accounts/own/second_factor.html", form=form, next=request.values.get("next", ""))
    return (page, 400) if request.method == "POST" else page


@blueprint.route("/account/authenticator", methods=["GET", "POST"])
@signed_in()
def own_authenticator() -> Response | str | tuple[str, int]:
    """Set up the authenticator: a QR code and its secret, then the first code; the recovery codes are shown once."""
    who = current_visitor()
    if who.has_totp:
        return redirect(url_for("accounts.own_security"), 303)
    form = CodeForm()
    at = wiring()
    if request.method == "POST" and form.validate() and _may_try(form):
        try:
            with write_unit() as session:
                codes = actions_signing.confirm_totp(
                    session, current_actor(), at.clock, at.keyring, sign_in_ref=who.sign_in_ref,
                    code=form.code.data or "",
                )  # fmt: skip
            return render_template("accounts/own/recovery_codes.html", codes=codes, onward=next_address())
        except RuleBroken as problem:
            into_form(form, problem)
    secret = pending_secret(read_session(), at.keyring, who.account_ref)
    page = render_template(
        "accounts/own/authenticator.html", form=form, secret=secret, qr=_qr(secret, who.name) if secret else None,
        next=request.values.get("next", ""),
    )  # fmt: skip
    return (page, 400) if request.method == "POST" else page


@blueprint.post("/account/authenticator/start")
@signed_in()
def own_start_authenticator() -> Response:
    """Make the secret that the page then shows."""
    with write_unit() as session:
        actions_signing.start_totp(session, current_actor(), wiring().clock, wiring().keyring)
    return redirect(url_for("accounts.own_authenticator", next=request.values.get("next")), 303)


@blueprint.post("/account/act-in/<ref>")
@signed_in()
def own_act_in(ref: str) -> Response:
    """Act in another of the own posts from now on."""
    with write_unit() as session:
        actions_signing.act_in(
            session, current_actor(), wiring().clock, sign_in_ref=current_visitor().sign_in_ref, membership_ref=ref
        )
    read_session().rollback()
    return redirect(url_for("accounts.own_onward"), 303)


@blueprint.get("/account/onward")
@signed_in()
def own_onward() -> Response:
    """To where the post's day begins."""
    return redirect(home_address(), 303)


@blueprint.post("/account/sign-out")
@signed_in()
def own_sign_out() -> Response:
    """End this sign-in, or the one named."""
    mine = current_visitor().sign_in_ref
    wanted = request.form.get("ref") or mine
    with write_unit() as session:
        actions_signing.sign_out(session, current_actor(), wiring().clock, wanted)
    if wanted != mine:
        flash(gettext("已退出那台设备。"))
        return redirect(url_for("accounts.own_security"), 303)
    end_session()
    return redirect(url_for("accounts.entry_sign_in"), 303)


@blueprint.post("/account/sign-out-everywhere")
@signed_in()
def own_sign_out_everywhere() -> Response:
    """End all of the own sign-ins, this one too."""
    with write_unit() as session:
        actions_signing.sign_out_everywhere(session, current_actor(), wiring().clock)
    end_session()
    return redirect(url_for("accounts.entry_sign_in"), 303)


def _may_try(form: CodeForm) -> bool:
    try:
        counted = count_code(wiring().limits, current_visitor().account_ref)
    except LimitsDown as problem:
        raise Unavailable(LIMITS_DOWN) from problem
    if isinstance(counted, RetryAfter):
        form.form_errors.append(gettext("尝试太频繁，请 %(n)s 秒后再试", n=counted.seconds))
        return False
    return True


def _qr(secret: str, name: str) -> Markup:
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=wiring().settings.association_en)
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", xmldecl=False, svgns=True, scale=5, border=2, title="QR")
    return Markup(drawn.getvalue().decode())
