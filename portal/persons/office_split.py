"""Choosing what of a file belongs to another person, and proposing that it goes to a file of its own."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session
from portal.guards import signed_in
from portal.language import day, text
from portal.persons import blueprint
from portal.persons.forms import SplitForm
from portal.persons.opened import opened_line
from portal.sending import sent
from portal.signing import current_actor
from portal.wiring import wiring
from registry.core.errors import Conflict
from registry.persons import actions_split
from registry.persons.contents import FileRow, came_by_join, chosen_rows, contents_of

Answer = Response | tuple[str, int] | str


@blueprint.get("/office/people/<ref>/split")
@signed_in("persons.keep")
def office_split(ref: str) -> Answer:
    """The rows of the file to choose from; what the last join brought is ticked."""
    return _page(ref, SplitForm(None))


@blueprint.post("/office/people/<ref>/split")
@signed_in("persons.keep")
def office_propose_split(ref: str) -> Answer:
    """Propose it; another person decides."""
    form = SplitForm(request.form)
    session = read_session()
    if opened_line(session, ref) is not None:
        form.rows.choices = [(row.key, row.key) for row in contents_of(session, ref)]

        def act(unit: Session) -> str:
            at = wiring()
            case = actions_split.propose_split(
                unit, current_actor(), at.clock, at.keyring, ref, chosen_rows(form.rows.data or []),
                name=form.name.data or "", id_number=form.id_number.data or "", why=form.why.data or "",
            )  # fmt: skip
            return url_for("persons.office_case", ref=case)

        if answer := sent(form, act, gettext("已提出，由另一个人决定。"), told=(Conflict,)):
            return answer
    return _page(ref, form, 400)


def _page(ref: str, form: SplitForm, status: int = 200) -> Answer:
    session = read_session()
    line = opened_line(session, ref)
    if line is None:
        return redirect(url_for("looks.office_person", ref=ref), 303)
    rows = contents_of(session, ref)
    form.rows.choices = [(row.key, row_words(row)) for row in rows]
    if status == 200:
        form.rows.data = sorted(came_by_join(session, ref) & {row.key for row in rows})
    return render_template("persons/office/split.html", form=form, line=line, rows=rows), status


def row_words(row: FileRow) -> str:
    """A row in the reader's language."""
    words = f"{text(row.what)}{gettext('：')}{text(row.words)}"
    return f"{words} · {day(row.on)}" if row.on else words
