"""How the installation fares, and what to do: the doctor's remarks, backups, notices, reviews, the runbook."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.doctor import examine
from portal.examination import Level
from portal.guards import signed_in
from portal.language import lang
from portal.operations import blueprint
from portal.operations.forms import NoticeForm, ReviewForm, in_shanghai
from portal.operations.runbook import runbook
from portal.sending import sent
from portal.signing import current_actor
from portal.wiring import wiring
from registry.core.errors import RuleBroken
from registry.core.permissions import allows
from registry.operations import actions
from registry.operations.access import PERMISSIONS
from registry.operations.queries import all_notices, backups, newest_verification, reviews

Answer = Response | tuple[str, int]


@blueprint.get("/office/operations")
@signed_in("operations.read")
def office_show() -> str:
    """Everything the doctor sees, the worst first; the last backups; the last verification."""
    session = read_session()
    remarks = sorted(examine(), key=lambda remark: [Level.WRONG, Level.NOTE, Level.GOOD].index(remark.level))
    return render_template(
        "operations/office/show.html",
        remarks=remarks, wrong=sum(remark.level is Level.WRONG for remark in remarks), level=Level,
        runs=backups(session, 10), verification=newest_verification(session),
        may_review=allows(current_actor(), PERMISSIONS["operations.review"]),
    )  # fmt: skip


@blueprint.get("/office/operations/runbook")
@signed_in("operations.read")
def office_runbook() -> str:
    """What to do when something fails."""
    return render_template("operations/office/runbook.html", blocks=runbook(lang()))


@blueprint.get("/office/operations/notices")
@signed_in("operations.notify")
def office_notices() -> str:
    """Maintenance notices, and a form for the next."""
    return _notices(NoticeForm(formdata=None))


@blueprint.post("/office/operations/notices")
@signed_in("operations.notify")
def office_publish() -> Answer:
    """Publish a maintenance notice."""
    form = NoticeForm()

    def act(session: Session) -> str:
        actions.publish_notice(
            session, current_actor(), wiring().clock,
            text_zh=form.text_zh.data or "", text_en=form.text_en.data or "",
            from_at=in_shanghai(form.from_at.data), until_at=in_shanghai(form.until_at.data),
        )  # fmt: skip
        return url_for("operations.office_notices")

    return sent(form, act, gettext("通知已发布。")) or (_notices(form), 400)


@blueprint.post("/office/operations/notices/<ref>/withdraw")
@signed_in("operations.notify")
def office_withdraw(ref: str) -> Response:
    """Take a notice off the pages."""
    with write_unit() as session:
        actions.withdraw_notice(session, current_actor(), wiring().clock, ref)
    flash(gettext("通知已撤下。"))
    return redirect(url_for("operations.office_notices"), 303)


@blueprint.get("/office/operations/reviews")
@signed_in("operations.review")
def office_reviews() -> str:
    """The security review log, and a form for the next."""
    return _reviews(ReviewForm(formdata=None))


@blueprint.post("/office/operations/reviews")
@signed_in("operations.review")
def office_add_review() -> Answer:
    """Add a review to the log."""
    form = ReviewForm()

    def act(session: Session) -> str:
        actions.add_review(
            session, current_actor(), wiring().clock,
            held_on=form.held_on.data, scope=form.scope.data or "", findings=form.findings.data or "",
        )  # fmt: skip
        return url_for("operations.office_reviews")

    return sent(form, act, gettext("已登记。")) or (_reviews(form), 400)


@blueprint.post("/office/operations/reviews/<ref>/close")
@signed_in("operations.review")
def office_close_review(ref: str) -> Answer:
    """Say how the findings were dealt with."""
    try:
        with write_unit() as session:
            closing = request.form.get("closing", "")
            actions.close_review(session, current_actor(), wiring().clock, ref, closing=closing)
    except RuleBroken as problem:
        form = ReviewForm(formdata=None)
        into_form(form, problem)
        return _reviews(form), 400
    flash(gettext("已办结。"))
    return redirect(url_for("operations.office_reviews"), 303)


def _notices(form: NoticeForm) -> str:
    rows = all_notices(read_session())
    return render_template("operations/office/notices.html", rows=rows, form=form, now=wiring().clock.now())


def _reviews(form: ReviewForm) -> str:
    return render_template("operations/office/reviews.html", rows=reviews(read_session()), form=form)
