"""Refusals as pages: plain words, what to do, an error id, never a stack or personal data."""

import logging
import secrets

from flask import Flask, Response, make_response, render_template, request
from flask_babel import lazy_gettext as _l
from jinja2 import TemplateError
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, SecurityError

from portal.database import db
from portal.language import text
from registry.core.errors import Busy, Conflict, NotAllowed, NotFound, RegistryError, RuleBroken, Unavailable

log = logging.getLogger("portal")

STATUS: dict[type[RegistryError], int] = {
    NotFound: 404, NotAllowed: 403, Conflict: 409, Busy: 503, Unavailable: 503, RuleBroken: 400,
}  # fmt: skip

TITLES = {
    400: _l("请求有误"),
    403: _l("不能这样做"),
    404: _l("没有这一页"),
    405: _l("这一页不接受这种请求"),
    409: _l("情况已经变了"),
    413: _l("内容太大"),
    414: _l("地址太长"),
    429: _l("查询太频繁，请稍等"),
    500: _l("系统出错了"),
    503: _l("暂时无法使用"),
}
ADVICE = {
    400: _l("请检查填写的内容后再试。"),
    403: _l("请从首页重新进入。"),
    404: _l("请检查地址，或者从首页查找。"),
    405: _l("请从首页重新进入。"),
    409: _l("请返回上一页，刷新后再试。"),
    413: _l("请减小内容后再试。"),
    414: _l("请减少查询的内容或条件，或者从首页查找。"),
    429: _l("请稍后再试；扫描证件上的二维码不受限制。"),
    500: _l("问题已经记下。您可以稍后再试，或打协会电话。"),
    503: _l("请稍后再试，或打协会电话。"),
}


def init_errors(app: Flask) -> None:
    """Answer every kind of failure with a page (or JSON where JSON was asked for)."""

    @app.errorhandler(SecurityError)
    def _untrusted(problem: SecurityError) -> Response:
        # Asked for under a foreign name: no address of ours may be built from it.
        response = make_response(render_template("errors/public/bare.html", title=TITLES[400], advice=ADVICE[400]))
        response.status_code = 400
        return response

    @app.errorhandler(HTTPException)
    def _http(problem: HTTPException) -> Response:
        if problem.response is not None:
            return make_response(problem.response)
        response = page(problem.code or 500)
        for name, value in problem.get_headers():
            if name in {"Allow", "Retry-After"}:
                response.headers[name] = value
        return response

    @app.errorhandler(RegistryError)
    def _domain(problem: RegistryError) -> Response:
        status = next((code for kind, code in STATUS.items() if isinstance(problem, kind)), None)
        # What is not meant for readers (a key that does not fit) is a fault like any other.
        return page(500, error_id=_logged(problem)) if status is None else page(status, text(problem.message))

    @app.errorhandler(DBAPIError)
    def _database(problem: DBAPIError) -> Response:
        db.session.rollback()
        return page(503, error_id=_logged(problem))

    @app.errorhandler(Exception)
    def _anything(problem: Exception) -> Response:
        return page(500, error_id=_logged(problem))


def page(status: int, message: str = "", error_id: str = "") -> Response:
    """The page (or JSON) of one refusal."""
    known = status if status in TITLES else 400 if status < 500 else 500
    if request.path.endswith(".json"):
        response = make_response({"status": status, "error": str(TITLES[known]), "error_id": error_id or None})
    else:
        response = make_response(_body(known, message, error_id))
    response.status_code = status
    return response


def _body(status: int, message: str, error_id: str) -> str:
    """The page in the frame of all pages; where the frame itself cannot be built, the same words alone."""
    words = {"title": TITLES[status], "advice": message or ADVICE[status], "error_id": error_id}
    try:
        return render_template("errors/public/error.html", **words)
    except (TemplateError, LookupError, RuntimeError, AttributeError, TypeError, RegistryError) as problem:
        log.error("the error page cannot be framed: %s", type(problem).__name__)
        return render_template("errors/public/bare.html", **words)


def _logged(problem: Exception) -> str:
    error_id = secrets.token_hex(6)
    # The route, not the address: a query may hold what somebody typed.
    log.error("error %s at %s", error_id, request.endpoint, exc_info=problem)
    return error_id
