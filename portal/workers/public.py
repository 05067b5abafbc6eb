"""The page of a person who agreed to be listed, at an address nobody can guess.

Unknown, withdrawn and never listed are one answer, by one read (safety T2, T3).
"""

from flask import Blueprint, Response, abort, render_template
from sqlalchemy.orm import Session

from portal.caching import Rendered, cached_page
from portal.database import read_session
from portal.guards import public
from portal.language import text
from portal.lookback import asked
from portal.pictures import picture
from portal.presentation import page_key
from portal.wiring import wiring
from portal.workers.history import versions
from portal.workers.person import owner_of, person
from registry.areas.rules import area_label
from registry.core.clock import day_end, day_start, shanghai_date
from registry.core.taxonomy import service_label

blueprint = Blueprint("workers", __name__)


@blueprint.get("/people/<token>")
@public
def public_show(token: str) -> Response:
    """The person now, or with `?known_on=` and `?effective_on=` as known then."""
    now = wiring().clock.now()
    today = shanghai_date(now)

    def render() -> Rendered:
        session = read_session()
        owner = _owner(session, token)
        look = asked(today)
        shown = person(session, owner, look, today)
        if shown is None and not look.looking_back:
            abort(404)
        template = "workers/public/show.html" if shown else "workers/public/not_then.html"
        body = render_template(
            template,
            token=token,
            look=look,
            look_errors=[(None, text(finding.message)) for finding in look.findings],
            person=shown,
            position=shown.newest if shown else None,
            today=today,
            area_label=area_label,
            service_label=service_label,
        )
        days = shown.changes if shown else ()
        moments = [day_start(day) for day in days]
        # Which look is one into the past depends on the day itself.
        moments += [day_end(today)] if look.typed_known_on or look.typed_effective_on else []
        return Rendered(body, shown.owners if shown else (owner,), changes=moments)

    return _unsought(cached_page(page_key(), now, render))


@blueprint.get("/people/<token>/photo")
@public
def public_photo(token: str) -> Response:
    """The photo of a listed person who agreed to show it."""
    session = read_session()
    return picture(session, wiring().keyring, _owner(session, token))


@blueprint.get("/people/<token>/history")
@public
def public_history(token: str) -> Response:
    """What was listed about the person, version by version. A permit and its checks have no public past."""
    now = wiring().clock.now()
    today = shanghai_date(now)

    def render() -> Rendered:
        session = read_session()
        owner = _owner(session, token)
        shown = person(session, owner, asked(today), today)
        if shown is None:
            abort(404)
        body = render_template(
            "workers/public/history.html",
            token=token,
            person=shown,
            versions=versions(session, owner),
            position=shown.newest,
        )
        return Rendered(body, shown.owners)

    return _unsought(cached_page(page_key(), now, render))


def _owner(session: Session, token: str) -> str:
    owner = owner_of(session, token)
    if owner is None:
        abort(404)
    return owner


def _unsought(response: Response) -> Response:
    """Consent to be listed here is not consent to be found by every search engine."""
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response
