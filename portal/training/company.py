"""The company's training: who owes this quarter's, the sessions it held, and what came of them."""

from flask import render_template, request

from portal.database import read_session
from portal.guards import signed_in
from portal.signing import current_actor
from portal.training import blueprint
from portal.training.forms import EvaluationForm, ResultsForm
from portal.training.sessions import Answer, evaluate, new_session, results
from portal.wiring import wiring
from registry.core.clock import shanghai_date
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND
from registry.training.quarters import Quarter
from registry.training.queries import coverage, records_in, session_of, sessions
from registry.training.queries_duty import duties_of_company
from registry.training.states import Duty
from registry.workers.people import names_of

PAGE = 50


@blueprint.get("/company/training")
@signed_in("training.read_own")
def company_overview() -> str:
    """Who is late or due, the sessions so far, this quarter's figures by category."""
    session, today = read_session(), shanghai_date(wiring().clock.now())
    company = current_actor().company or ""
    people = duties_of_company(session, company, today)
    owed = [one for one in people if one.duty.state in (Duty.OVERDUE, Duty.DUE)]
    page = max(1, request.args.get("page", 1, type=int))
    return render_template(
        "training/company/overview.html",
        counts={state: sum(one.duty.state is state for one in people) for state in Duty},
        owed=owed[(page - 1) * PAGE : page * PAGE],
        page=page,
        more=len(owed) > page * PAGE,
        sessions=sessions(session, company_ref=company, limit=20),
        figures=coverage(session, Quarter.of(today).begins_on, today, company_ref=company),
    )


@blueprint.route("/company/training/sessions/new", methods=["GET", "POST"])
@signed_in("training.record")
def company_new_session() -> Answer:
    """Record a session that the company held."""
    return new_session("training.company_session", "training/company/new_session.html", _company())


@blueprint.get("/company/training/sessions/<ref>")
@signed_in("training.read_own")
def company_session(ref: str) -> str:
    """One of the company's sessions."""
    return _show(ref, ResultsForm(), EvaluationForm())


@blueprint.post("/company/training/sessions/<ref>/results")
@signed_in("training.record")
def company_results(ref: str) -> Answer:
    """Enter what came of it, one person a line."""
    return results(ref, "training.company_session", lambda form: _show(ref, form, EvaluationForm()), company=_company())


@blueprint.post("/company/training/sessions/<ref>/evaluation")
@signed_in("training.record")
def company_evaluate(ref: str) -> Answer:
    """Enter how those who came judged it."""
    return evaluate(ref, "training.company_session", lambda form: _show(ref, ResultsForm(), form))


def _company() -> str:
    """The company acted for: officers record their own sessions at the office. Raises NotFound."""
    company = current_actor().company
    if company is None:
        raise NotFound(NOT_FOUND)
    return company


def _show(ref: str, form: ResultsForm, evaluation: EvaluationForm) -> str:
    session = read_session()
    held = session_of(session, ref)
    if held.company_ref is None or held.company_ref != current_actor().company:
        raise NotFound(NOT_FOUND)
    records = records_in(session, ref)
    return render_template(
        "training/company/session.html",
        held=held,
        records=records,
        names=names_of(session, [one.worker_ref for one in records]),
        form=form,
        evaluation=evaluation,
    )
