"""A company's own people: list, add, change, consent, leaving."""

from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import signed_in
from portal.pacing import evenly
from portal.sending import tried
from portal.signing import current_actor
from portal.wiring import wiring
from portal.workers.forms import ConsentForm, LeavingForm, NewPersonForm, PersonForm
from portal.workers.public import blueprint
from registry.background_checks.queries import statements_of
from registry.consents.actions_forms import record_form
from registry.consents.queries import consents_of
from registry.core.clock import shanghai_date
from registry.core.errors import Conflict, RuleBroken
from registry.permits.queries import permits_of
from registry.qualifications.actions import publish_held
from registry.rosters.actions_people import add_person, change_person, end_many
from registry.rosters.queries_newcomers import handed_over, waiting_uploads
from registry.rosters.rules import leaving_needs_confirmation
from registry.workers.people import names_of, require_own_people, staff_by_name
from registry.workers.queries import current_spells, staff_of
from registry.workers.queries_transfers import asked_people
from registry.workers.states import TransferState
from registry.workers.transfers import FiledPerson

PAGE = 50
LONGEST = 60  # characters of a name that is looked for
REFUSED_SHOWN = timedelta(days=30)
FILING_SECONDS = 0.25  # some ten times what filing a person costs, known or not


@blueprint.route("/company/people", methods=["GET", "POST"])
@signed_in("workers.read_own")
def company_list() -> str:
    """Everybody of the company, or those whose name holds what was typed (never in an address), and the filed."""
    session, company = read_session(), _company()
    name = request.form.get("name", "").strip()[:LONGEST]
    people, onward = staff_by_name(session, company, name=name, after=request.values.get("after", ""), limit=PAGE)
    refs = [ref for ref, _ in people]
    since = wiring().clock.now() - REFUSED_SHOWN
    return render_template(
        "workers/company/list.html",
        people=people, onward=onward, name=name, permits=permits_of(session, refs), ends=_ends(session, refs),
        today=_today(), rosters=waiting_uploads(session, company), states=TransferState,
        asked=asked_people(session, wiring().keyring, company, since, told_elsewhere=handed_over(company)),
        staff=len(staff_of(session, [company]).get(company, ())),
    )  # fmt: skip


@blueprint.route("/company/people/add", methods=["GET", "POST"])
@signed_in("workers.keep_own")
def company_add() -> Response | str | tuple[str, int]:
    """File one person. Whether the register knows the number makes no difference: in words, in status, in time."""
    form = NewPersonForm().filled()
    if request.method == "GET":
        return _add_page(form)

    def act(session: Session) -> str:
        filed = FiledPerson(
            (form.name.data or "").strip(), (form.id_number.data or "").strip(), (form.phone.data or "").strip(),
            form.offered(), form.hired_on.data,
        )  # fmt: skip
        add_person(session, current_actor(), wiring().clock, wiring().keyring, _company(), filed)
        return url_for("workers.company_list")

    if form.validate():
        with evenly(FILING_SECONDS):
            answer = tried(form, act, gettext("已收到，登记办理中。协会核对后，此人会出现在名单上。"), told=(Conflict,))
        if answer:
            return answer
    return _add_page(form), 400


@blueprint.route("/company/people/<ref>/edit", methods=["GET", "POST"])
@signed_in("workers.keep_own")
def company_edit(ref: str) -> Response | str | tuple[str, int]:
    """Change what is stated of one person."""
    require_own_people(read_session(), current_actor(), [ref])
    if request.method == "GET":
        return _edit_page(ref)
    form = PersonForm().filled()
    if form.validate():
        try:
            with write_unit() as session:
                changed = change_person(
                    session, current_actor(), wiring().clock, wiring().keyring, ref, name=form.name.data or "",
                    phone=(form.phone.data or "").strip(), services=form.offered(), hired_on=form.hired_on.data,
                )  # fmt: skip
            flash(gettext("已改好。") if changed else gettext("没有改动。"))
            return redirect(url_for("workers.company_list"), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    return _edit_page(ref, form), 400


@blueprint.post("/company/people/<ref>/consent")
@signed_in("workers.keep_own")
def company_consent(ref: str) -> Response | tuple[str, int]:
    """Pass on the person's signed form, scope by scope; what the person took back is not the company's to restore."""
    actor, clock = current_actor(), wiring().clock
    require_own_people(read_session(), actor, [ref])
    form = ConsentForm().filled()
    if form.validate():
        try:
            with write_unit() as session:
                listed = record_form(
                    session, actor, clock, ref, scopes=form.chosen(), form_on=form.form_on.data,
                    notice_version=form.notice_version.data or "", evidence=form.evidence.data or "",
                )  # fmt: skip
                publish_held(session, actor, clock, listed)
            flash(gettext("已记下本人的同意。"))
            return redirect(url_for("workers.company_edit", ref=ref), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    read_session().rollback()
    return _edit_page(ref, consent=form), 400


@blueprint.post("/company/people/leave")
@signed_in("workers.keep_own")
def company_leave() -> Response | str | tuple[str, int]:
    """First who is meant, then, confirmed with the day and if need be the number, the end of their employment."""
    form, session, actor = LeavingForm(), read_session(), current_actor()
    people = [ref for ref in form.people.data or () if ref]
    require_own_people(session, actor, people)
    if not people:
        flash(gettext("请先勾选人员。"))
        return redirect(url_for("workers.company_list"), 303)
    status = 200
    if "confirmed" in request.form:
        status = 400
        if form.validate():
            try:
                with write_unit() as writing:
                    count = end_many(
                        writing, actor, wiring().clock, _company(), people, until_on=form.until_on.data or _today(),
                        typed=form.typed.data or "",
                    )  # fmt: skip
                flash(gettext("%(n)s 人已办理离职。", n=count))
                return redirect(url_for("workers.company_list"), 303)
            except RuleBroken as problem:
                into_form(form, problem)
    # After a refused write these are read anew.
    session.rollback()
    staff = len(staff_of(session, [_company()]).get(_company(), ()))
    form.until_on.data = form.until_on.data or _today()
    page = render_template(
        "workers/company/leave.html", form=form, names=names_of(session, people), staff=staff,
        typing=leaving_needs_confirmation(len(people), staff),
    )  # fmt: skip
    return page, status


def _company() -> str:
    return current_actor().company or ""


def _today() -> date:
    return shanghai_date(wiring().clock.now())


def _add_page(form: NewPersonForm) -> str:
    return render_template("workers/company/add.html", form=form)


def _edit_page(ref: str, form: PersonForm | None = None, consent: ConsentForm | None = None) -> str:
    session = read_session()
    name = names_of(session, [ref])[ref]
    if form is None:
        spell = next(one for one in current_spells(session, [ref])[ref] if one.company_ref == _company())
        form = PersonForm(None).filled()
        form.name.data, form.hired_on.data = name, spell.since_on
        form.services.data = [one.item for one in spell.services if one.item]
    return render_template(
        "workers/company/edit.html", form=form, name=name, ref=ref, consent=consent or ConsentForm(None).filled(),
        consents=consents_of(session, ref), permit=permits_of(session, [ref]).get(ref),
    )  # fmt: skip


def _ends(session: Session, refs: list[str]) -> dict[str, date]:
    """{person: the day on which the first of their checks runs out}; of each component the newest statement counts."""
    found = {}
    for ref, statements in statements_of(session, refs).items():
        newest = {one.component: one.valid_until for one in statements}
        days = [day for day in newest.values() if day is not None]
        if days:
            found[ref] = min(days)
    return found
