"""The results as JSON and CSV at the same address with the same question (docs/search-json.md).

Companies only: consent to be listed on a page is not consent to be collected in files.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import orjson
from flask import Response, make_response, request

from portal.caching import Rendered, cached_page
from portal.database import read_session
from portal.guards import public
from portal.language import text
from portal.search import blueprint
from portal.search.asking import PAGE_SIZE, SHOWN_FACETS, Asked, asked_by, query_string
from portal.search.facets import label_of
from portal.search.finding import Found, company_ref, find, index_key
from portal.search.hits import CompanyHit, read_company
from portal.sheet import table
from portal.wiring import wiring
from registry.areas.rules import area_label
from registry.core.clock import day_end, shanghai_date
from registry.core.labels import Label, LabelledEnum
from registry.core.taxonomy import service_label
from registry.record import reading
from search.documents import COMPANY
from search.plan import Plan
from search.protocol import IndexUnavailable
from search.query import CreditCode, PermitLike, PrivateNumber, QueryProblem, Words, read

JSON_MOST = 200
_FACETS = tuple(name for name in SHOWN_FACETS if name != "kind")  # there is only one kind in files
CSV_SIZE = 1000
RETRY_SECONDS = 5

PEOPLE = Label("人员只在网页上列出，不进文件", "People are listed on pages only, never in files")
CHECK = Label("证号请到 /check 验证", "Permit numbers are checked at /check")
REBUILDING = Label("搜索正在重建，请稍后再试", "The search is being rebuilt; please try again shortly")
_COLUMNS = (
    Label("企业名称", "Name"),
    Label("统一社会信用代码", "Credit code"),
    Label("品牌", "Brand"),
    Label("状态", "Standing"),
    Label("经营模式", "Operating mode"),
    Label("会员", "Membership"),
    Label("所在区", "District"),
    Label("登记日期", "Registered on"),
    Label("服务热线", "Hotline"),
    Label("投诉电话", "Complaint phone"),
    Label("服务项目", "Services"),
    Label("网页", "Page"),
)


@blueprint.get("/search.json")
@public
def api_results() -> Response:
    """`{total, position, items, facets}`; `page` and `size` (at most 200) lead through every company."""
    size = request.args.get("size", PAGE_SIZE, type=int)
    size = min(max(size, 1), JSON_MOST)
    asked, reading_ = asked_by(request.args), read(request.args.get("q", "").strip())
    now = wiring().clock.now()
    today = shanghai_date(now)
    match reading_:
        case CreditCode(code, findings):
            hit = None if findings else _registered(code, today)
            return _json(_alone([hit] if hit else [], [finding.message for finding in findings]))
        case PermitLike():
            return _json(_alone([], [CHECK]))
        case PrivateNumber(message) | QueryProblem(message):
            return _json(_alone([], [message]))
        case Words(plan):
            if asked.filters.get("kind") == ("worker",):
                return _json(_alone([], [PEOPLE]))
            asked = asked.only("kind", COMPANY, page=asked.page)
            return _found_json(asked, plan, size)


def _found_json(asked: Asked, plan: Plan, size: int) -> Response:
    now = wiring().clock.now()
    today = shanghai_date(now)
    try:
        key = index_key(today)

        def render() -> Rendered:
            found = find(read_session(), asked, plan, today, size, _FACETS)
            return Rendered(
                _dump(_body(found, size)), (), changes=(day_end(today),), mimetype="application/json", whole=True
            )

        if key is None:
            return _json(_body(find(read_session(), asked, plan, today, size, _FACETS), size))
        return cached_page((request.full_path, "json", key), now, render)
    except IndexUnavailable:
        response = _json({**_alone([], [REBUILDING]), "total": None}, 503)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response


@blueprint.get("/search.csv")
@public
def api_results_csv() -> Response:
    """The companies as a table, a thousand to a file; a `Link` header names the next one."""
    asked, reading_ = asked_by(request.args), read(request.args.get("q", "").strip())
    today = shanghai_date(wiring().clock.now())
    match reading_:
        case CreditCode(code, findings):
            hit = None if findings else _registered(code, today)
            return _csv([hit] if hit else [])
        case Words(plan) if asked.filters.get("kind") != ("worker",):
            asked = asked.only("kind", COMPANY, page=asked.page)
            try:
                found = find(read_session(), asked, plan, today, CSV_SIZE, ())
            except IndexUnavailable:
                response = make_response(text(REBUILDING), 503)
                response.mimetype = "text/plain"
                response.headers["Retry-After"] = str(RETRY_SECONDS)
                return response
            return _csv(_companies(found), _next(found, "csv", CSV_SIZE))
    return _csv([])


def _registered(code: str, today: date) -> CompanyHit | None:
    session = read_session()
    ref = company_ref(session, code)
    return read_company(session, ref, Plan(), today) if ref else None


def _companies(found: Found) -> list[CompanyHit]:
    return [hit for hit in found.hits if isinstance(hit, CompanyHit)]


def _address(path: str) -> str:
    return wiring().settings.base_address + request.script_root + path


def _next(found: Found, twin: str, size: int) -> str | None:
    if found.asked.page >= found.last:
        return None
    parts = [*found.asked.parts(), ("page", str(found.asked.page + 1))]
    if size not in (PAGE_SIZE, CSV_SIZE):
        parts.append(("size", str(size)))
    return _address(f"/search.{twin}{query_string(parts)}")


def _body(found: Found, size: int) -> dict[str, Any]:
    answer = found.answer
    return {
        "total": answer.total,
        "position": answer.position,
        "record_position": reading.position(read_session()),
        "page": found.asked.page,
        "pages": found.last,
        "next": _next(found, "json", size),
        "items": [_item(hit) for hit in _companies(found)],
        "facets": _facets(answer.facets),
        "suggestions": list(found.meant),
        "messages": [],
    }


def _alone(hits: Iterable[CompanyHit], messages: Iterable[Label]) -> dict[str, Any]:
    """An answer without an index: one company of a code, or words in place of results."""
    items = [_item(hit) for hit in hits]
    at = reading.position(read_session())
    return {
        "total": len(items),
        "position": at,
        "record_position": at,
        "page": 1,
        "pages": 1,
        "next": None,
        "items": items,
        "facets": {},
        "suggestions": [],
        "messages": [_label(message) for message in messages],
    }


def _item(hit: CompanyHit) -> dict[str, Any]:
    face = hit.face
    return {
        "kind": COMPANY,
        "ref": hit.ref,
        "name": face.name,
        "url": _address(f"/companies/{face.uscc}"),
        "uscc": face.uscc,
        "brand": face.brand,
        "standing": {"value": hit.state.value, "label": _label(hit.state.company_label)},
        "reasons": [_label(reason) for reason in hit.reasons],
        "mode": _choice(face.mode),
        "membership": _choice(face.membership),
        "district": {"value": face.district, "label": _label(area_label(face.district))} if face.district else None,
        "registered_on": face.registered_on.isoformat() if face.registered_on else None,
        "hotline": face.hotline,
        "complaint_phone": face.complaint_phone,
        "services": [
            {"item": each.item, "line": each.line.value, "label": _label(service_label(each.item, each.line))}
            for each in face.services or ()
        ],
        "why": [_label(reason) for reason in hit.why],
    }


def _facets(counts: Mapping[str, Mapping[str, int]]) -> dict[str, list[dict[str, Any]]]:
    return {
        facet: [
            {"value": value, "label": _label(label_of(facet, value)), "count": count}
            for value, count in sorted(values.items(), key=lambda pair: (-pair[1], pair[0]))
        ]
        for facet, values in counts.items()
    }


def _label(label: Label) -> dict[str, str]:
    return {"zh": label.zh, "en": label.en}


def _choice(value: LabelledEnum | None) -> dict[str, Any] | None:
    return None if value is None else {"value": value.value, "label": _label(value.label)}


def _dump(body: dict[str, Any]) -> str:
    return orjson.dumps(body).decode()


def _json(body: dict[str, Any], status: int = 200) -> Response:
    response = make_response(_dump(body), status)
    response.mimetype = "application/json"
    return response


def _csv(hits: Iterable[CompanyHit], following: str | None = None) -> Response:
    rows = [
        (
            hit.face.name,
            hit.face.uscc,
            hit.face.brand or "",
            text(hit.state.company_label),
            text(hit.face.mode),
            text(hit.face.membership),
            text(hit.district),
            hit.face.registered_on.isoformat() if hit.face.registered_on else "",
            hit.face.hotline or "",
            hit.face.complaint_phone or "",
            "; ".join(text(service_label(each.item, each.line)) for each in hit.face.services or ()),
            _address(f"/companies/{hit.face.uscc}"),
        )
        for hit in hits
    ]
    response = make_response(table([text(column) for column in _COLUMNS], rows))
    response.headers["Content-Type"] = "text/csv; charset=utf-8; header=present"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Disposition"] = 'attachment; filename="companies.csv"'
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response
