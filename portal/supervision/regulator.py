"""What wants a regulator's eye in the own districts, one company read-only, and a dated sheet for an inspection."""

from flask import abort, render_template, request
from flask_babel import gettext

from portal.database import read_session
from portal.guards import signed_in
from portal.signing import current_actor
from portal.supervision import blueprint
from portal.wiring import wiring
from registry.areas.rules import area_label
from registry.companies.disclosure import CompanyFace
from registry.companies.queries import load
from registry.core.clock import shanghai_date
from registry.record import reading
from registry.standing.rules import company_standing
from registry.supervision import queries

FIRST = 10
_DEEPEST = 100_000


@blueprint.get("/regulator/")
@signed_in("supervision.read")
def regulator_home() -> str:
    """Three counts and the first of each list."""
    session, actor = read_session(), current_actor()
    today = shanghai_date(wiring().clock.now())
    checks, checks_count = queries.lapsed_checks(session, actor, today)
    companies, companies_count = queries.troubled_companies(session, actor, today)
    cases, cases_count = queries.open_cases(session, actor)
    return render_template(
        "supervision/regulator/home.html",
        districts=[area_label(code) for code in actor.districts], today=today,
        checks=checks[:FIRST], checks_count=checks_count, companies=companies[:FIRST],
        companies_count=companies_count, cases=cases[:FIRST], cases_count=cases_count,
    )  # fmt: skip


@blueprint.get("/regulator/<any(checks, companies, cases):what>")
@signed_in("supervision.read")
def regulator_list(what: str) -> str:
    """One of the lists, whole, a page at a time."""
    session, actor, page = read_session(), current_actor(), _page()
    today = shanghai_date(wiring().clock.now())
    rows: list[queries.LapsedCheck] | list[queries.Troubled] | list[queries.OpenCase]
    if what == "checks":
        title = gettext("到期未复核的核查")
        rows, count = queries.lapsed_checks(session, actor, today, page=page)
    elif what == "companies":
        title = gettext("状态有问题的企业")
        rows, count = queries.troubled_companies(session, actor, today, page=page)
    else:
        title = gettext("正在办理的事项")
        rows, count = queries.open_cases(session, actor, page=page)
    return render_template(
        "supervision/regulator/list.html",
        what=what, title=title, rows=rows, count=count, page=page, last=queries.last_page(count),
    )  # fmt: skip


@blueprint.get("/regulator/companies/<ref>")
@signed_in("supervision.read")
def regulator_company(ref: str) -> str:
    """One company of the own districts: what is registered of it, its people counted and listed, its open cases."""
    return _company("supervision/regulator/company.html", ref, _page())


@blueprint.get("/regulator/companies/<ref>/sheet")
@signed_in("supervision.read")
def regulator_sheet(ref: str) -> str:
    """The same on paper, with the day and the position of the record it was taken from, and lines to write on."""
    return _company("supervision/regulator/sheet.html", ref, _page())


def _company(template: str, ref: str, page: int) -> str:
    session, actor = read_session(), current_actor()
    now = wiring().clock.now()
    today = shanghai_date(now)
    people, numbers = queries.people_of(session, actor, ref, today, page=page)
    face: CompanyFace = load(session, [ref])[ref]
    cases, cases_count = queries.open_cases(session, actor, company=ref)
    return render_template(
        template,
        ref=ref, face=face, district=area_label(face.district) if face.district else None,
        standing=company_standing(face, today), people=people, numbers=numbers, cases=cases, cases_count=cases_count,
        page=page, last=queries.last_page(numbers.employed), now=now, position=reading.position(session),
    )  # fmt: skip


def _page() -> int:
    typed = request.args.get("page", "1")
    if not typed.isdecimal() or not typed.isascii() or not 1 <= int(typed[:7]) <= _DEEPEST:
        abort(404)
    return int(typed[:7])
