"""The review committee with its interests, what renewals take, and objections against rulings."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import signed_in
from portal.language import text
from portal.qualifications import blueprint
from portal.qualifications.forms import MemberForm, ObjectionForm, ThresholdForm, TieForm
from portal.signing import current_actor
from portal.wiring import wiring
from registry.cases import actions as cases
from registry.cases.states import Outcome
from registry.companies.queries import load, refs_by_uscc
from registry.core.clock import shanghai_date
from registry.core.errors import RuleBroken
from registry.core.identifiers import normalise_identifier
from registry.eligibility.actions import rejudge_many
from registry.qualifications.actions_committee import appoint_member, declare_tie, end_membership
from registry.qualifications.actions_objections import decide_objection
from registry.qualifications.actions_review import lay_down_threshold
from registry.qualifications.panel import Tie, free_members
from registry.qualifications.queries import certificate_of
from registry.qualifications.queries_committee import (
    committee,
    matter_of,
    names_of,
    objection_of,
    ruling_of,
    thresholds,
)
from registry.qualifications.renewal import Threshold
from registry.qualifications.states import Expertise, Scheme, TieKind
from registry.workers.people import names_of as names_of_people


@blueprint.get("/office/certificates/committee")
@signed_in("qualifications.read")
def office_committee() -> str:
    """The members now and before, with the interests they declared."""
    return _committee(MemberForm(), TieForm())


@blueprint.post("/office/certificates/committee")
@signed_in("qualifications.keep_committee")
def office_appoint() -> Response | tuple[str, int]:
    """Appoint a member."""
    form = MemberForm()
    if form.validate():
        try:
            with write_unit() as session:
                appoint_member(
                    session, current_actor(), wiring().clock, name=form.name.data or "",
                    expertise=Expertise(form.expertise.data), field=form.field.data or "",
                )  # fmt: skip
            return redirect(url_for("qualifications.office_committee"), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    return _committee(form, TieForm()), 400


@blueprint.post("/office/certificates/committee/<member>/ties")
@signed_in("qualifications.keep_committee")
def office_tie(member: str) -> Response | tuple[str, int]:
    """Note an interest that a member declared."""
    form = TieForm()
    if form.validate():
        code = normalise_identifier(form.uscc.data or "")
        company = refs_by_uscc(read_session(), [code]).get(code) if code else None
        if code and company is None:
            form.uscc.errors = [gettext("登记中没有这家企业")]
        else:
            tie = Tie(TieKind(form.kind.data), company, form.issuer.data or "", form.from_on.data, form.ended_on.data)
            try:
                with write_unit() as session:
                    declare_tie(session, current_actor(), wiring().clock, member, tie)
                return redirect(url_for("qualifications.office_committee"), 303)
            except RuleBroken as problem:
                into_form(form, problem)
    return _committee(MemberForm(), form), 400


@blueprint.post("/office/certificates/committee/<member>/end")
@signed_in("qualifications.keep_committee")
def office_end_member(member: str) -> Response:
    """A member sits no longer."""
    with write_unit() as session:
        end_membership(session, current_actor(), wiring().clock, member)
    return redirect(url_for("qualifications.office_committee"), 303)


@blueprint.get("/office/certificates/thresholds")
@signed_in("qualifications.read")
def office_thresholds() -> str:
    """What renewals take, by scheme and day."""
    return _thresholds(ThresholdForm())


@blueprint.post("/office/certificates/thresholds")
@signed_in("qualifications.lay_down")
def office_lay_down() -> Response | tuple[str, int]:
    """Lay down what a renewal takes from a day on."""
    form = ThresholdForm()
    if form.validate():
        rule = Threshold(Scheme(form.scheme.data), form.from_on.data, form.credits.data or 0, form.years.data or 0)
        try:
            with write_unit() as session:
                lay_down_threshold(session, current_actor(), wiring().clock, rule, basis=form.basis.data or "")
            return redirect(url_for("qualifications.office_thresholds"), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    return _thresholds(form), 400


@blueprint.get("/office/certificates/objections/<ref>")
@signed_in("qualifications.read")
def office_objection(ref: str) -> str:
    """One objection: the ruling, the grounds, and what somebody proposed."""
    return _objection(ref)


@blueprint.post("/office/certificates/objections/<ref>/propose")
@signed_in("qualifications.verify")
def office_propose(ref: str) -> Response | tuple[str, int]:
    """Say how the objection should end; somebody else decides."""
    form = _objection_form()
    if form.validate():
        try:
            with write_unit() as session:
                cases.propose(
                    session, current_actor(), wiring().clock, ref, outcome=Outcome(form.outcome.data),
                    why=form.why.data or "",
                )  # fmt: skip
            flash(gettext("意见已提出，由另一个人决定。"))
            return redirect(url_for("qualifications.office_objection", ref=ref), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    return _objection(ref, form), 400


@blueprint.post("/office/certificates/objections/<ref>/decide")
@signed_in("qualifications.decide_objection")
def office_decide(ref: str) -> Response | tuple[str, int]:
    """Decide the objection that somebody else has proposed on."""
    form = _objection_form()
    if form.validate():
        try:
            with write_unit() as session:
                person = decide_objection(
                    session, current_actor(), wiring().clock, ref, Outcome(form.outcome.data),
                    why=form.why.data or "", panel=form.panel.data or [], body=wiring().settings.association,
                )  # fmt: skip
                rejudge_many(session, current_actor(), wiring().clock, [person])
            return redirect(url_for("qualifications.office_objection", ref=ref), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    return _objection(ref, form), 400


def _objection_form() -> ObjectionForm:
    form = ObjectionForm()
    form.outcome.choices = [(one.value, text(one)) for one in (Outcome.UPHELD, Outcome.REJECTED)]
    return form


def _committee(form: MemberForm, tie: TieForm) -> str:
    session = read_session()
    members = committee(session)
    refs = [one.company_ref for member in members for one in member.ties if one.company_ref]
    today = shanghai_date(wiring().clock.now())
    companies = {ref: face.name for ref, face in load(session, refs).items()} if refs else {}
    return render_template(
        "qualifications/office/committee.html", members=members, companies=companies, form=form, tie=tie, today=today
    )


def _thresholds(form: ThresholdForm) -> str:
    return render_template("qualifications/office/thresholds.html", rules=thresholds(read_session()), form=form)


def _objection(ref: str, form: ObjectionForm | None = None) -> str:
    session, today = read_session(), shanghai_date(wiring().clock.now())
    found = objection_of(session, ref)
    if found is None:
        abort(404)
    ruled = ruling_of(session, found.ruling_ref)
    held = certificate_of(session, ruled.certificate_ref)
    members = committee(session)
    return render_template(
        "qualifications/office/objection.html",
        objection=found,
        ruled=ruled,
        panel=names_of(members, ruled.panel),
        held=held,
        name=names_of_people(session, [held.worker_ref]).get(held.worker_ref, ""),
        members=free_members(members, matter_of(session, held.ref, earlier=ruled.panel), today),
        form=form or _objection_form(),
    )
