"""A company's pages: what it is today, who of its people agreed to be listed, and how its entry came about."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from flask import Response, render_template, request
from sqlalchemy.orm import Session

from portal.caching import Rendered, cached_page
from portal.companies import blueprint
from portal.companies.advice import has_emergency, offer_lines, risks
from portal.companies.dossier import Dossier, canonical, ref_of
from portal.companies.finding import find
from portal.companies.people import listing
from portal.companies.staff import Staff, staff_of
from portal.companies.versions import declared_versions, versions
from portal.database import read_session
from portal.guards import public
from portal.language import text
from portal.lookback import Lookback, asked
from portal.presentation import page_key
from portal.wiring import wiring
from registry.areas.rules import area_label
from registry.core.clock import day_end, day_start, shanghai_date
from registry.core.taxonomy import EMERGENCY_24H, service_label
from search.protocol import PERSON_DEPTH

Make = Callable[[Session, Dossier, Staff | None, date], Rendered]


@blueprint.get("/companies/<uscc>")
@public
def public_show(uscc: str) -> Response:
    """The company now, or with `?known_on=` and `?effective_on=` as known then about then."""
    return _page(uscc, "companies.public_show", _overview)


@blueprint.get("/companies/<uscc>/people")
@public
def public_people(uscc: str) -> Response:
    """Those who work there and agreed to be listed; of the present only, fifty deep."""
    return _page(uscc, "companies.public_people", _people)


@blueprint.get("/companies/<uscc>/history")
@public
def public_history(uscc: str) -> Response:
    """Every version, what it changed and why, and the way into the past."""
    return _page(uscc, "companies.public_history", _history)


def _page(code: str, endpoint: str, make: Make) -> Response:
    now = wiring().clock.now()
    today = shanghai_date(now)
    session = read_session()
    staff = staff_for(session, code, today)

    def render() -> Rendered:
        return make(session, find(session, code, endpoint, today), staff, today)

    return cached_page(page_key(), now, render, variant=told(staff))


def staff_for(session: Session, code: str, today: date) -> Staff | None:
    """The people of the company that is asked for; None when looking back, for people have no public past."""
    if asked(today).looking_back:
        return None
    ref = ref_of(session, canonical(code))
    return staff_of(session, ref, today) if ref else None


def told(staff: Staff | None) -> tuple[str, ...]:
    """What a page's tag takes from the company's people: exactly what the page tells of them."""
    return (str(staff.holders.exact), str(staff.checked.exact), *staff.listed) if staff else ()


def _overview(session: Session, found: Dossier, staff: Staff | None, today: date) -> Rendered:
    face = found.face
    lines = offer_lines(face.services) if face else ()
    body = render_template(
        "companies/public/show.html",
        **_frame(found, "show"),
        staff=staff,
        lines=lines,
        risks=risks(lines),
        emergency=EMERGENCY_24H if face and has_emergency(face.services) else None,
    )
    return Rendered(body, found.owners, changes=moments(found.look, found.days, today))


def _people(session: Session, found: Dossier, staff: Staff | None, today: date) -> Rendered:
    page = request.args.get("page", 1, type=int)
    shown = listing(session, found.ref, staff.listed, page, today) if staff else None
    body = render_template("companies/public/people.html", **_frame(found, "people"), listing=shown, depth=PERSON_DEPTH)
    owners = found.owners + (shown.owners if shown else ())
    days = found.days + (shown.days if shown else ())
    return Rendered(body, owners, changes=moments(found.look, days, today))


def _history(session: Session, found: Dossier, staff: Staff | None, today: date) -> Rendered:
    body = render_template(
        "companies/public/history.html",
        **_frame(found, "history"),
        versions=versions(session, found.ref, found.look),
        declared=declared_versions(session, found.declared[1].ref, found.look) if found.declared else [],
    )
    return Rendered(body, found.owners, changes=moments(found.look, found.days, today))


def _frame(found: Dossier, tab: str) -> dict[str, Any]:
    """What the head of all three pages needs."""
    look = found.look
    wrong = [(finding.field, text(finding.message)) for finding in look.findings]
    companies = f"{request.script_root}/companies/"
    past = f"?known_on={look.known_on}&effective_on={look.effective_on}" if look.looking_back else ""
    return {
        "company": found,
        "face": found.face,
        "look": look,
        # Building six addresses by name costs as much as the page's own text.
        "companies": companies,
        "here": companies + found.now.uscc,
        "past": past,
        "look_errors": {"known_on": "", "effective_on": "", **dict(wrong)},
        "look_error_rows": wrong,
        "tab": tab,
        "position": found.newest,
        "area_label": area_label,
        "service_label": service_label,
    }


def moments(look: Lookback, days: Iterable[date], today: date) -> list[datetime]:
    """The moments at which a page changes by itself."""
    known = [day_start(day) for day in days]
    # Which look is one into the past depends on the day itself.
    return [*known, day_end(today)] if look.typed_known_on or look.typed_effective_on else known
