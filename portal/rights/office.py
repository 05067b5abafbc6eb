"""Taking a request, its page with the decision, and the retention rules."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.desk import already_done, done, into_form
from portal.guards import signed_in
from portal.language import text
from portal.rights import blueprint
from portal.rights.forms import RequestForm, RulingForm
from portal.signing import current_actor
from portal.wiring import wiring
from registry.cases import actions as case_actions
from registry.cases import queries as case_queries
from registry.cases.access import PERMISSIONS as CASE_PERMISSIONS
from registry.cases.models import Case
from registry.cases.rules import MAY
from registry.cases.states import Act, CaseKind, CaseState
from registry.companies.queries import refs_by_uscc
from registry.consents.states import Channel
from registry.core.clock import shanghai_date
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.core.identifiers import normalise_identifier
from registry.core.permissions import NOT_FOUND, allows
from registry.looks.queries import has_open_file
from registry.rights import actions, queries
from registry.rights.actions_retention import run_retention
from registry.workers.people import names_of
from registry.working_days.rules import Due

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
        try:
            with write_unit() as session:
                if before := already_done(session):
                    return redirect(before, 303)
                at = wiring()
                case = actions.file_request(
                    session, current_actor(), at.clock, at.keyring, kind=CaseKind(form.kind.data),
                    channel=Channel(form.channel.data), words=form.words.data or "", contact=form.contact.data or "",
                    worker=form.person.data or None, company=company,
                    item=int(typed) if typed.isdecimal() else None,
                )  # fmt: skip
                where = done(session, url_for("rights.office_filed", ref=case))
            flash(gettext("已受理。"))
            return redirect(where, 303)
        except RuleBroken as problem:
            into_form(form, problem)
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


@blueprint.post("/office/rights/<ref>/<any(propose, send_back, decide):act>")
@signed_in("rights.file")
def office_rule(ref: str, act: str) -> Answer:
    """Propose, send back, or decide with its consequence."""
    case = case_queries.case(read_session(), current_actor(), ref)
    if act not in _offered(case):
        flash(gettext("案件已有新的进展，您的操作没有生效，请看最新情况。"))
        return redirect(url_for("rights.office_show", ref=ref), 303)
    form = RulingForm(request.form, prefix=f"{act}-").of_kind(CaseKind(case.kind))
    if act == "send_back":
        form.outcome.validators = ()
        form.outcome.data = form.outcome.data or (form.outcome.choices or [("", "")])[0][0]
    if form.validate():
        try:
            with write_unit() as session:
                if before := already_done(session):
                    return redirect(before, 303)
                at, why, outcome = wiring(), form.why.data or "", form.outcome.data or ""
                if act == "decide":
                    actions.decide_request(
                        session, current_actor(), at.clock, at.keyring, ref, outcome=outcome, why=why,
                        version=form.seen,
                    )  # fmt: skip
                elif act == "propose":
                    case_actions.propose(
                        session, current_actor(), at.clock, ref, outcome=outcome, why=why, version=form.seen
                    )
                else:
                    case_actions.send_back(session, current_actor(), at.clock, ref, why=why, version=form.seen)
                where = done(session, url_for("rights.office_show", ref=ref))
            flash(gettext("已记下。"))
            return redirect(where, 303)
        except RuleBroken as problem:
            into_form(form, problem)
        except (NotAllowed, Conflict) as problem:
            form.form_errors.append(text(problem.message))
    read_session().rollback()
    return _show(ref, act, form), 400


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


def _offered(case: Case) -> list[str]:
    actor, kind, state = current_actor(), case.kind, CaseState(case.state)
    decides = allows(actor, CASE_PERMISSIONS[f"cases.decide.{kind}"])
    own = case.proposed_by == actor.ref
    may = {
        "propose": case.two_people and allows(actor, CASE_PERMISSIONS[f"cases.propose.{kind}"]),
        "send_back": own or decides,
        "decide": decides and (state is CaseState.PROPOSED and not own if case.two_people else True),
    }
    return [act for act, allowed in may.items() if allowed and state in MAY[Act(act)]]


def _show(ref: str, failed: str = "", broken: RulingForm | None = None) -> str:
    session, actor = read_session(), current_actor()
    case = case_queries.case(session, actor, ref)
    found = queries.request_of(session, wiring().keyring, ref)
    if found is None:
        raise NotFound(NOT_FOUND)
    forms = {}
    for act in _offered(case):
        kept = broken if act == failed and broken is not None else None
        forms[act] = kept or RulingForm(None, prefix=f"{act}-").of_kind(CaseKind(case.kind))
        forms[act].version.data = str(case.version)
        if act == "send_back":
            del forms[act].outcome
    names = case_queries.names_of(session, [one for one in (case.proposed_by, case.decided_by) if one])
    return render_template(
        "rights/office/show.html",
        case=case, kind=CaseKind(case.kind), request_=found, channel=Channel(found.channel), forms=forms, failed=failed,
        names=names, me=actor.ref, due=Due.read(case.due_basis) if case.due_basis else None,
        steps=case_queries.steps(session, ref),
    )  # fmt: skip
