"""The results, and the services to browse by. Nothing a person types is a language here, and no number of a person is
looked up."""

from flask import Response, make_response, redirect, render_template, request, url_for

from portal.caching import Rendered, cached_page
from portal.database import read_session
from portal.guards import public
from portal.presentation import page_key
from portal.search import blueprint
from portal.search.asking import PAGE_SIZE, Asked, asked_by, query_string
from portal.search.facets import orders, shown, tags
from portal.search.finding import Found, company_ref, find, index_key
from portal.search.hits import PersonHit
from portal.search.services import offers
from portal.wiring import wiring
from registry.core.clock import day_end, shanghai_date
from registry.core.labels import Label
from registry.core.taxonomy import EMERGENCY_24H, EMERGENCY_ITEM, ServiceLine
from registry.record import reading
from search.plan import Plan
from search.protocol import PERSON_DEPTH, IndexUnavailable
from search.query import PRIVATE, CreditCode, PermitLike, PrivateNumber, QueryProblem, Words, read

UNKNOWN_CODE = Label(
    "没有查到这个统一社会信用代码登记的企业，请核对后再查。",
    "No company is registered under this credit code. Please check it and try again.",
)


@blueprint.get("/search")
@public
def public_results() -> Response:
    """What the register holds under these words and filters; a company's code opens its page, a permit's the check."""
    asked = asked_by(request.args)
    if not asked.text and request.args.get("numbers") == "private":
        return _said(asked, [PRIVATE.message])
    match read(asked.text):
        case Words(plan):
            return _sought(_results(asked, plan))
        case CreditCode(code, findings):
            if not findings and company_ref(read_session(), code):
                return _elsewhere(url_for("companies.public_show", uscc=code))
            return _said(asked, [finding.message for finding in findings] or [UNKNOWN_CODE])
        case PermitLike(number):
            return _elsewhere(url_for("door.public_check", number=number))
        case PrivateNumber():
            # Away from the address that holds the number: it would stand in the history and in every link.
            return _elsewhere(url_for("search.public_results", numbers="private"))
        case QueryProblem(message):
            return _said(asked, [message])


def _results(asked: Asked, plan: Plan) -> Response:
    now = wiring().clock.now()
    today = shanghai_date(now)
    try:
        key = index_key(today)

        def render() -> Rendered:
            # The day decides standings; the record and the index (in the key) decide the rest.
            body = _page(find(read_session(), asked, plan, today, PAGE_SIZE))
            return Rendered(body, (), changes=(day_end(today),), whole=True)

        if key is None:
            return _no_store(make_response(render().body))
        return cached_page((*page_key(), key), now, render)
    except IndexUnavailable:
        return _without_index(asked)


def _page(found: Found) -> str:
    asked, answer = found.asked, found.answer
    parts = asked.parts()
    position = reading.position(read_session())
    return render_template(
        "search/public/results.html",
        asked=asked,
        answer=answer,
        hits=[(isinstance(hit, PersonHit), hit) for hit in found.hits],
        facets=shown(asked, answer.facets),
        tags=tags(asked, found.company),
        orders=orders(asked),
        kept=[(name, value) for name, value in parts if name != "q"],
        cleared=query_string(asked.without_filters().parts()),
        query=query_string(parts),
        page_stem=query_string(parts) + "&page=" if parts else "?page=",
        last=found.last,
        lists_persons=found.lists_persons,
        depth=PERSON_DEPTH,
        meant=[(text, query_string([("q", text)])) for text in found.meant],
        lines=tuple(ServiceLine) if not answer.total else (),
        companies=f"{request.script_root}/companies/",
        people=f"{request.script_root}/people/",
        position=answer.position,
        behind=max(0, position - answer.position),
    )


def _said(asked: Asked, messages: list[Label]) -> Response:
    """Plain words in place of results; never kept, and the same for every number of one shape."""
    body = render_template("search/public/said.html", asked=asked, messages=messages)
    return _no_store(make_response(body))


def _without_index(asked: Asked) -> Response:
    """The page while there is no index to ask: what still works, and how far the rebuild has come."""
    body = render_template("search/public/rebuilding.html", asked=asked, progress=wiring().search.rebuilding())
    return _no_store(make_response(body))


def _elsewhere(address: str) -> Response:
    return _no_store(make_response(redirect(address, 303)))


def _no_store(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _sought(response: Response) -> Response:
    """Results are for those who ask here, not for other search engines: people are among them."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/services")
@public
def public_services() -> Response:
    """The five groups and ten lines with how many companies offer what, and what to look out for."""
    now = wiring().clock.now()
    today = shanghai_date(now)
    try:
        key = index_key(today) or f"{today} moving"
    except IndexUnavailable:
        key = f"{today} no index"

    def render() -> Rendered:
        offered = offers(today)
        body = render_template(
            "search/public/services.html",
            offered=offered,
            emergency=EMERGENCY_24H,
            emergency_item=EMERGENCY_ITEM,
            position=offered.position,
        )
        return Rendered(body, (), changes=(day_end(today),), whole=True)

    return cached_page((*page_key(), key), now, render)
