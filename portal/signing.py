"""Who is signed in: flask-login over sign-ins that live in the register and end there."""

import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask, Request, abort, current_app, flash, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_babel import gettext
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.wrappers import Response

from portal.database import read_session
from portal.settings import Settings
from portal.wiring import wiring
from registry.accounts.queries import Visitor, visitor
from registry.accounts.rules import IDLE_LASTS, home_of
from registry.core.actor import Actor
from registry.core.permissions import allows
from registry.permissions import PERMISSIONS

csrf = CSRFProtect()
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
DEVICE_COOKIE = "device"


class Person(UserMixin):
    """What flask-login holds: the sign-in's token and who stands behind it."""

    def __init__(self, token: str, who: Visitor) -> None:
        self.token = token
        self.who = who

    def get_id(self) -> str:
        """The token; the cookie is signed, and the register knows its hash only."""
        return self.token


class DeskSessions(SecureCookieSessionInterface):
    """Flask's signed cookies, but for whoever brings none: a family's request makes no signer, which took longer than
    asking the register."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie holds; empty without one."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie anew, unless nobody has looked at it."""
        if session.accessed or session.modified or session:
            super().save_session(app, session, response)


def init_signing(app: Flask, settings: Settings) -> None:
    """Cookies, flask-login and CSRF. Nothing here touches a request to a public page."""
    secure = settings.base_address.startswith("https://")
    app.config.update(
        SESSION_COOKIE_NAME="__Host-desk" if secure else "desk",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
    )
    app.session_interface = DeskSessions()
    csrf.init_app(app)
    manager = LoginManager()
    # A phone changes its network while it is carried about; the token alone says who it is.
    manager.session_protection = None
    manager.init_app(app)

    @manager.user_loader
    def _load(token: str) -> Person | None:
        found = visitor(read_session(), token, wiring().clock.now())
        if found is None or not wiring().seen.touch(found.sign_in_ref, IDLE_LASTS):
            return None
        return Person(token, found)


def signed_in_visitor() -> Visitor | None:
    """Who is signed in at this request, if anybody."""
    who: Visitor | None = current_user.who if current_user.is_authenticated else None
    return who


def current_visitor() -> Visitor:
    """Who is signed in; only for views behind `signed_in`."""
    found = signed_in_visitor()
    if found is None:
        abort(404)
    return found


def current_actor() -> Actor:
    """The actor of this request's verbs; only for views behind `signed_in`."""
    return current_visitor().actor


def begin_session(token: str, who: Visitor) -> None:
    """Hang a fresh sign-in onto the browser. Whatever the old cookie held is dropped (session fixation)."""
    session.clear()
    session.permanent = True
    wiring().seen.touch(who.sign_in_ref, IDLE_LASTS)
    login_user(Person(token, who))


def end_session() -> None:
    """Forget the sign-in in this browser."""
    logout_user()
    session.clear()


def device_token() -> str:
    """The long-lived mark of this browser: known, or new and to be set by `remember_device`."""
    if "device_token" not in g:
        g.device_token = request.cookies.get(_device_cookie()) or secrets.token_urlsafe(24)
    token: str = g.device_token
    return token


def remember_device(response: Response) -> Response:
    """Keep the browser's mark for two years; it opens nothing, it only spares a mail."""
    response.set_cookie(
        _device_cookie(), device_token(), max_age=63_072_000, path="/", httponly=True, samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )  # fmt: skip
    return response


def _device_cookie() -> str:
    return f"__Host-{DEVICE_COOKIE}" if current_app.config["SESSION_COOKIE_SECURE"] else DEVICE_COOKIE


def refuse_foreign_post() -> None:
    """An unsafe request must come from our own pages: CSRF token and, where the browser says it, the origin."""
    if request.method not in UNSAFE:
        return
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.host:
        abort(400)
    try:
        csrf.protect()
    except CSRFError:
        flash(gettext("页面放得太久，请再提交一次。"))
        abort(400, gettext("页面放得太久或不是从本站打开的，请返回上一页刷新后再提交。"))


def require_signed_in(permission: str) -> Response | None:
    """Keep out who may not: to sign-in, to the second factor, or to a page that does not exist."""
    who = signed_in_visitor()
    if who is None:
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.entry_sign_in", next=back), 303)
    if permission == "accounts.own":
        if not who.owes_second_factor or _on_the_way(request.endpoint):
            return None
        return redirect(_factor_page(who), 303)
    if not allows(who.actor, PERMISSIONS[permission]) or not _at_own_desk(who.actor.role):
        abort(404)
    return redirect(_factor_page(who), 303) if who.owes_second_factor else None


def _at_own_desk(role: str) -> bool:
    """Whether the view stands at the post's desk: what companies and officers may both do, each does at their own."""
    audience = (request.endpoint or "").rpartition(".")[2].partition("_")[0]
    return audience in {"own", home_of(role)}


def _factor_page(who: Visitor) -> str:
    endpoint = "accounts.own_second_factor" if who.has_totp else "accounts.own_authenticator"
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return url_for(endpoint, next=back)


def _on_the_way(endpoint: str | None) -> bool:
    """Pages that lead to the second factor must not ask for it."""
    return endpoint in {
        "accounts.own_second_factor", "accounts.own_authenticator", "accounts.own_start_authenticator",
        "accounts.own_sign_out", "accounts.own_act_in", "accounts.own_onward",
    }  # fmt: skip


def safe_next(target: str | None) -> str | None:
    """A path of this site to go back to, or None: never another host, never a scheme."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return None
    parts = urlsplit(target)
    return target if not parts.netloc and not parts.scheme else None
