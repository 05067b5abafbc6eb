"""The file of a person at the office, the verification queue, and one certificate with its panel."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import signed_in
from portal.qualifications import blueprint
from portal.qualifications.dossier import file_of
from portal.qualifications.forms import GroundsForm, RenewForm, ReviewForm, RulingForm
from portal.sending import sent
from portal.signing import current_actor
from portal.wiring import wiring
from registry.core.actor import Role
from registry.core.clock import shanghai_date
from registry.core.errors import RuleBroken
from registry.core.permissions import allows
from registry.eligibility.actions_certificates import renew_and_judge, review_certificates, rule_on_certificate
from registry.looks.actions import note_looks
from registry.looks.queries import has_open_file
from registry.looks.states import Purpose, Seen
from registry.qualifications.access import PERMISSIONS
from registry.qualifications.actions_objections import raise_objection
from registry.qualifications.panel import free_members
from registry.qualifications.queries import certificate_of
from registry.qualifications.queries_committee import (
    committee,
    count_unverified,
    matter_of,
    names_of,
    objections_of,
    reviews_of,
    rulings_of,
    unverified,
)
from registry.qualifications.rules import Verification
from registry.qualifications.states import How, Ruling, Scheme
from registry.qualifications.states import Seen as Shown
from registry.workers.people import names_of as names_of_people

PAGE = 50


@blueprint.get("/office/people/<ref>/file")
@signed_in("qualifications.read")
def office_file(ref: str) -> str | Response:
    """One person's checklist, checks, certificates, credits and training; first the purpose, on the person's page."""
    session, now = read_session(), wiring().clock.now()
    found = file_of(session, ref, shanghai_date(now))
    if not has_open_file(session, current_actor().ref, ref, now):
        return redirect(url_for("looks.office_person", ref=ref), 303)
    # Of a document even the reference is the reviewer's only (domain README 7).
    sees_reference = current_actor().role == Role.REVIEWER
    may_verify = allows(current_actor(), PERMISSIONS["qualifications.verify"])
    return render_template(
        "qualifications/office/file.html", file=found, sees_reference=sees_reference, may_verify=may_verify
    )


@blueprint.get("/office/certificates")
@signed_in("qualifications.read")
def office_queue() -> str:
    """Certificates that only a company states, fifty a page."""
    return _queue(ReviewForm(on=shanghai_date(wiring().clock.now()), by=wiring().settings.association))


@blueprint.post("/office/certificates/review")
@signed_in("qualifications.verify")
def office_review() -> Response | tuple[str, int]:
    """Note what one source said about the certificates ticked."""
    form = ReviewForm()
    if not form.refs.data:
        form.refs.errors = [gettext("请勾选证书")]
        return _queue(form), 400

    def act(session: Session) -> str:
        verification = Verification(form.by.data or "", form.on.data, How(form.how.data))
        review_certificates(
            session, current_actor(), wiring().clock, form.refs.data, Shown(form.seen.data), verification,
            note=form.note.data or "",
        )  # fmt: skip
        return url_for("qualifications.office_queue", scheme=request.args.get("scheme"))

    said = gettext("已登记 %(n)s 份证书的核验结果。", n=len(set(form.refs.data)))
    return sent(form, act, said) or (_queue(form), 400)


@blueprint.get("/office/certificates/<ref>")
@signed_in("qualifications.read")
def office_certificate(ref: str) -> str:
    """One certificate: what was seen of it, what panels decided, and who may sit on one. The look is noted."""
    session, at = read_session(), wiring()
    holder = certificate_of(session, ref).worker_ref
    if not has_open_file(session, current_actor().ref, holder, at.clock.now()):
        with write_unit() as unit:
            note_looks(unit, current_actor(), at.clock, [holder], seen=Seen.FILE, purpose=Purpose.VERIFY)
    return _certificate(ref)


@blueprint.post("/office/certificates/<ref>/ruling")
@signed_in("qualifications.rule")
def office_rule(ref: str) -> Response | tuple[str, int]:
    """Enter a panel's ruling."""
    form = RulingForm()

    def act(session: Session) -> str:
        rule_on_certificate(
            session, current_actor(), wiring().clock, ref, Ruling(form.ruling.data), form.panel.data or [],
            reasons=form.reasons.data or "", decided_on=form.decided_on.data,
            body=wiring().settings.association,
        )  # fmt: skip
        return url_for("qualifications.office_certificate", ref=ref)

    return sent(form, act, gettext("评审决定已登记。")) or (_certificate(ref, ruling=form), 400)


@blueprint.post("/office/certificates/<ref>/renew")
@signed_in("qualifications.renew")
def office_renew(ref: str) -> Response | tuple[str, int]:
    """Give a certificate a later last day, if the credits are there."""
    form = RenewForm()
    if form.validate():
        try:
            with write_unit() as session:
                renew_and_judge(session, current_actor(), wiring().clock, ref, form.valid_until.data)
            flash(gettext("已续证。"))
            return redirect(url_for("qualifications.office_certificate", ref=ref), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    return _certificate(ref, renew=form), 400


@blueprint.post("/office/certificates/<ref>/objection/<ruling>")
@signed_in("qualifications.object")
def office_object(ref: str, ruling: str) -> Response | tuple[str, int]:
    """Take down an objection that somebody raised against a ruling."""
    form = GroundsForm()
    if form.validate():
        try:
            with write_unit() as session:
                case = raise_objection(
                    session, current_actor(), wiring().clock, ruling, grounds=form.grounds.data or ""
                )
            return redirect(url_for("qualifications.office_objection", ref=case), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    return _certificate(ref, grounds=form), 400


def _queue(form: ReviewForm) -> str:
    session = read_session()
    chosen = request.args.get("scheme", "")
    scheme = Scheme(chosen) if chosen in {one.value for one in Scheme} else None
    rows = unverified(session, scheme=scheme, after=request.args.get("after", ""), limit=PAGE + 1)
    return render_template(
        "qualifications/office/queue.html",
        rows=rows[:PAGE],
        onward=rows[PAGE - 1].ref if len(rows) > PAGE else None,
        names=names_of_people(session, [one.worker_ref for one in rows]),
        counts=count_unverified(session),
        scheme=scheme,
        form=form,
    )


def _certificate(
    ref: str,
    *,
    ruling: RulingForm | None = None,
    renew: RenewForm | None = None,
    grounds: GroundsForm | None = None,
) -> str:
    session, today = read_session(), shanghai_date(wiring().clock.now())
    held = certificate_of(session, ref)
    members = committee(session)
    rulings = rulings_of(session, ref)
    return render_template(
        "qualifications/office/certificate.html",
        held=held,
        name=names_of_people(session, [held.worker_ref]).get(held.worker_ref, ""),
        reviews=reviews_of(session, ref),
        rulings=[(one, names_of(members, one.panel)) for one in rulings],
        objections=objections_of(session, [one.ref for one in rulings]),
        members=free_members(members, matter_of(session, ref), today),
        ruling=ruling or RulingForm(decided_on=today),
        renew=renew or RenewForm(),
        grounds=grounds or GroundsForm(),
    )
