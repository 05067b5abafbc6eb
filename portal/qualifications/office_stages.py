"""Verifying the schooling and work that a company states of somebody."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import signed_in
from portal.qualifications import blueprint
from portal.qualifications.forms import StageSeenForm
from portal.signing import current_actor
from portal.wiring import wiring
from registry.core.clock import shanghai_date
from registry.core.errors import NotFound, RuleBroken
from registry.core.permissions import NOT_FOUND
from registry.looks.queries import has_open_file
from registry.qualifications.actions_stages import verify_stage
from registry.qualifications.queries_stages import stages_of
from registry.qualifications.rules import Verification
from registry.qualifications.states import How, StageKind
from registry.workers.people import names_of


@blueprint.route("/office/people/<ref>/past/<stage>", methods=["GET", "POST"])
@signed_in("qualifications.verify")
def office_stage(ref: str, stage: str) -> Response | str | tuple[str, int]:
    """One statement with what confirmed it; first the purpose, on the person's page."""
    session, at = read_session(), wiring()
    row = next((one for one in stages_of(session, ref) if one.ref == stage), None)
    if row is None:
        raise NotFound(NOT_FOUND)
    if not has_open_file(session, current_actor().ref, ref, at.clock.now()):
        return redirect(url_for("looks.office_person", ref=ref), 303)
    form = StageSeenForm(on=shanghai_date(at.clock.now()))
    if form.is_submitted() and form.validate():
        assert form.on.data is not None
        try:
            with write_unit() as unit:
                seen = Verification(form.by.data or "", form.on.data, How(form.how.data))
                verify_stage(unit, current_actor(), at.clock, stage, seen)
            flash(gettext("已登记核验结果。"))
            return redirect(url_for("qualifications.office_file", ref=ref), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    page = render_template(
        "qualifications/office/stage.html", ref=ref, stage=row, kind=StageKind(row.kind), form=form,
        name=names_of(session, [ref])[ref],
    )  # fmt: skip
    return (page, 400) if form.is_submitted() else page
