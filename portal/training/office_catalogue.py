"""Keeping the catalogue: a new programme, the next version of one, ending one."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import signed_in
from portal.signing import current_actor
from portal.training import blueprint
from portal.training.forms import ProgrammeForm, ReasonForm
from portal.wiring import wiring
from registry.core.errors import RuleBroken
from registry.core.taxonomy import ServiceLine
from registry.training.actions import add_programme, revise_programme, withdraw_programme
from registry.training.queries import programme_of
from registry.training.rules import NewProgramme
from registry.training.states import Category, Topic


@blueprint.route("/office/training/programmes/new", methods=["GET", "POST"])
@signed_in("training.keep_catalogue")
def office_new_programme() -> str | Response | tuple[str, int]:
    """Put a programme into the catalogue."""
    form = ProgrammeForm()
    if request.method == "POST":
        if form.validate():
            try:
                with write_unit() as session:
                    ref = add_programme(session, current_actor(), wiring().clock, _programme(form))
                return redirect(url_for("training.office_programme", ref=ref), 303)
            except RuleBroken as problem:
                into_form(form, problem)
        return render_template("training/office/new_programme.html", form=form), 400
    return render_template("training/office/new_programme.html", form=form)


@blueprint.get("/office/training/programmes/<ref>")
@signed_in("training.read")
def office_programme(ref: str) -> str:
    """One version of a programme."""
    return _show(ref)


@blueprint.post("/office/training/programmes/<ref>/revise")
@signed_in("training.keep_catalogue")
def office_revise(ref: str) -> Response | tuple[str, int]:
    """Put the next version in force."""
    form = ProgrammeForm()
    form.code.data = programme_of(read_session(), ref).code
    form.code.raw_data = [form.code.data]
    if form.validate():
        try:
            with write_unit() as session:
                new = revise_programme(
                    session, current_actor(), wiring().clock, _programme(form), why=form.why.data or ""
                )
            return redirect(url_for("training.office_programme", ref=new), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    return _show(ref, form), 400


@blueprint.post("/office/training/programmes/<ref>/withdraw")
@signed_in("training.keep_catalogue")
def office_withdraw(ref: str) -> Response | tuple[str, int]:
    """End the programme."""
    reason = ReasonForm()
    if not reason.validate():
        return _show(ref, reason=reason), 400
    with write_unit() as session:
        code = programme_of(session, ref).code
        withdraw_programme(session, current_actor(), wiring().clock, code, why=reason.why.data or "")
    return redirect(url_for("training.office_overview"), 303)


def _programme(form: ProgrammeForm) -> NewProgramme:
    return NewProgramme(
        form.code.data or "", form.title.data or "", Category(form.category.data), form.class_hours.data or 0,
        form.credits.data or 0, tuple(Topic(one) for one in form.topics.data or ()),
        tuple(ServiceLine(one) for one in form.lines.data or ()), bool(form.examined.data),
    )  # fmt: skip


def _show(ref: str, form: ProgrammeForm | None = None, reason: ReasonForm | None = None) -> str:
    found = programme_of(read_session(), ref)
    shown = form or ProgrammeForm(
        code=found.code, title=found.title, category=found.category.value, class_hours=found.class_hours,
        credits=found.credits, topics=[one.value for one in found.topics], lines=[one.value for one in found.lines],
        examined=found.examined,
    )  # fmt: skip
    return render_template("training/office/programme.html", programme=found, form=shown, reason=reason or ReasonForm())
