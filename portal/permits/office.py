"""Permits at the association: the queue, one permit, its cards, photos and terms."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session
from portal.desk import broken
from portal.guards import signed_in, taking
from portal.permits import blueprint
from portal.permits.forms import ExtendForm, FindForm, PhotoForm, ReasonForm, SanctionForm
from portal.permits.showing import badge_page, certificate_answer, permit_file, picture_answer, shown, today
from portal.permits.uploading import LARGEST_FORM, photo_sent
from portal.sending import once, sent
from portal.signing import current_actor
from portal.wiring import wiring
from registry.core.errors import NotFound, RuleBroken
from registry.core.permissions import allows
from registry.permits import actions, actions_applications, actions_cards, actions_decisions
from registry.permits.access import PERMISSIONS
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

    def act(session: Session) -> str:
        actions_cards.report_lost(session, current_actor(), wiring().clock, ref)
        return url_for("permits.office_show", ref=ref)

    return once(act, gettext("已挂失。从现在起，这张卡在门口查询显示“已挂失”。"))


@blueprint.post("/office/permits/<ref>/card")
@signed_in("permits.print")
def office_print_card(ref: str) -> Response:
    """Make a card: the first hands the permit out, a later one takes the place of the lost or present one."""

    def act(session: Session) -> str:
        at, cards = wiring(), cards_of(session, ref)
        lost = bool(cards) and cards[-1][1] is CardState.LOST
        make = actions_cards.reissue_card if lost else actions_cards.print_card
        make(session, current_actor(), at.clock, at.keyring, ref)
        return url_for("permits.office_badge", ref=ref)

    again = cards_of(read_session(), ref)
    return once(act, gettext("新卡已生成，原来的卡已作废。") if again else gettext("证卡已生成。"))


@blueprint.post("/office/permits/<ref>/extend")
@signed_in("permits.extend")
def office_extend(ref: str) -> Response | tuple[str, int]:
    """Give the permit a later last day, through the gate."""
    form = ExtendForm(prefix="extend-")

    def act(session: Session) -> str:
        actions_applications.renew(
            session, current_actor(), wiring().clock, ref, valid_until=form.valid_until.data,
            why=form.why.data or "",
        )  # fmt: skip
        return url_for("permits.office_show", ref=ref)

    return sent(form, act, gettext("有效期已延长。")) or (_show(ref, extend=form), 400)


@blueprint.post("/office/permits/<ref>/propose")
@signed_in("permits.propose")
def office_propose(ref: str) -> Response | tuple[str, int]:
    """Propose to suspend or revoke; another person decides."""
    form = SanctionForm(prefix="propose-")

    def act(session: Session) -> str:
        case = actions_decisions.propose_sanction(
            session, current_actor(), wiring().clock, ref, kind=form.kind.data, why=form.why.data or ""
        )
        return url_for("permits.office_case", ref=case)

    return sent(form, act, gettext("已提出，须由另一人决定。")) or (_show(ref, propose=form), 400)


@blueprint.post("/office/permits/<ref>/<any(lift, settle):act>")
@signed_in("permits.lift")
def office_lift(ref: str, act: str) -> Response | tuple[str, int]:
    """Lift a suspension or a revocation that is not final, or note that the decision in force has become final."""
    form, lifts = ReasonForm(prefix=f"{act}-"), act == "lift"

    def step(session: Session) -> str:
        verb = actions.lift if lifts else actions.settle
        verb(session, current_actor(), wiring().clock, ref, why=form.why.data or "")
        return url_for("permits.office_show", ref=ref)

    said = gettext("已恢复。") if lifts else gettext("已记为终局决定，原因从现在起公开。")
    return sent(form, step, said) or ((_show(ref, lift=form) if lifts else _show(ref, settle=form)), 400)


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
    form = PhotoForm()
    person = permit_file(read_session(), ref).line.worker_ref
    return photo_sent(form, person, url_for("permits.office_show", ref=ref)) or (_show(ref, photo=form), 400)


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
