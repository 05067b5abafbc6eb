"""A complaint about privacy from anybody, without an account; only the data-protection officer reads it (R150)."""

import hmac
import secrets

from flask import redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import entry
from portal.limits import LimitsDown, RetryAfter, Rule, network_of
from portal.rights import blueprint
from portal.rights.forms import ComplaintForm
from portal.wiring import wiring
from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.consents.states import Channel
from registry.core.actor import Actor, Role
from registry.core.errors import RuleBroken, Unavailable
from registry.core.labels import Label
from registry.rights.actions import file_request
from registry.working_days.rules import Due

ANYBODY = Actor("public", Role.PUBLIC, "")
FROM_NETWORK = (5, 3600)
FROM_EVERYWHERE = (120, 3600)
SENT = "complaint_sent"  # in the browser's own cookie: the case whose reference the confirmation shows
ONCE = "complaint_once"
DOWN = Label("现在无法受理，请稍后再试，或打协会电话", "Not possible right now; please try again later, or telephone")


@blueprint.route("/privacy/complaint", methods=["GET", "POST"])
@entry
def entry_complaint() -> Response | str | tuple[str, int]:
    """The form; sent, the complaint gets its number and its clock. A form sent twice counts once."""
    if request.method == "GET":
        session[ONCE] = secrets.token_urlsafe(16)
        return _page(ComplaintForm(None).filled())
    form = ComplaintForm(request.form).filled()
    key = session.get(ONCE, "")
    if not key and SENT in session:
        return redirect(url_for("rights.entry_sent"), 303)
    if not key or not hmac.compare_digest(key.encode(), request.form.get("once", "").encode()):
        session[ONCE] = secrets.token_urlsafe(16)
        form.form_errors.append(gettext("页面已过期，请再提交一次"))
        return _page(form), 400
    if not form.validate():
        return _page(form), 400
    try:
        counted = wiring().limits.hit_all(
            [Rule(f"complaint:{network_of(request.remote_addr)}", *FROM_NETWORK), Rule("complaint", *FROM_EVERYWHERE)]
        )
    except LimitsDown as problem:
        raise Unavailable(DOWN) from problem
    if isinstance(counted, RetryAfter):
        form.form_errors.append(gettext("提交太频繁，请 %(n)s 分钟后再试，或打协会电话", n=-(-counted.seconds // 60)))
        response = Response(_page(form), 429, mimetype="text/html")
        response.headers["Retry-After"] = str(counted.seconds)
        return response
    try:
        with write_unit() as unit:
            at = wiring()
            case = file_request(
                unit, ANYBODY, at.clock, at.keyring, kind=CaseKind.PRIVACY_COMPLAINT, channel=Channel.ONLINE,
                words=form.whole(), contact=form.contact.data or "",
            )  # fmt: skip
    except RuleBroken as problem:
        into_form(form, problem)
        return _page(form), 400
    session.pop(ONCE, None)
    session[SENT] = case
    return redirect(url_for("rights.entry_sent"), 303)


@blueprint.get("/privacy/complaint/sent")
@entry
def entry_sent() -> Response | str:
    """The reference number and the day until which there is an answer, for the browser that sent the complaint."""
    found = read_session().get(Case, session.get(SENT, ""))
    if found is None or found.kind != CaseKind.PRIVACY_COMPLAINT:
        return redirect(url_for("rights.entry_complaint"), 303)
    return render_template(
        "rights/entry/sent.html", number=found.number, sent_at=found.opened_at,
        due=Due.read(found.due_basis) if found.due_basis else None,
    )  # fmt: skip


def _page(form: ComplaintForm) -> str:
    return render_template("rights/entry/complaint.html", form=form, once=session[ONCE])
