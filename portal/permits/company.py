"""A company's own permits: applying, losses, badges, photos."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session
from portal.desk import broken
from portal.guards import signed_in, taking
from portal.permits import blueprint
from portal.permits.forms import PhotoForm, ReasonForm, WordsForm
from portal.permits.showing import (
    badge_page,
    certificate_answer,
    permit_file,
    picture_answer,
    shown,
    today,
)
from portal.permits.uploading import LARGEST_FORM, photo_sent
from portal.sending import form_page, once, sent
from portal.signing import current_actor
from portal.wiring import wiring
from registry.cases.states import Act, CaseState
from registry.core.errors import RuleBroken
from registry.eligibility.queries import checklists
from registry.permits import actions_applications as applications
from registry.permits.actions_cards import report_lost
from registry.permits.queries import permit_of
from registry.permits.queries_cases import last_words
from registry.permits.queries_desk import counted, lines, owed_cards, without_permit
from registry.workers.people import names_of, require_own_people

PAGE = 50
SOON = timedelta(days=60)


@blueprint.get("/company/permits")
@signed_in("permits.own")
def company_list() -> str:
    """What is due, everybody's permit, and who has none."""
    session, company = read_session(), current_actor().company or ""
    rows, onward = lines(session, today(), company=company, after=request.args.get("after", ""), limit=PAGE)
    ending, _ = lines(session, today(), company=company, ends_by=today() + SOON, limit=PAGE)
    return render_template(
        "permits/company/list.html",
        rows=rows, onward=onward, ending=ending, counts=counted(session, company), today=today(),
        owed=owed_cards(session, wiring().clock.now(), today(), company=company),
        bare=without_permit(session, company, limit=PAGE),
    )  # fmt: skip


@blueprint.get("/company/permits/<ref>")
@signed_in("permits.own")
def company_show(ref: str) -> str:
    """One permit."""
    return _show(ref, PhotoForm())


@blueprint.route("/company/permits/apply/<worker>", methods=["GET", "POST"])
@signed_in("permits.apply")
def company_apply(worker: str) -> Response | str | tuple[str, int]:
    """Apply for a person of the own company; what the gate still asks for stands above the button."""
    session, form = read_session(), WordsForm()
    require_own_people(session, current_actor(), [worker])

    def act(unit: Session) -> str:
        at = wiring()
        applications.apply(unit, current_actor(), at.clock, at.keyring, worker, words=form.words.data or "")
        return url_for("permits.company_show", ref=permit_of(unit, worker).ref)

    return sent(form, act, gettext("已申请，等待协会审核。")) or form_page(
        "permits/company/apply.html",
        form=form, worker=worker, name=names_of(session, [worker])[worker],
        checklist=checklists(session, [worker], today())[worker],
    )  # fmt: skip


@blueprint.post("/company/permits/<ref>/again")
@signed_in("permits.apply")
def company_send_again(ref: str) -> Response | tuple[str, int]:
    """Send a returned application again."""
    form = WordsForm()

    def act(session: Session) -> str:
        applications.send_again(session, current_actor(), wiring().clock, ref, words=form.words.data or "")
        return url_for("permits.company_show", ref=ref)

    return sent(form, act, gettext("已再次提交。")) or (_show(ref, PhotoForm(), again=form), 400)


@blueprint.post("/company/permits/<ref>/withdraw")
@signed_in("permits.apply")
def company_withdraw(ref: str) -> Response | tuple[str, int]:
    """Take an application back."""
    form = ReasonForm()

    def act(session: Session) -> str:
        applications.withdraw_application(session, current_actor(), wiring().clock, ref, why=form.why.data or "")
        return url_for("permits.company_list")

    return sent(form, act, gettext("已撤回申请。")) or (_show(ref, PhotoForm(), reason=form), 400)


@blueprint.post("/company/permits/<ref>/lost")
@signed_in("permits.report_lost")
def company_report_lost(ref: str) -> Response:
    """Report the card lost: dead from this moment."""

    def act(session: Session) -> str:
        report_lost(session, current_actor(), wiring().clock, ref)
        return url_for("permits.company_show", ref=ref)

    return once(act, gettext("已挂失。从现在起，这张卡在门口查询显示“已挂失”。"))


@blueprint.get("/company/permits/<ref>/badge")
@signed_in("permits.own")
def company_badge(ref: str) -> Response | str:
    """The badge, to be shown and printed."""
    page = badge_page(read_session(), ref)
    if page is None:
        flash(gettext("没有可用的证卡。"))
        return redirect(url_for("permits.company_show", ref=ref), 303)
    return render_template("permits/company/badge.html", page=page)


@blueprint.get("/company/permits/<ref>/certificate.pdf")
@signed_in("permits.own")
def company_certificate(ref: str) -> Response | tuple[str, int]:
    """The certificate as a PDF."""
    try:
        return certificate_answer(read_session(), ref)
    except RuleBroken as problem:
        return _show(ref, PhotoForm(), problems=list(broken(problem).values())), 400


@blueprint.get("/company/permits/<ref>/photo")
@signed_in("permits.own")
def company_photo(ref: str) -> Response:
    """The holder's photo."""
    return picture_answer(read_session(), ref)


@blueprint.post("/company/permits/<ref>/photo")
@taking(LARGEST_FORM)
@signed_in("permits.own")
def company_keep_photo(ref: str) -> Response | tuple[str, int]:
    """Keep an uploaded photo, or remove the one that is there."""
    form = PhotoForm()
    person = permit_file(read_session(), ref).line.worker_ref
    return photo_sent(form, person, url_for("permits.company_show", ref=ref)) or (_show(ref, form), 400)


def _show(
    ref: str,
    photo: PhotoForm,
    *,
    again: WordsForm | None = None,
    reason: ReasonForm | None = None,
    problems: list[str] | None = None,
) -> str:
    session = read_session()
    found = shown(session, ref)
    returned = found.case is not None and found.case.state == CaseState.WITH_COMPANY
    return render_template(
        "permits/company/show.html",
        found=found, photo=photo, again=again or WordsForm(None), reason=reason or ReasonForm(None),
        problems=problems or [], returned=returned,
        why_returned=last_words(session, found.case.ref, Act.RETURN) if returned and found.case else "",
    )  # fmt: skip
