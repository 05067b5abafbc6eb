"""The pages that explain the register, and its front door."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, redirect, render_template, request

from portal.caching import Rendered, cached_page
from portal.database import read_session
from portal.guards import public
from portal.pages.figures import figures
from portal.presentation import SIZES, page_key
from portal.wiring import wiring
from registry.core.clock import day_end, shanghai_date
from registry.record import reading
from search.protocol import IndexUnavailable

blueprint = Blueprint("pages", __name__)

YEAR_SECONDS = 31_536_000


@blueprint.get("/")
@public
def public_home() -> Response:
    """The front door: the check at the door first, then one search box."""
    now = wiring().clock.now()

    def render() -> Rendered:
        session = read_session()
        today = shanghai_date(now)
        body = render_template("pages/public/home.html", figures=figures(session), position=reading.position(session))
        return Rendered(body, (), changes=(day_end(today),), whole=True)

    return cached_page(page_key(), now, render)


def _explains(template: str) -> Response:
    """A page of words only: it changes with the build, not with the record."""
    return cached_page(
        page_key(), wiring().clock.now(), lambda: Rendered(render_template(f"pages/public/{template}.html"), ())
    )


@blueprint.get("/guide")
@public
def public_guide() -> Response:
    """How to read the register."""
    return _explains("guide")


@blueprint.get("/privacy")
@public
def public_privacy() -> Response:
    """The privacy notice."""
    return _explains("privacy")


@blueprint.get("/accessibility")
@public
def public_accessibility() -> Response:
    """The accessibility statement."""
    return _explains("accessibility")


@blueprint.get("/verify")
@public
def public_verify() -> Response:
    """How anyone can check the record."""
    return _explains("verify")


@blueprint.get("/text-size")
@public
def public_text_size() -> Response:
    """Remember the reader's text size and go back to a page of ours."""
    size = request.args.get("size", "normal")
    response = redirect(local(request.args.get("back", "/")))
    response.set_cookie(
        "text_size",
        size if size in SIZES else "normal",
        max_age=YEAR_SECONDS,
        samesite="Lax",
        httponly=True,
        secure=wiring().settings.production,
    )
    return response


def local(address: str) -> str:
    """The address if it lies on this site, else the home page: nobody is sent elsewhere by a link of ours."""
    try:
        parts = urlsplit(address.replace("\\", "/"))
    except ValueError:
        return request.script_root + "/"
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or parts.path.startswith("//"):
        return request.script_root + "/"
    query = f"?{parts.query}" if parts.query else ""
    return request.script_root + parts.path + query


@blueprint.get("/healthz")
@public
def public_health() -> Response:
    """`{status, record_position, index_position, lag}` for machines; 503 when the record cannot be read."""
    at = reading.position(read_session())
    try:
        cursor = wiring().search.cursor()
        indexed = cursor.position if cursor else 0
    except IndexUnavailable:
        indexed = None
    lag = None if indexed is None else at - indexed
    status = "ok" if lag == 0 else "indexing" if lag is not None else "index unavailable"
    response = jsonify(status=status, record_position=at, index_position=indexed, lag=lag)
    response.headers["Cache-Control"] = "no-store"
    return response
