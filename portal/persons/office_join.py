"""Finding the other file of a person by an exact number, seeing both side by side, and proposing to join them."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import signed_in
from portal.persons import blueprint
from portal.persons.forms import JoinForm, OtherFileForm
from portal.persons.opened import opened_line
from portal.sending import sent
from portal.signing import current_actor
from portal.wiring import wiring
from registry.core.errors import Conflict, NotFound, RuleBroken
from registry.core.permissions import NOT_FOUND
from registry.looks.actions import note_looks
from registry.looks.finding import Asked, find_people
from registry.looks.states import Purpose, Seen
from registry.persons import actions_join
from registry.persons.blocking import what_blocks
from registry.persons.queries import join_change
from registry.persons.states import WhichFile

Answer = Response | tuple[str, int] | str


@blueprint.get("/office/people/<ref>/join")
@signed_in("persons.keep")
def office_join(ref: str) -> Answer:
    """Ask for the other file's number."""
    return _ask(ref, OtherFileForm(None))


@blueprint.post("/office/people/<ref>/join")
@signed_in("persons.keep")
def office_other(ref: str) -> Answer:
    """Find the other file, note that it is opened and what for, and show the two side by side."""
    form = OtherFileForm(request.form)
    if opened_line(read_session(), ref) is None or not form.validate():
        return _ask(ref, form, 400)
    at, typed = wiring(), form.number.data or ""
    try:
        with write_unit() as session:
            found = find_people(session, at.keyring, Asked(id_number=typed))[0]
            found = found or find_people(session, at.keyring, Asked(permit_number=typed))[0]
            blocked = what_blocks(session, ref, found[0]) if found else []
            if blocked:
                raise RuleBroken(blocked)
            if found:
                note_looks(
                    session, current_actor(), at.clock, found, seen=Seen.FILE, purpose=Purpose.VERIFY,
                    why="合并档案",
                )  # fmt: skip
    except RuleBroken as problem:
        into_form(form, problem)
        return _ask(ref, form, 400)
    if not found:
        form.number.errors = [gettext("没有查到。")]
        return _ask(ref, form, 400)
    read_session().rollback()
    return _compare(ref, JoinForm(None, closed=found[0]).filled())


@blueprint.post("/office/people/<ref>/join/propose")
@signed_in("persons.keep")
def office_propose_join(ref: str) -> Answer:
    """Propose it; another person decides. Both files must stand open."""
    form = JoinForm(request.form).filled()
    closed = form.closed.data or ""
    if any(opened_line(read_session(), one) is None for one in (ref, closed)):
        raise NotFound(NOT_FOUND)

    def act(session: Session) -> str:
        case = actions_join.propose_join(
            session, current_actor(), wiring().clock, ref, closed, identity=WhichFile(form.identity.data),
            why=form.why.data or "",
        )  # fmt: skip
        return url_for("persons.office_case", ref=case)

    return sent(form, act, gettext("已提出，由另一个人决定。"), told=(Conflict,)) or _compare(ref, form, 400)


def _ask(ref: str, form: OtherFileForm, status: int = 200) -> Answer:
    line = opened_line(read_session(), ref)
    if line is None:
        return redirect(url_for("looks.office_person", ref=ref), 303)
    return render_template("persons/office/join.html", form=form, line=line), status


def _compare(ref: str, form: JoinForm, status: int = 200) -> Answer:
    session, closed = read_session(), form.closed.data or ""
    return render_template(
        "persons/office/compare.html",
        form=form, lines=[opened_line(session, one) for one in (ref, closed)],
        change=join_change(session, ref, closed, None),
    ), status  # fmt: skip
