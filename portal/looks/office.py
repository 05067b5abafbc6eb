"""Finding people, one person's page, and whole numbers: the purpose first, then the note of it, then the data."""

from time import monotonic

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import signed_in
from portal.looks import blueprint
from portal.looks.forms import PeopleForm, PurposeForm, UnmaskForm
from portal.looks.unmasking import unmasked
from portal.signing import current_actor
from portal.wiring import wiring
from registry.cases.queries import about, by_number
from registry.companies.queries import refs_by_uscc
from registry.core.errors import NotFound, RuleBroken
from registry.core.identifiers import normalise_identifier
from registry.core.permissions import NOT_FOUND, allows
from registry.looks import actions, finding
from registry.looks.access import PERMISSIONS
from registry.looks.finding import Asked
from registry.looks.queries import has_open_file, looks_of, unmasked_today
from registry.looks.states import Seen
from registry.persons.access import PERMISSIONS as PERSON_PERMISSIONS
from registry.workers.queries import files_joined_into, joined_into

_PATIENCE = 3.0  # seconds a search waits for the words to catch up with a large import


@blueprint.route("/office/people", methods=["GET", "POST"])
@signed_in("looks.search_people")
def office_people() -> str | tuple[str, int]:
    """Find people by number or name. Those who will be shown are noted, with the purpose, before they are."""
    form = PeopleForm(request.form if request.method == "POST" else None).filled()
    if request.method == "GET":
        return _people(form)
    if not form.validate():
        return _people(form), 400
    if not any(getattr(form, name).data for name in ("name", "id_number", "phone", "permit_number", "company")):
        form.form_errors.append(gettext("请至少填写一项"))
        return _people(form), 400
    late = not _caught_up()
    at, actor = wiring(), current_actor()
    try:
        with write_unit() as session:
            case = by_number(session, actor, form.case.data or "")
            refs, onward = finding.find_people(session, at.keyring, _asked(form), after=form.after.data or "")
            actions.note_looks(
                session, actor, at.clock, refs, seen=Seen.LIST, purpose=form.purpose.data or "",
                why=form.why.data or "", case_ref=case.ref if case else None,
            )  # fmt: skip
    except RuleBroken as problem:
        into_form(form, problem)
        return _people(form), 400
    lines = finding.lines_of(read_session(), at.keyring, actor.role, refs)
    form.after.data = onward
    return _people(form, lines=lines, late=late)


@blueprint.post("/office/people/<ref>/open")
@signed_in("looks.search_people")
def office_open(ref: str) -> Response | tuple[str, int]:
    """Open a person's file for some hours, with the purpose; it is noted."""
    form = PurposeForm(request.form).filled()
    if not finding.lines_of(read_session(), wiring().keyring, current_actor().role, [ref]):
        raise NotFound(NOT_FOUND)
    if form.validate():
        try:
            with write_unit() as session:
                case = by_number(session, current_actor(), form.case.data or "")
                actions.note_looks(
                    session, current_actor(), wiring().clock, [ref], seen=Seen.FILE, purpose=form.purpose.data or "",
                    why=form.why.data or "", case_ref=case.ref if case else None,
                )  # fmt: skip
            return redirect(url_for("looks.office_person", ref=ref), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    return render_template("looks/office/purpose.html", form=form, ref=ref), 400


@blueprint.get("/office/people/<ref>")
@signed_in("looks.search_people")
def office_person(ref: str) -> str:
    """One person, masked as the post may see; without a purpose noted lately it asks for one first."""
    return _person(ref, UnmaskForm(None).filled())


@blueprint.post("/office/people/<ref>/number")
@signed_in("looks.unmask")
def office_number(ref: str) -> str | tuple[str, int]:
    """Show one whole number. The answer is kept nowhere and stands in no address."""
    form = UnmaskForm(request.form).filled()
    value = unmasked(ref, form)
    return (_person(ref, form), 400) if value is None else _person(ref, form, value)


def _people(form: PeopleForm, **found: object) -> str:
    return render_template("looks/office/people.html", form=form, **found)


def _person(ref: str, form: UnmaskForm, value: str | None = None) -> str:
    session, actor, at = read_session(), current_actor(), wiring()
    lines = finding.lines_of(session, at.keyring, actor.role, [ref])
    if not lines:
        raise NotFound(NOT_FOUND)
    if not has_open_file(session, actor.ref, ref, at.clock.now()):
        return render_template("looks/office/purpose.html", form=PurposeForm(None).filled(), ref=ref)
    return render_template(
        "looks/office/person.html",
        line=lines[0], form=form, value=value, joined=joined_into(session, ref),
        cases=[case for one in (ref, *files_joined_into(session, ref)) for case in about(session, actor, one)],
        looks=looks_of(session, ref, limit=20),
        may_unmask=allows(actor, PERMISSIONS["looks.unmask"]),
        may_keep=allows(actor, PERSON_PERMISSIONS["persons.keep"]),
        left=max(0, at.settings.looks_a_day - unmasked_today(session, actor.ref, at.clock.now())),
    )  # fmt: skip


def _asked(form: PeopleForm) -> Asked:
    company = ""
    if form.company.data:
        code = normalise_identifier(form.company.data)
        company = refs_by_uscc(read_session(), [code]).get(code, "-")
    return Asked(
        form.name.data or "", form.id_number.data or "", form.phone.data or "", form.permit_number.data or "", company
    )


def _caught_up() -> bool:
    """Let the words follow the trace, a little at a time so that other writers get their turn."""
    until = monotonic() + _PATIENCE
    with write_unit() as session:
        late = finding.behind(session)
    while late and monotonic() < until:
        with write_unit() as session:
            finding.catch_up(session)
            late = finding.behind(session)
    return not late
