"""The worker's own pages without an account: a code from the office opens the file and the consents for some minutes.

A wrong number, a wrong, used or old code read alike, take the same time, and are counted alike.
"""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import entry
from portal.language import day, text
from portal.limits import LimitsDown, RetryAfter, network_of
from portal.pacing import evenly
from portal.wiring import wiring
from portal.workers.forms import OwnCodeForm, OwnRequestForm, WithdrawalForm
from portal.workers.limiting import count_code
from portal.workers.personal import items_of, personal_file
from portal.workers.public import blueprint
from portal.workers.visiting import begin_visit, forget_visit, own_actor, visit_ref
from registry.areas.rules import area_label
from registry.cases.states import CaseKind
from registry.consents.actions_forms import withdraw_own
from registry.consents.queries import consents_of
from registry.consents.states import Channel, Scope
from registry.core.actor import Actor, Role
from registry.core.crypto import Purpose
from registry.core.errors import Conflict, RuleBroken, Unavailable
from registry.core.identifiers import normalise_identifier
from registry.core.labels import Label
from registry.rights.actions import file_request
from registry.workers.actions_codes import VISIT, WRONG, end_visit, use_code
from registry.workers.queries import find_by_id, find_by_permit
from registry.workers.queries_codes import works
from registry.workers.states import CodePurpose

Answer = Response | str | tuple[str, int]
PAGES = {"file": "workers.entry_file", "consent": "workers.entry_consent"}
TRY_SECONDS = 0.25  # some ten times what a look-up, right or wrong, costs
LIMITS_DOWN = Label("现在无法核对，请稍后再试，或打协会电话", "Not possible right now; please try later, or telephone")


@blueprint.get("/worker/file")
@entry
def entry_file() -> str:
    """The personal file; without an open visit, the form for the code."""
    actor = own_actor()
    return _code_page("file") if actor is None else _file_page(actor)


@blueprint.get("/worker/consent")
@entry
def entry_consent() -> str:
    """The person's consents; without an open visit, the form for the code."""
    actor = own_actor()
    return _code_page("consent") if actor is None else _consent_page(actor)


@blueprint.post("/worker/code")
@entry
def entry_open() -> Answer:
    """Use the code up; it opens both pages for some minutes."""
    form = OwnCodeForm()
    to = form.to.data if form.to.data in PAGES else "file"
    if not form.validate():
        return _code_page(to, form), 400
    at = wiring()
    number, code = normalise_identifier(form.number.data or ""), form.code.data or ""
    index = at.keyring.blind_index(Purpose.ID_NUMBER, number)
    try:
        counted = count_code(at.limits, index, network_of(request.remote_addr))
    except LimitsDown as problem:
        raise Unavailable(LIMITS_DOWN) from problem
    if isinstance(counted, RetryAfter):
        form.form_errors.append(gettext("尝试太频繁，请 %(n)s 秒后再试", n=counted.seconds))
        response = Response(_code_page(to, form), 429, mimetype="text/html")
        response.headers["Retry-After"] = str(counted.seconds)
        return response
    with evenly(TRY_SECONDS):
        opened = _opened(number, code)
    if opened is None:
        form.form_errors.append(text(WRONG.message))
        form.code.data = ""
        return _code_page(to, form), 400
    begin_visit(opened)
    return redirect(url_for(PAGES[to]), 303)


@blueprint.post("/worker/consent")
@entry
def entry_withdraw() -> Answer:
    """Take back the consents ticked: their pages, entries and pictures go in the same act."""
    actor = own_actor()
    if actor is None:
        return _closed("consent")
    chosen = [one for one in Scope if one.value in request.form.getlist("scopes")]
    form = WithdrawalForm().filled(chosen)
    if not chosen:
        form.scopes.errors = [gettext("请勾选要撤回的同意")]
        return _consent_page(actor, form), 400
    try:
        with write_unit() as session:
            withdraw_own(session, actor, wiring().clock, chosen)
        flash(gettext("已撤回，立即生效。"))
    except Conflict as problem:
        flash(text(problem.message))
    return redirect(url_for("workers.entry_consent"), 303)


@blueprint.post("/worker/requests")
@entry
def entry_request() -> Answer:
    """Ask for access, correction or erasure, or object to an entry, as the person."""
    actor = own_actor()
    if actor is None:
        return _closed("file")
    form = OwnRequestForm().filled(_items(actor))
    if form.validate():
        kind, typed, at = CaseKind(form.kind.data), form.item.data or "", wiring()
        item = int(typed) if kind is CaseKind.OBJECTION and typed.isdecimal() and len(typed) < 16 else None
        try:
            with write_unit() as session:
                file_request(
                    session, actor, at.clock, at.keyring, kind=kind, channel=Channel.ONLINE,
                    words=form.words.data or "", contact=form.contact.data or "", worker=actor.ref, item=item,
                )  # fmt: skip
            flash(gettext("已受理，办理情况见“我的请求”。"))
            return redirect(url_for("workers.entry_file"), 303)
        except RuleBroken as problem:
            into_form(form, problem)
        except Conflict as problem:
            form.form_errors.append(text(problem.message))
    read_session().rollback()
    return _file_page(actor, form), 400


@blueprint.post("/worker/leave")
@entry
def entry_leave() -> Response:
    """Close the page before its minutes are over: for shared telephones."""
    actor, ref = own_actor(), visit_ref()
    if actor is not None:
        with write_unit() as session:
            end_visit(session, actor, wiring().clock, ref)
    forget_visit()
    flash(gettext("已关闭。"))
    return redirect(url_for("workers.entry_file"), 303)


def _opened(number: str, code: str) -> str | None:
    """The ref of the code now used up, or None. Only a right code takes the writers' lock."""
    at, session = wiring(), read_session()
    by_permit, by_id = find_by_permit(session, at.keyring, number), find_by_id(session, at.keyring, number)
    person = by_permit or by_id or ""
    if not works(session, at.keyring, person, CodePurpose.OWN_PAGE, code, at.clock.now()):
        return None
    try:
        with write_unit() as writing:
            actor = Actor(person, Role.WORKER, "")
            return use_code(writing, actor, at.clock, at.keyring, person, CodePurpose.OWN_PAGE, code, visits=True)
    except RuleBroken:
        return None


def _closed(to: str) -> Response:
    flash(gettext("时间到了，请用新的一次性码再打开。"))
    return redirect(url_for(PAGES[to]), 303)


def _items(actor: Actor) -> list[tuple[str, str]]:
    return [
        (str(one.seq), f"{text(label)} · {day(one.effective_on)} · {one.seq}")
        for one, label in items_of(read_session(), actor.ref)
    ]


def _code_page(to: str, form: OwnCodeForm | None = None) -> str:
    form = form or OwnCodeForm(None)
    form.to.data = to
    return render_template("workers/entry/code.html", form=form, minutes=VISIT.seconds // 60)


def _consent_page(actor: Actor, form: WithdrawalForm | None = None) -> str:
    consents = consents_of(read_session(), actor.ref)
    errors = form.scopes.errors if form else ()
    form = WithdrawalForm(None).filled([one.scope for one in consents if one.withdrawn_at is None])
    form.scopes.errors = errors
    return render_template("workers/entry/consent.html", form=form, consents=consents)


def _file_page(actor: Actor, form: OwnRequestForm | None = None) -> str:
    session, keyring = read_session(), wiring().keyring
    return render_template(
        "workers/entry/file.html",
        file=personal_file(session, keyring, actor.ref), form=form or OwnRequestForm(None).filled(_items(actor)),
        area_label=area_label,
    )  # fmt: skip
