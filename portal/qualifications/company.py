"""The file of one of the company's own people: what is there, what is missing, and declaring a certificate."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import signed_in
from portal.qualifications import blueprint
from portal.qualifications.dossier import file_of
from portal.qualifications.forms import DeclareForm, GroundsForm
from portal.sending import tried
from portal.signing import current_actor
from portal.wiring import wiring
from registry.core.clock import shanghai_date
from registry.core.errors import RuleBroken
from registry.core.skill_grades import resolve_grade
from registry.qualifications.actions import record_certificates
from registry.qualifications.actions_objections import raise_objection
from registry.qualifications.rules import NewCertificate
from registry.qualifications.states import IssuerKind, Scheme
from registry.workers.people import require_own_people


@blueprint.get("/company/people/<ref>/file")
@signed_in("qualifications.read_own")
def company_file(ref: str) -> str:
    """One person's checklist, checks, certificates, credits and training."""
    return _page(ref, DeclareForm(), GroundsForm())


@blueprint.post("/company/people/<ref>/certificates")
@signed_in("qualifications.declare")
def company_declare(ref: str) -> Response | tuple[str, int]:
    """State a certificate; the association verifies it."""
    form = DeclareForm()
    if form.validate():
        grade = resolve_grade(form.level.data) if form.level.data else None
        scheme = Scheme(form.scheme.data)
        if form.level.data and (grade is None or grade.scheme != scheme):
            form.level.errors = [gettext("这个序列没有这一等级")]
        else:
            new = NewCertificate(
                ref, scheme, grade.level if grade else None, form.title.data or "",
                IssuerKind(form.issuer_kind.data), form.issuer.data or "", form.number.data or None,
                form.issued_on.data, form.valid_until.data,
            )  # fmt: skip

            def act(session: Session) -> str:
                require_own_people(session, current_actor(), [ref])
                record_certificates(session, current_actor(), wiring().clock, wiring().keyring, [new])
                return url_for("qualifications.company_file", ref=ref)

            if answer := tried(form, act, gettext("已申报，待协会核验。")):
                return answer
    return _page(ref, form, GroundsForm()), 400


@blueprint.post("/company/people/<ref>/objections/<ruling>")
@signed_in("qualifications.object")
def company_object(ref: str, ruling: str) -> Response | tuple[str, int]:
    """Object to a panel's ruling about a certificate of this person."""
    form = GroundsForm()
    if form.validate():
        try:
            with write_unit() as session:
                raise_objection(session, current_actor(), wiring().clock, ruling, grounds=form.grounds.data or "")
            flash(gettext("异议已提出，由未参与原决定的人复核。"))
            return redirect(url_for("qualifications.company_file", ref=ref), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    return _page(ref, DeclareForm(), form), 400


def _page(ref: str, form: DeclareForm, objection: GroundsForm) -> str:
    session, today = read_session(), shanghai_date(wiring().clock.now())
    require_own_people(session, current_actor(), [ref])
    return render_template(
        "qualifications/company/file.html",
        file=file_of(session, ref, today),
        form=form,
        objection=objection,
        today=today,
    )
