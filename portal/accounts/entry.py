"""The way in: address and password. What is wrong is never said more exactly than "address or password"."""

from flask import abort, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.accounts import blueprint
from portal.accounts.forms import SignInForm
from portal.accounts.letters import new_device_letter
from portal.accounts.limiting import count_password
from portal.database import read_session, write_unit
from portal.desk import next_address
from portal.guards import entry
from portal.limits import LimitsDown, RetryAfter, network_of
from portal.signing import begin_session, device_token, remember_device, signed_in_visitor
from portal.wiring import wiring
from registry.accounts.actions_signing import sign_in
from registry.accounts.passwords import verified
from registry.accounts.queries import account_by_email, email_of, visitor
from registry.accounts.states import AccountState
from registry.core.actor import Actor, Role
from registry.core.crypto import Purpose
from registry.core.errors import Unavailable
from registry.core.labels import Label
from registry.tasks.actions import send_mail

ENTRANT = Actor("entrant", Role.PUBLIC, "")
LIMITS_DOWN = Label("登录暂时无法使用，请稍后再试", "Signing in is not possible right now, please try again later")


@blueprint.route("/account/sign-in", methods=["GET", "POST"])
@entry
def entry_sign_in() -> Response | str | tuple[str, int]:
    """The form; posted, a sign-in. An unknown address takes the same path and time as a wrong password (T3)."""
    if request.method == "GET" and signed_in_visitor() is not None:
        return redirect(next_address(), 303)
    form = SignInForm()
    if request.method == "GET":
        return _page(form)
    if not form.validate():
        return _page(form), 400
    at = wiring()
    network = network_of(request.remote_addr)
    address = form.email.data or ""
    try:
        counted = count_password(at.limits, at.keyring.blind_index(Purpose.EMAIL, address), network)
    except LimitsDown as problem:
        raise Unavailable(LIMITS_DOWN) from problem
    if isinstance(counted, RetryAfter):
        form.form_errors.append(gettext("尝试太频繁，请 %(n)s 秒后再试", n=counted.seconds))
        response = Response(_page(form), 429, mimetype="text/html")
        response.headers["Retry-After"] = str(counted.seconds)
        return response
    found = account_by_email(read_session(), at.keyring, address)
    active = found is not None and found.state == AccountState.ACTIVE
    right = verified(found.password_hash if found is not None and active else None, form.password.data or "")
    if found is None or not right:
        form.form_errors.append(gettext("邮箱或密码不对"))
        return _page(form), 400
    mailbox = email_of(at.keyring, found)
    with write_unit() as session:
        token, new_device = sign_in(
            session, ENTRANT, at.clock, found.ref, device=_device(), network=network, device_token=device_token()
        )
        if new_device:
            subject, body = new_device_letter(_device(), network, at.clock.now())
            send_mail(
                session, ENTRANT, at.clock, at.keyring, to=mailbox, subject=subject, body=body,
                about=("account", found.ref),
            )  # fmt: skip
    read_session().rollback()  # the snapshot is older than the sign-in just written
    who = visitor(read_session(), token, at.clock.now())
    if who is None:
        abort(503)
    begin_session(token, who)
    return remember_device(redirect(next_address(), 303))


def _page(form: SignInForm) -> str:
    return render_template("accounts/entry/sign_in.html", form=form, next=request.values.get("next", ""))


def _device() -> str:
    """The browser and system in a few words, for the person's own list of sign-ins."""
    agent = request.user_agent.string
    browser = next((name for name in ("Edg", "Firefox", "Chrome", "Safari", "MicroMessenger") if name in agent), "?")
    system = next((name for name in ("Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux") if name in agent), "?")
    return f"{browser} / {system}"
