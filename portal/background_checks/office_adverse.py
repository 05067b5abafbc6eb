"""Adverse results: proposed by one, answered by the person, decided by another. Reading the reasons leaves a trace."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.background_checks import blueprint
from portal.background_checks.forms import DecisionForm, FindingForm, PurposeForm, ReplyForm
from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import signed_in
from portal.language import text
from portal.signing import current_actor
from portal.wiring import wiring
from registry.background_checks.actions_adverse import (
    FindingWords,
    decide_adverse,
    note_reply,
    propose_adverse,
    read_finding,
)
from registry.background_checks.desk import NewFinding
from registry.background_checks.queries_desk import finding_of
from registry.background_checks.states import Component
from registry.cases.states import Outcome
from registry.core.clock import shanghai_date
from registry.core.errors import RuleBroken
from registry.core.sources import Source
from registry.looks.actions import note_looks
from registry.looks.queries import has_open_file
from registry.looks.states import Purpose, Seen
from registry.workers.people import names_of


@blueprint.get("/office/people/<worker>/adverse")
@signed_in("background_checks.propose_adverse")
def office_propose(worker: str) -> str | Response:
    """The form for an adverse result about one person; first the purpose, on the person's page."""
    if not has_open_file(read_session(), current_actor().ref, worker, wiring().clock.now()):
        return redirect(url_for("looks.office_person", ref=worker), 303)
    return _new(worker, FindingForm(checked_on=shanghai_date(wiring().clock.now())))


@blueprint.post("/office/people/<worker>/adverse")
@signed_in("background_checks.propose_adverse")
def office_send_proposal(worker: str) -> Response | tuple[str, int]:
    """Propose it; somebody else decides."""
    form = FindingForm()
    if form.validate():
        finding = NewFinding(
            worker, Component(form.component.data), Source(form.source.data), form.source_note.data or "",
            form.checked_on.data, form.document.data or "", form.reasons.data or "", form.covers_until.data,
        )  # fmt: skip
        try:
            with write_unit() as session:
                ref = propose_adverse(session, current_actor(), wiring().clock, wiring().keyring, finding)
            flash(gettext("已提出，由另一个人决定。"))
            return redirect(url_for("background_checks.office_adverse", ref=ref), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    return _new(worker, form), 400


@blueprint.get("/office/checks/adverse/<ref>")
@signed_in("background_checks.read_adverse")
def office_adverse(ref: str) -> str:
    """One adverse result, without its reasons. The look is noted with its case."""
    found, at = finding_of(read_session(), ref), wiring()
    if found is not None:
        with write_unit() as session:
            note_looks(
                session, current_actor(), at.clock, [found.worker_ref], seen=Seen.FILE, purpose=Purpose.CASE,
                case_ref=ref,
            )  # fmt: skip
    return _show(ref)


@blueprint.post("/office/checks/adverse/<ref>/read")
@signed_in("background_checks.read_adverse")
def office_read(ref: str) -> str | tuple[str, int]:
    """Show reasons and reply, once the reading is on the trace."""
    form = PurposeForm()
    if form.validate():
        with write_unit() as session:
            words = read_finding(
                session, current_actor(), wiring().clock, wiring().keyring, ref, why=form.purpose.data or ""
            )
        return _show(ref, words=words)
    return _show(ref, purpose=form), 400


@blueprint.post("/office/checks/adverse/<ref>/reply")
@signed_in("background_checks.hear")
def office_reply(ref: str) -> Response | tuple[str, int]:
    """Note what the person said."""
    form = ReplyForm()
    if form.validate():
        try:
            with write_unit() as session:
                note_reply(session, current_actor(), wiring().clock, wiring().keyring, ref, form.reply.data or "")
            return redirect(url_for("background_checks.office_adverse", ref=ref), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    return _show(ref, reply=form), 400


@blueprint.post("/office/checks/adverse/<ref>/decide")
@signed_in("background_checks.decide_adverse")
def office_decide(ref: str) -> Response | tuple[str, int]:
    """Decide what somebody else has proposed."""
    form = _decision()
    if form.validate():
        try:
            with write_unit() as session:
                decide_adverse(
                    session, current_actor(), wiring().clock, wiring().keyring, ref, Outcome(form.outcome.data),
                    why=form.why.data or "",
                )  # fmt: skip
            flash(gettext("已决定。"))
            return redirect(url_for("background_checks.office_adverse", ref=ref), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    return _show(ref, decision=form), 400


def _decision() -> DecisionForm:
    form = DecisionForm()
    form.outcome.choices = [(one.value, text(one)) for one in (Outcome.APPROVED, Outcome.REFUSED)]
    return form


def _new(worker: str, form: FindingForm) -> str:
    name = names_of(read_session(), [worker]).get(worker)
    if name is None:
        abort(404)
    return render_template("background_checks/office/propose.html", worker=worker, name=name, form=form)


def _show(
    ref: str,
    *,
    words: FindingWords | None = None,
    purpose: PurposeForm | None = None,
    reply: ReplyForm | None = None,
    decision: DecisionForm | None = None,
) -> str:
    session = read_session()
    found = finding_of(session, ref)
    if found is None:
        abort(404)
    return render_template(
        "background_checks/office/adverse.html",
        found=found,
        ref=ref,
        name=names_of(session, [found.worker_ref]).get(found.worker_ref, ""),
        words=words,
        own=found.proposed_by == current_actor().ref,
        purpose=purpose or PurposeForm(),
        reply=reply or ReplyForm(),
        decision=decision or _decision(),
    )
