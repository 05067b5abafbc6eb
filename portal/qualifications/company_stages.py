"""Schooling and work before, as the company states them of its people."""

from flask import flash, redirect, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.guards import signed_in
from portal.language import text
from portal.qualifications import blueprint
from portal.qualifications.forms import StageForm
from portal.sending import form_page, sent
from portal.signing import current_actor
from portal.wiring import wiring
from registry.core.errors import Conflict
from registry.qualifications.actions_stages import remove_stage, state_stage
from registry.qualifications.queries_stages import stages_of
from registry.qualifications.rules_stages import NewStage
from registry.qualifications.states import StageKind
from registry.workers.people import names_of, require_own_people


@blueprint.route("/company/people/<ref>/past", methods=["GET", "POST"])
@signed_in("qualifications.declare")
def company_stages(ref: str) -> Response | str | tuple[str, int]:
    """What is stated so far, and one more."""
    require_own_people(read_session(), current_actor(), [ref])
    form = StageForm()

    def act(session: Session) -> str:
        new = NewStage(
            ref, StageKind(form.kind.data), form.place.data or "", form.what.data or "", form.since_on.data,
            form.until_on.data,
        )  # fmt: skip
        state_stage(session, current_actor(), wiring().clock, new)
        return url_for("qualifications.company_stages", ref=ref)

    session = read_session()
    return sent(form, act, gettext("已记下，待协会核验。")) or form_page(
        "qualifications/company/stages.html", ref=ref, name=names_of(session, [ref])[ref], form=form,
        stages=stages_of(session, ref), kinds=StageKind,
    )  # fmt: skip


@blueprint.post("/company/people/<ref>/past/<stage>/remove")
@signed_in("qualifications.declare")
def company_remove_stage(ref: str, stage: str) -> Response:
    """Take back what nobody has verified yet."""
    try:
        with write_unit() as session:
            remove_stage(session, current_actor(), wiring().clock, ref, stage)
        flash(gettext("已删除。"))
    except Conflict as problem:
        flash(text(problem.message))
    return redirect(url_for("qualifications.company_stages", ref=ref), 303)
