"""The answer at the door for anyone: by QR code, by number and surname, several side by side, and a copy to keep.

Questions travel in the body, never in an address; answers are never stored.
"""

import logging
from collections.abc import Callable

import pysqlite3.dbapi2 as sqlite
from flask import Blueprint, Response, abort, make_response, render_template, request
from flask_babel import gettext
from sqlalchemy.exc import SQLAlchemyError

from portal.database import read_session
from portal.door import rates
from portal.door.answering import Told, ask, by_token
from portal.door.asking import Question, typed, typed_many
from portal.guards import public
from portal.limits import LimitsDown, RetryAfter, network_of
from portal.pacing import evenly
from portal.pictures import opened, picture
from portal.wiring import wiring
from registry.core.clock import SHANGHAI
from registry.core.errors import RegistryError
from registry.standing.door import UNAVAILABLE

blueprint = Blueprint("door", __name__)

log = logging.getLogger("portal.door")

MOST = 5  # candidates side by side

# What a register that is locked, damaged or gone may raise on its way to an answer.
SOURCE_DOWN = (SQLAlchemyError, sqlite.Error, RegistryError, ValueError, OSError)


@blueprint.route("/check", methods=["GET", "POST"])
@public
def public_check() -> Response:
    """The form (`?number=` fills in the number and answers nothing); posted, the answer to a typed question."""
    if request.method != "POST":
        return _form(Question(number=request.args.get("number", "").strip()[:64]))
    question = typed(request.form)
    if errors := question.errors():
        return _form(question, errors)
    return _typed_answer(question, _page)


@blueprint.post("/check/save")
@public
def public_save() -> Response:
    """The answer to the same question as a file to keep."""
    question = typed(request.form)
    if errors := question.errors():
        return _form(question, errors)
    return _typed_answer(question, _copy)


@blueprint.get("/d/<token>")
@public
def public_card(token: str) -> Response:
    """The answer to a card's QR code. Never limited; whatever else stands in the address is ignored."""
    return _page(_card(token), token)


@blueprint.get("/d/<token>/save")
@public
def public_card_save(token: str) -> Response:
    """The answer to a card's QR code as a file to keep."""
    return _copy(_card(token))


@blueprint.get("/check/photo/<ticket>")
@public
def public_photo(ticket: str) -> Response:
    """The photo in an answer, of a person who agreed to show it, for some minutes and only while they do."""
    at = wiring()
    found = opened(at.keyring, ticket, at.clock.now())
    if found is None:
        abort(404)
    response = picture(read_session(), at.keyring, *found)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.route("/check/compare", methods=["GET", "POST"])
@public
def public_compare() -> Response:
    """Up to five candidates: the empty form; posted, the answers side by side with the form still filled in."""
    if request.method != "POST":
        return _compare([Question()] * MOST)
    rows = typed_many(request.form.getlist("number"), request.form.getlist("surname"), MOST)
    asked = [question for question in rows if not question.empty]
    errors = {row: found for row, question in enumerate(rows) if not question.empty and (found := question.errors())}
    if errors or not asked:
        return _compare(rows, errors=errors, problems=_problems(errors))
    if refused := _refused(asked):
        return refused
    return _compare(rows, [_answer(question) for question in asked])


def _problems(errors: dict[int, dict[str, str]]) -> list[tuple[str, str]]:
    """The error summary of the comparison: (field id, words) in the order of the rows."""
    if not errors:
        return [("number-1", gettext("请至少填写一位人选"))]
    return [
        (f"{name}-{row + 1}", gettext("第 %(n)s 位：%(words)s", n=row + 1, words=words))
        for row, found in errors.items()
        for name, words in found.items()
    ]


def _typed_answer(question: Question, show: Callable[[Told], Response]) -> Response:
    return _refused([question]) or show(_answer(question))


def _refused(questions: list[Question]) -> Response | None:
    """The page that asks to wait, or says that nothing can be looked up; None when the question may be asked."""
    at = wiring()
    subjects = [question.subject(at.keyring) for question in questions]
    try:
        answer = rates.count(at.limits, subjects, network_of(request.remote_addr))
    except LimitsDown:
        log.error("door: limits cannot be counted")
        return _page(_down(questions[0]))
    if not isinstance(answer, RetryAfter):
        return None
    response = _no_store(
        render_template("door/public/wait.html", minutes=-(-answer.seconds // 60), question=questions[0])
    )
    response.status_code = 429
    response.headers["Retry-After"] = str(answer.seconds)
    return response


def _answer(question: Question) -> Told:
    at = wiring()
    try:
        with evenly():
            return ask(read_session(), at.keyring, question, at.clock.now())
    except SOURCE_DOWN as problem:
        return _down(question, problem)


def _card(token: str) -> Told:
    at = wiring()
    try:
        return by_token(read_session(), at.keyring, token, at.clock.now())
    except SOURCE_DOWN as problem:
        return _down(None, problem)


def _down(question: Question | None, problem: Exception | None = None) -> Told:
    if problem is not None:
        # The kind only: messages of a database carry what was asked.
        log.error("door: the register cannot be read: %s", type(problem).__name__)
    return Told(UNAVAILABLE, wiring().clock.now(), None, asked=question)


def _form(question: Question, errors: dict[str, str] | None = None) -> Response:
    response = _no_store(render_template("door/public/check.html", question=question, errors=errors or {}))
    response.status_code = 400 if errors else 200
    return response


def _page(told: Told, token: str = "") -> Response:
    response = _no_store(render_template("door/public/answer.html", told=told, token=token))
    response.status_code = status_of(told)
    return response


def _compare(
    rows: list[Question],
    answers: list[Told] | None = None,
    *,
    errors: dict[int, dict[str, str]] | None = None,
    problems: list[tuple[str, str]] | None = None,
) -> Response:
    body = render_template(
        "door/public/compare.html", rows=rows, answers=answers or [], errors=errors or {}, problems=problems or []
    )
    response = _no_store(body)
    if problems:
        response.status_code = 400
    elif answers and all(told.answer is UNAVAILABLE for told in answers):
        response.status_code = 503
    return response


def _copy(told: Told) -> Response:
    """The answer as one HTML file that needs nothing else: what was asked, what was said, when, at which position."""
    response = _no_store(render_template("door/public/copy.html", told=told))
    response.status_code = status_of(told)
    stamp = told.at.astimezone(SHANGHAI).strftime("%Y%m%d-%H%M%S")
    response.headers["Content-Disposition"] = f'attachment; filename="zhimen-{stamp}.html"'
    return response


def status_of(told: Told) -> int:
    """503 while the register cannot be read; every answer of the register itself is a 200, found or not."""
    return 503 if told.answer is UNAVAILABLE else 200


def _no_store(body: str) -> Response:
    response = make_response(body)
    response.headers["Cache-Control"] = "no-store"
    # The address of an answer may hold a card's token.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
