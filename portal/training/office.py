"""Training at the office: sessions with their results, companies' own to be confirmed, contests and seminars."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.guards import signed_in
from portal.pasting import pasted_people
from portal.sending import form_page, tried
from portal.signing import current_actor
from portal.training import blueprint
from portal.training.forms import EvaluationForm, OccasionForm, ReasonForm, ResultsForm
from portal.training.pasted import read_lines
from portal.training.sessions import Answer, evaluate, new_session, results
from portal.wiring import wiring
from registry.core.clock import shanghai_date
from registry.eligibility.actions_training import confirm_training, strike_out_result
from registry.training.actions_occasions import record_occasion
from registry.training.quarters import Quarter
from registry.training.queries import coverage, occasions, programmes, records_in, session_of, sessions
from registry.training.queries_duty import trained_this_quarter
from registry.training.rules import NewOccasion
from registry.training.states import OccasionKind
from registry.workers.people import names_of

PAGE = 30


@blueprint.get("/office/training")
@signed_in("training.read")
def office_overview() -> str:
    """The catalogue, sessions that wait to be confirmed, the newest ones, this quarter's figures."""
    session, today = read_session(), shanghai_date(wiring().clock.now())
    return render_template(
        "training/office/overview.html",
        programmes=programmes(session, today),
        waiting=sessions(session, unconfirmed=True, limit=PAGE),
        newest=sessions(session, limit=PAGE),
        figures=coverage(session, Quarter.of(today).begins_on, today),
        trained=trained_this_quarter(session, today),
    )


@blueprint.route("/office/training/sessions/new", methods=["GET", "POST"])
@signed_in("training.confirm")
def office_new_session() -> Answer:
    """Record a session that the association held."""
    return new_session("training.office_session", "training/office/new_session.html")


@blueprint.get("/office/training/sessions/<ref>")
@signed_in("training.read")
def office_session(ref: str) -> str:
    """One session with its results."""
    return _show(ref)


@blueprint.post("/office/training/sessions/<ref>/results")
@signed_in("training.record")
def office_results(ref: str) -> Answer:
    """Enter what came of it, one person a line."""
    return results(ref, "training.office_session", lambda form: _show(ref, form=form))


@blueprint.post("/office/training/sessions/<ref>/evaluation")
@signed_in("training.record")
def office_evaluate(ref: str) -> Answer:
    """Enter how those who came judged it."""
    return evaluate(ref, "training.office_session", lambda form: _show(ref, evaluation=form))


@blueprint.post("/office/training/sessions/<ref>/confirm")
@signed_in("training.confirm")
def office_confirm(ref: str) -> Response:
    """Stand for a company's session."""
    with write_unit() as session:
        confirm_training(session, current_actor(), wiring().clock, ref)
    flash(gettext("已确认，合格人员的学分已记入。"))
    return redirect(url_for("training.office_session", ref=ref), 303)


@blueprint.post("/office/training/sessions/<ref>/records/<record>/strike-out")
@signed_in("training.annul")
def office_strike_out(ref: str, record: str) -> Response | tuple[str, int]:
    """Strike out a record entered in error."""
    form = ReasonForm()
    if not form.validate():
        return _show(ref, reason=form), 400
    with write_unit() as session:
        strike_out_result(session, current_actor(), wiring().clock, record, why=form.why.data or "")
    return redirect(url_for("training.office_session", ref=ref), 303)


@blueprint.route("/office/training/occasions", methods=["GET", "POST"])
@signed_in("training.record_occasion")
def office_occasions() -> str | Response | tuple[str, int]:
    """Contests and seminars, and recording one."""
    form = OccasionForm()
    if request.method == "POST" and form.validate():
        lines = read_lines(lambda: pasted_people(read_session(), wiring().keyring, form.pasted.data or ""), form.pasted)
        unknown = [str(line.number) for line in lines if line.worker_ref is None]
        if unknown:
            form.pasted.errors = [gettext("第 %(lines)s 行的证号没有找到", lines="、".join(unknown[:20]))]
        elif not form.pasted.errors:
            people = tuple((line.worker_ref or "", " ".join(line.words)) for line in lines)
            new = NewOccasion(
                OccasionKind(form.kind.data), form.title.data or "", form.organiser.data or "", form.held_on.data,
                people,
            )  # fmt: skip

            def act(session: Session) -> str:
                record_occasion(session, current_actor(), wiring().clock, new)
                return url_for("training.office_occasions")

            if answer := tried(form, act):
                return answer
    return form_page("training/office/occasions.html", rows=occasions(read_session()), form=form)


def _show(
    ref: str,
    *,
    form: ResultsForm | None = None,
    evaluation: EvaluationForm | None = None,
    reason: ReasonForm | None = None,
) -> str:
    session = read_session()
    held = session_of(session, ref)
    records = records_in(session, ref)
    return render_template(
        "training/office/session.html",
        held=held,
        records=records,
        names=names_of(session, [one.worker_ref for one in records]),
        form=form or ResultsForm(),
        evaluation=evaluation or EvaluationForm(),
        reason=reason or ReasonForm(),
    )
