"""Permits at the association: the queue, one permit, its cards, photos and terms."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.desk import already_done, broken, done, into_form
from portal.guards import signed_in, taking
from portal.permits import blueprint
from portal.permits.forms import ExtendForm, FindForm, PhotoForm, ReasonForm, SanctionForm
from portal.permits.showing import badge_page, certificate_answer, permit_file, picture_answer, shown, today
from portal.permits.uploading import LARGEST_FORM, uploaded_portrait
from portal.signing import current_actor
from portal.wiring import wiring
from registry.core.errors import NotFound, RuleBroken
from registry.core.permissions import allows
from registry.permits import actions, actions_applications, actions_cards, actions_decisions
from registry.permits.access import PERMISSIONS
from registry.permits.actions_photos import keep_photo, remove_photo
from registry.permits.queries import cards_of, permit_of
from registry.permits.queries_desk import counted, lines, owed_cards
from registry.permits.rules import usual_end
from registry.permits.states import CardState, PermitState
from registry.workers.queries import find_by_permit

PAGE = 50
SOON = timedelta(days=60)
QUEUE = (PermitState.APPLIED, PermitState.ISSUED)


@blueprint.get("/office/permits")
@signed_in("permits.desk")
def office_list() -> str:
    """Cards owed, applications and permits not handed out, permits that end soon."""
    return _list(FindForm(None))


@blueprint.post("/office/permits/find")
@signed_in("permits.desk")
def office_find() -> Response | tuple[str, int]:
    """Find a permit by its exact number; it is asked in the body so that it stands in no log."""
    form = FindForm()
    if form.validate():
        session = read_session()
        person = find_by_permit(session, wiring().keyring, form.number.data or "")
        try:
            if person is not None:
                return redirect(url_for("permits.office_show", ref=permit_of(session, person).ref), 303)
        except NotFound:
            # A number without a permit reads like no number.
            person = None
        form.number.errors = [gettext("没有这个证件号，请逐字核对")]
    return _list(form), 400


@blueprint.get("/office/permits/<ref>")
@signed_in("permits.desk")
def office_show(ref: str) -> str:
    """One permit with what may be done to it now."""
    return _show(ref)


@blueprint.post("/office/permits/<ref>/lost")
@signed_in("permits.report_lost")
def office_report_lost(ref: str) -> Response:
    """Report the card lost: dead from this moment."""
    with write_unit() as session:
        if before := already_done(session):
            return redirect(before, 303)
        actions_cards.report_lost(session, current_actor(), wiring().clock, ref)
        where = done(session, url_for("permits.office_show", ref=ref))
    flash(gettext("已挂失。从现在起，这张卡在门口查询显示“已挂失”。"))
    return redirect(where, 303)


@blueprint.post("/office/permits/<ref>/card")
@signed_in("permits.print")
def office_print_card(ref: str) -> Response:
    """Make a card: the first hands the permit out, a later one takes the place of the lost or present one."""
    at = wiring()
    with write_unit() as session:
        if before := already_done(session):
            return redirect(before, 303)
        cards = cards_of(session, ref)
        lost = bool(cards) and cards[-1][1] is CardState.LOST
        make = actions_cards.reissue_card if lost else actions_cards.print_card
        make(session, current_actor(), at.clock, at.keyring, ref)
        where = done(session, url_for("permits.office_badge", ref=ref))
    flash(gettext("新卡已生成，原来的卡已作废。") if cards else gettext("证卡已生成。"))
    return redirect(where, 303)


@blueprint.post("/office/permits/<ref>/extend")
@signed_in("permits.extend")
def office_extend(ref: str) -> Response | tuple[str, int]:
    """Give the permit a later last day, through the gate."""
    form = ExtendForm(prefix="extend-")
    if form.validate():
        try:
            with write_unit() as session:
                if before := already_done(session):
                    return redirect(before, 303)
                actions_applications.renew(
                    session, current_actor(), wiring().clock, ref, valid_until=form.valid_until.data,
                    why=form.why.data or "",
                )  # fmt: skip
                where = done(session, url_for("permits.office_show", ref=ref))
            flash(gettext("有效期已延长。"))
            return redirect(where, 303)
        except RuleBroken as problem:
            into_form(form, problem)
    return _show(ref, extend=form), 400


@blueprint.post("/office/permits/<ref>/propose")
@signed_in("permits.propose")
def office_propose(ref: str) -> Response | tuple[str, int]:
    """Propose to suspend or revoke; another person decides."""
    form = SanctionForm(prefix="propose-")
    if form.validate():
        try:
            with write_unit() as session:
                if before := already_done(session):
                    return redirect(before, 303)
                case = actions_decisions.propose_sanction(
                    session, current_actor(), wiring().clock, ref, kind=form.kind.data, why=form.why.data or ""
                )
                where = done(session, url_for("permits.office_case", ref=case))
            flash(gettext("已提出，须由另一人决定。"))
            return redirect(where, 303)
        except RuleBroken as problem:
            into_form(form, problem)
    return _show(ref, propose=form), 400


@blueprint.post("/office/permits/<ref>/<any(lift, settle):act>")
@signed_in("permits.lift")
def office_lift(ref: str, act: str) -> Response | tuple[str, int]:
    """Lift a suspension or a revocation that is not final, or note that the decision in force has become final."""
    form = ReasonForm(prefix=f"{act}-")
    if form.validate():
        verb = actions.lift if act == "lift" else actions.settle
        with write_unit() as session:
            if before := already_done(session):
                return redirect(before, 303)
            verb(session, current_actor(), wiring().clock, ref, why=form.why.data or "")
            where = done(session, url_for("permits.office_show", ref=ref))
        flash(gettext("已恢复。") if act == "lift" else gettext("已记为终局决定，原因从现在起公开。"))
        return redirect(where, 303)
    return (_show(ref, lift=form) if act == "lift" else _show(ref, settle=form)), 400


@blueprint.get("/office/permits/<ref>/badge")
@signed_in("permits.desk")
def office_badge(ref: str) -> Response | str:
    """The badge, to be shown and printed."""
    page = badge_page(read_session(), ref)
    if page is None:
        flash(gettext("没有可用的证卡。"))
        return redirect(url_for("permits.office_show", ref=ref), 303)
    return render_template("permits/office/badge.html", page=page)


@blueprint.get("/office/permits/<ref>/certificate.pdf")
@signed_in("permits.desk")
def office_certificate(ref: str) -> Response | tuple[str, int]:
    """The certificate as a PDF."""
    try:
        return certificate_answer(read_session(), ref)
    except RuleBroken as problem:
        return _show(ref, problems=list(broken(problem).values())), 400


@blueprint.get("/office/permits/<ref>/photo")
@signed_in("permits.desk")
def office_photo(ref: str) -> Response:
    """The holder's photo."""
    return picture_answer(read_session(), ref)


