"""Who looked at whom, for the data-protection officer; and approvals to look more than the daily limit (R168)."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.guards import signed_in
from portal.looks import blueprint
from portal.looks.forms import GrantForm, LooksForm, choices
from portal.sending import sent
from portal.signing import current_actor
from portal.wiring import wiring
from registry.cases.queries import about, colleagues
from registry.cases.states import CaseKind, CaseState, Outcome
from registry.core.actor import STAFF_ROLES, Role
from registry.looks import actions, queries
from registry.looks.states import GrantKind, Purpose, Seen

_REQUESTS = (CaseKind.UNMASK_BULK, CaseKind.EXPORT_REQUEST)


@blueprint.get("/office/looks")
@signed_in("looks.review")
def office_looks() -> str:
    """Looks, the newest first, fifty a page."""
    form = LooksForm(request.args)
    anything = gettext("不限")
    people = colleagues(read_session(), STAFF_ROLES | {Role.REGULATOR})
    form.actor.choices = [("", anything), *people]
    form.seen.choices = choices(Seen, anything)
    form.purpose.choices = choices(Purpose, anything)
    asked = {name: request.args.get(name, "") for name in ("actor", "seen", "purpose", "first", "last")}
    rows, onward = queries.looks(
        read_session(), actor=asked["actor"], seen=asked["seen"], purpose=asked["purpose"],
        first=_day(asked["first"]), last=_day(asked["last"]), after=request.args.get("after", ""),
    )  # fmt: skip
    kept = {name: value for name, value in asked.items() if value}
    return render_template(
        "looks/office/looks.html", form=form, rows=rows,
        onward=url_for("looks.office_looks", **kept, after=onward) if onward else "",
    )  # fmt: skip


@blueprint.get("/office/looks/requests")
@signed_in("looks.request")
def office_requests() -> str:
    """The own approvals and requests, and a form for another."""
    return _requests(GrantForm(None).filled())


@blueprint.post("/office/looks/requests")
@signed_in("looks.request")
def office_ask() -> Response | tuple[str, int]:
    """Ask for an approval; two other people decide it."""
    form = GrantForm(request.form).filled()

    def act(session: Session) -> str:
        actions.request_grant(
            session, current_actor(), wiring().clock, kind=GrantKind(form.kind.data),
            purpose=form.purpose.data or "", count=form.count.data or 0, days=form.days.data or 0,
            why=form.why.data or "",
        )  # fmt: skip
        return url_for("looks.office_requests")

    return sent(form, act, gettext("申请已提出，由另外两个人批准。")) or (_requests(form), 400)


@blueprint.post("/office/looks/requests/<case>/open")
@signed_in("looks.request")
def office_open_grant(case: str) -> Response:
    """Begin to use an approval: its days run from now."""
    with write_unit() as session:
        actions.open_grant(session, current_actor(), wiring().clock, case)
    flash(gettext("批准已生效。"))
    return redirect(url_for("looks.office_requests"), 303)


def _requests(form: GrantForm) -> str:
    session, actor = read_session(), current_actor()
    grants = queries.grants_of(session, actor.ref)
    asked = [line for line in about(session, actor, actor.ref) if line.kind in _REQUESTS]
    opened = {grant.case_ref for grant in grants}
    ready = [line.ref for line in asked if line.state is CaseState.DECIDED and line.ref not in opened]
    return render_template(
        "looks/office/requests.html", form=form, grants=grants, asked=asked, ready=ready, now=wiring().clock.now(),
        left=max(0, wiring().settings.looks_a_day - queries.unmasked_today(session, actor.ref, wiring().clock.now())),
        approved=Outcome.APPROVED,
    )  # fmt: skip


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
