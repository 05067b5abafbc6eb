"""Taking a request, its page with the decision, and the retention rules."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal import ruling
from portal.database import read_session, write_unit
from portal.guards import signed_in
from portal.rights import blueprint
from portal.rights.forms import RequestForm
from portal.ruling import Ruling, RulingForm
from portal.sending import tried
from portal.signing import current_actor
from portal.wiring import wiring
from registry.cases import queries as case_queries
from registry.cases.states import CaseKind
from registry.companies.queries import refs_by_uscc
from registry.consents.states import Channel
from registry.core.clock import shanghai_date
from registry.core.errors import NotFound
from registry.core.identifiers import normalise_identifier
from registry.core.permissions import NOT_FOUND
from registry.looks.queries import has_open_file
from registry.rights import actions, queries
from registry.rights.actions_retention import run_retention
from registry.workers.people import names_of

Answer = Response | tuple[str, int]


@blueprint.get("/office/rights/new")
@signed_in("rights.file")
def office_new() -> str:
    """The form; whose data it is about comes from the person's page (`?person=`), opened with a purpose before."""
    form = RequestForm(None).filled()
    form.person.data = request.args.get("person", "")
    return _new(form)


@blueprint.post("/office/rights/new")
@signed_in("rights.file")
def office_file() -> Answer:
    """Take the request; its clock runs from now, and an objection marks its item at once."""
    form = RequestForm(request.form).filled()
    if form.validate():
        company = None
        if form.company.data:
            code = normalise_identifier(form.company.data)
            company = refs_by_uscc(read_session(), [code]).get(code)
            if company is None:
                form.company.errors = [gettext("登记中没有这家企业")]
                return _new(form), 400
        typed = (form.item.data or "").strip()

        def act(session: Session) -> str:
            at = wiring()
            case = actions.file_request(
                session, current_actor(), at.clock, at.keyring, kind=CaseKind(form.kind.data),
                channel=Channel(form.channel.data), words=form.words.data or "", contact=form.contact.data or "",
                worker=form.person.data or None, company=company, item=int(typed) if typed.isdecimal() else None,
            )  # fmt: skip
            return url_for("rights.office_filed", ref=case)

        if answer := tried(form, act, gettext("已受理。")):
            return answer
    return _new(form), 400


@blueprint.get("/office/rights/<ref>/filed")
@signed_in("rights.file")
def office_filed(ref: str) -> Response:
    """To the request's page, or for a privacy complaint, which only its officer sees, back to the form."""
    try:
        case_queries.case(read_session(), current_actor(), ref)
    except NotFound:
        return redirect(url_for("rights.office_new"), 303)
    return redirect(url_for("rights.office_show", ref=ref), 303)


@blueprint.get("/office/rights/<ref>")
@signed_in("rights.file")
def office_show(ref: str) -> str:
    """One request: what is asked, its clock, its timeline, and the decision."""
    return _show(ref)


@blueprint.post(f"/office/rights/<ref>/<{ruling.ACTS}>")
@signed_in("rights.file")
def office_rule(ref: str, act: str) -> Answer:
    """Propose, send back, or decide with its consequence."""
    case = case_queries.case(read_session(), current_actor(), ref)
    return ruling.rule(
        case, act, page=url_for("rights.office_show", ref=ref), decide=_decide,
        show=lambda failed, form: _show(ref, failed, form),
    )  # fmt: skip


@blueprint.get("/office/retention")
@signed_in("rights.retention")
def office_retention() -> str:
    """Each rule: what it did and what it will do."""
    now = wiring().clock.now()
    session = read_session()
    return render_template(
        "rights/office/retention.html", rules=queries.rule_states(session, now, shanghai_date(now)),
        runs=queries.runs(session), at_once=queries.AT_ONCE,
    )  # fmt: skip


@blueprint.post("/office/retention/run")
@signed_in("rights.retention")
def office_run_retention() -> Response:
    """Run the rules now; the worker does so every night."""
    with write_unit() as session:
        gone = run_retention(session, current_actor(), wiring().clock, wiring().keyring)
    flash(gettext("已运行，共处理 %(n)s 项。", n=sum(gone.values())))
    return redirect(url_for("rights.office_retention"), 303)


def _new(form: RequestForm) -> str:
    person = form.person.data or ""
    session, actor = read_session(), current_actor()
    # The name is shown to whoever opened the file with a purpose, and to nobody else.
    opened = bool(person) and has_open_file(session, actor.ref, person, wiring().clock.now())
    if person and not opened:
        raise NotFound(NOT_FOUND)
    return render_template(
        "rights/office/new.html", form=form, name=names_of(session, [person]).get(person, "") if opened else ""
    )


def _decide(session: Session, told: Ruling) -> None:
    at = wiring()
    actions.decide_request(session, current_actor(), at.clock, at.keyring, told.ref, **told.given)


def _show(ref: str, failed: str = "", broken: RulingForm | None = None) -> str:
    session = read_session()
    case = case_queries.case(session, current_actor(), ref)
    found = queries.request_of(session, wiring().keyring, ref)
    if found is None:
        raise NotFound(NOT_FOUND)
    return render_template(
        "rights/office/show.html", request_=found, channel=Channel(found.channel),
        **ruling.shown(case, failed, broken),
    )  # fmt: skip