@blueprint.post("/office/permits/<ref>/photo")
@taking(LARGEST_FORM)
@signed_in("permits.desk")
def office_keep_photo(ref: str) -> Response | tuple[str, int]:
    """Keep an uploaded photo, or remove the one that is there."""
    form, at = PhotoForm(), wiring()
    person = permit_file(read_session(), ref).line.worker_ref
    try:
        image = None if "remove" in request.form else uploaded_portrait()
        with write_unit() as session:
            if image is None:
                remove_photo(session, current_actor(), at.clock, person)
            else:
                keep_photo(session, current_actor(), at.clock, at.keyring, person, image)
    except RuleBroken as problem:
        into_form(form, problem)
        return _show(ref, photo=form), 400
    flash(gettext("照片已保存。") if image else gettext("照片已删除。"))
    return redirect(url_for("permits.office_show", ref=ref), 303)


def _list(form: FindForm) -> str:
    session = read_session()
    queue, onward = lines(session, today(), states=QUEUE, after=request.args.get("after", ""), limit=PAGE)
    ending, _ = lines(session, today(), ends_by=today() + SOON, limit=PAGE)
    return render_template(
        "permits/office/list.html",
        form=form, queue=queue, onward=onward, ending=ending, counts=counted(session), today=today(),
        owed=owed_cards(session, wiring().clock.now(), today()),
    )  # fmt: skip


def _show(
    ref: str,
    *,
    photo: PhotoForm | None = None,
    extend: ExtendForm | None = None,
    propose: SanctionForm | None = None,
    lift: ReasonForm | None = None,
    settle: ReasonForm | None = None,
    problems: list[str] | None = None,
) -> str:
    found = shown(read_session(), ref)
    actor = current_actor()
    may = {name: allows(actor, PERMISSIONS[f"permits.{name}"]) for name in ("print", "extend", "propose", "lift")}
    if extend is None:
        extend = ExtendForm(None, prefix="extend-")
        extend.valid_until.data = usual_end(today())
    return render_template(
        "permits/office/show.html",
        found=found, may=may, photo=photo or PhotoForm(None), extend=extend,
        propose=propose or SanctionForm(None, prefix="propose-"), lift=lift or ReasonForm(None, prefix="lift-"),
        settle=settle or ReasonForm(None, prefix="settle-"), problems=problems or [],
    )  # fmt: skip
