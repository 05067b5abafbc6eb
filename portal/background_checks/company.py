"""Checks of the company's own people: due again, asked for, and asking for more."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.background_checks import blueprint
from portal.background_checks.forms import AskForm
from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import signed_in
from portal.signing import current_actor
from portal.wiring import wiring
from registry.background_checks.actions_desk import ask_for_checks, withdraw_request
from registry.background_checks.desk import NewRequest, due_counts, due_in, last_due_day
from registry.background_checks.due import due_of
from registry.background_checks.queries_desk import count_open_requests, open_requests
from registry.background_checks.states import Component
from registry.core.clock import shanghai_date
from registry.core.errors import RuleBroken
from registry.workers.people import names_of, staff_by_name
from registry.workers.queries import staff_of

PAGE = 50


@blueprint.get("/company/checks")
@signed_in("background_checks.read_own")
def company_due() -> str:
    """What is overdue or due within 90 days, what was asked for, and the form to ask for more."""
    return _page(AskForm())


@blueprint.post("/company/checks/ask")
@signed_in("background_checks.ask")
def company_ask() -> Response | tuple[str, int]:
    """Ask for checks of the people ticked."""
    form = AskForm()
    company = current_actor().company
    if not form.people.data:
        form.people.errors = [gettext("请勾选人员")]
    elif not form.components.data:
        form.components.errors = [gettext("请勾选核查项目")]
    elif form.validate():
        asks = [NewRequest(ref, Component(one), company) for ref in form.people.data for one in form.components.data]
        try:
            with write_unit() as session:
                made = ask_for_checks(session, current_actor(), wiring().clock, asks)
            flash(gettext("已申请 %(n)s 项核查。", n=len(made)))
            return redirect(url_for("background_checks.company_due"), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    return _page(form), 400


@blueprint.post("/company/checks/requests/<ref>/withdraw")
@signed_in("background_checks.ask")
def company_withdraw(ref: str) -> Response:
    """Take back a request."""
    with write_unit() as session:
        withdraw_request(session, current_actor(), wiring().clock, ref)
    return redirect(url_for("background_checks.company_due"), 303)


def _page(form: AskForm) -> str:
    session, today = read_session(), shanghai_date(wiring().clock.now())
    company = current_actor().company
    staff = {one.worker_ref for one in staff_of(session, [company or ""]).get(company or "", [])}
    due = due_of(session, sorted(staff), last_due_day(today))
    asked = open_requests(session, today, company_ref=company, limit=PAGE)
    after = request.args.get("after", "")
    people, onward = staff_by_name(session, company or "", after=after, limit=PAGE)
    shown = due[:PAGE]
    names = names_of(session, [one.worker_ref for one in (*shown, *asked)])
    return render_template(
        "background_checks/company/due.html",
        counts=due_counts([one.due_on for one in due], today),
        due=[(one, names.get(one.worker_ref, ""), due_in(one.due_on, today)) for one in shown],
        more=len(due) - len(shown),
        asked=[(one, names.get(one.worker_ref, "")) for one in asked],
        waiting=count_open_requests(session, today, company_ref=company),
        people=people,
        onward=onward,
        form=form,
    )
