"""The own password and recovery codes."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.accounts import blueprint
from portal.accounts.entry import LIMITS_DOWN
from portal.accounts.forms import ChangePasswordForm
from portal.accounts.limiting import count_code
from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import signed_in
from portal.limits import LimitsDown, RetryAfter
from portal.signing import current_actor, current_visitor
from portal.wiring import wiring
from registry.accounts import actions_signing
from registry.accounts.actions import change_password
from registry.accounts.passwords import hashed, verified
from registry.accounts.queries import account
from registry.core.errors import RuleBroken, Unavailable


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in()
def own_password() -> Response | str | tuple[str, int]:
    """Change the password against the one in force; every other sign-in ends."""
    form = ChangePasswordForm()
    if request.method == "POST" and form.validate() and _may_try(form):
        who = current_visitor()
        found = account(read_session(), who.account_ref)
        if found is None or not verified(found.password_hash, form.current.data or ""):
            form.current.errors = [gettext("现在的密码不对")]
        else:
            password = form.password.data or ""
            new_hash = hashed(password)
            try:
                with write_unit() as session:
                    change_password(
                        session, current_actor(), wiring().clock, password=password, new_hash=new_hash,
                        keep_sign_in=who.sign_in_ref,
                    )  # fmt: skip
                flash(gettext("密码已更换，其他设备都已退出。"))
                return redirect(url_for("accounts.own_security"), 303)
            except RuleBroken as problem:
                into_form(form, problem)
    page = render_template("accounts/own/password.html", form=form)
    return (page, 400) if request.method == "POST" else page


@blueprint.post("/account/recovery-codes")
@signed_in()
def own_recovery_codes() -> str:
    """Ten new recovery codes in place of the old ones, shown this once."""
    with write_unit() as session:
        codes = actions_signing.new_recovery_codes(session, current_actor(), wiring().clock)
    return render_template("accounts/own/recovery_codes.html", codes=codes, onward=url_for("accounts.own_security"))


def _may_try(form: ChangePasswordForm) -> bool:
    try:
        counted = count_code(wiring().limits, current_visitor().account_ref)
    except LimitsDown as problem:
        raise Unavailable(LIMITS_DOWN) from problem
    if isinstance(counted, RetryAfter):
        form.form_errors.append(gettext("尝试太频繁，请 %(n)s 秒后再试", n=counted.seconds))
        return False
    return True
