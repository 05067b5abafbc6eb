"""The company's training: who owes this quarter's, the sessions it held, and what came of them."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.desk import already_done, done, into_form
from portal.guards import signed_in
from portal.pasting import pasted_people
from portal.signing import current_actor
from portal.training import blueprint
from portal.training.forms import EvaluationForm, ResultsForm, SessionForm
from portal.training.pasted import read_lines, records_of
from portal.wiring import wiring
from registry.core.clock import shanghai_date
from registry.core.errors import NotFound, RuleBroken
from registry.core.permissions import NOT_FOUND
from registry.eligibility.actions_training import enter_results
from registry.training.actions_sessions import evaluate_session, hold_session
from registry.training.quarters import Quarter
from registry.training.queries import coverage, programmes, records_in, session_of, sessions
from registry.training.queries_duty import duties_of_company
from registry.training.rules import NewSession
from registry.training.states import Duty, Mode
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
def company_new_session() -> str | Response | tuple[str, int]:
    """Record a session that the company held."""
    company = current_actor().company
    if company is None:
        raise NotFound(NOT_FOUND)
    form = SessionForm()
    today = shanghai_date(wiring().clock.now())
    form.programme.choices = [(one.ref, f"{one.title}（{one.code}）") for one in programmes(read_session(), today)]
    if request.method == "POST":
        if form.validate():
            held = NewSession(
                form.programme.data, Mode(form.mode.data), form.class_hours.data or 0, form.held_on.data,
                form.organisation.data or "", form.trainer.data or "", company,
            )  # fmt: skip
            try:
                with write_unit() as session:
                    if before := already_done(session):
                        return redirect(before, 303)
                    ref = hold_session(session, current_actor(), wiring().clock, held)
                    where = done(session, url_for("training.company_session", ref=ref))
                return redirect(where, 303)
            except RuleBroken as problem:
                into_form(form, problem)
        return render_template("training/company/new_session.html", form=form), 400
    return render_template("training/company/new_session.html", form=form)


@blueprint.get("/company/training/sessions/<ref>")
@signed_in("training.read_own")
def company_session(ref: str) -> str:
    """One of the company's sessions."""
    return _show(ref, ResultsForm(), EvaluationForm())


@blueprint.post("/company/training/sessions/<ref>/results")
@signed_in("training.record")
def company_results(ref: str) -> Response | tuple[str, int]:
    """Enter what came of it, one person a line."""
    form = ResultsForm()
    if form.validate():
        company = current_actor().company
        lines = read_lines(
            lambda: pasted_people(read_session(), wiring().keyring, form.pasted.data or "", company=company),
            form.pasted,
        )
        records = records_of(lines, form.examiner.data or "", form.pasted) if not form.pasted.errors else []
        if records:
            try:
                with write_unit() as session:
                    enter_results(session, current_actor(), wiring().clock, ref, records)
                flash(gettext("已记载 %(n)s 人。", n=len(records)))
                return redirect(url_for("training.company_session", ref=ref), 303)
            except RuleBroken as problem:
                into_form(form, RuleBroken(list(dict.fromkeys(problem.findings))))
    return _show(ref, form, EvaluationForm()), 400


@blueprint.post("/company/training/sessions/<ref>/evaluation")
@signed_in("training.record")
def company_evaluate(ref: str) -> Response | tuple[str, int]:
    """Enter how those who came judged it."""
    form = EvaluationForm()
    if form.validate():
        try:
            with write_unit() as session:
                evaluate_session(
                    session, current_actor(), wiring().clock, ref, form.score.data or 0, note=form.note.data or ""
                )
            return redirect(url_for("training.company_session", ref=ref), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    return _show(ref, ResultsForm(), form), 400


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
