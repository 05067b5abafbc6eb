"""Proposing another identity number for a person whose file stands open."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session
from portal.guards import signed_in
from portal.persons import blueprint
from portal.persons.forms import NumberForm
from portal.persons.opened import opened_line
from portal.sending import sent
from portal.signing import current_actor
from portal.wiring import wiring
from registry.core.errors import Conflict
from registry.persons import actions
from registry.persons.states import ChecksMade

Answer = Response | tuple[str, int] | str


@blueprint.get("/office/people/<ref>/correct")
@signed_in("persons.keep")
def office_number(ref: str) -> Answer:
    """The form, for a person whose file stands open."""
    return _number(ref, NumberForm(None).filled())


@blueprint.post("/office/people/<ref>/correct")
@signed_in("persons.keep")
def office_propose_number(ref: str) -> Answer:
    """Propose the number; another person decides."""
    form = NumberForm(request.form).filled()

    def act(session: Session) -> str:
        at = wiring()
        case = actions.propose_identity(
            session, current_actor(), at.clock, at.keyring, ref, form.id_number.data or "",
            checks=ChecksMade(form.checks.data), why=form.why.data or "",
        )  # fmt: skip
        return url_for("persons.office_case", ref=case)

    if opened_line(read_session(), ref) is None:
        return _number(ref, form)
    return sent(form, act, gettext("已提出，由另一个人决定。"), told=(Conflict,)) or _number(ref, form, 400)


def _number(ref: str, form: NumberForm, status: int = 200) -> Answer:
    line = opened_line(read_session(), ref)
    if line is None:
        return redirect(url_for("looks.office_person", ref=ref), 303)
    return render_template("persons/office/number.html", form=form, line=line), status
