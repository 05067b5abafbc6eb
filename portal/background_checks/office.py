"""Checks at the office: what waits, what is due again, and results entered for many people at once."""

from dataclasses import dataclass
from datetime import date

from flask import render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.background_checks import blueprint
from portal.background_checks.forms import ResultsForm
from portal.database import read_session
from portal.guards import signed_in
from portal.pasting import LONGEST, pasted_people
from portal.sending import tried
from portal.signing import current_actor
from portal.wiring import wiring
from registry.background_checks.actions_desk import enter_results
from registry.background_checks.desk import ASKED, NewResult, due_counts, due_in, last_due_day
from registry.background_checks.due import due_numbers, due_of, due_page
from registry.background_checks.queries_desk import count_open_requests, open_requests
from registry.background_checks.states import Component, DueIn, Outcome
from registry.companies.queries import refs_by_uscc
from registry.core.clock import shanghai_date
from registry.core.identifiers import normalise_identifier
from registry.core.sources import Source
from registry.core.taxonomy import HealthTier
from registry.workers.people import names_of
from registry.workers.queries import staff_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """One check to be made: asked for, or due again on a day."""

    worker_ref: str
    name: str
    component: Component
    since: date | None
    due_on: date | None
    due: DueIn | None
    tries: int = 0


@blueprint.get("/office/checks")
@signed_in("background_checks.read")
def office_due() -> str:
    """What waits and what is due again, by component; a company's only by its credit code."""
    today = shanghai_date(wiring().clock.now())
    component = _component(request.args.get("component"))
    return _page(ResultsForm(checked_on=today, component=component.value if component else None))


@blueprint.post("/office/checks/results")
@signed_in("background_checks.enter")
def office_enter() -> Response | tuple[str, int]:
    """Enter what one source said about everybody ticked or pasted."""
    form = ResultsForm()
    if form.validate():
        people = _people(form)
        if people is not None:
            results = [_result(ref, form) for ref in people]

            def act(session: Session) -> str:
                enter_results(session, current_actor(), wiring().clock, results)
                return url_for("background_checks.office_due", component=form.component.data)

            if answer := tried(form, act, gettext("已登记 %(n)s 人的核查结果。", n=len(results))):
                return answer
    return _page(form), 400


def _people(form: ResultsForm) -> list[str] | None:
    """Everybody meant, each once; None with words on the form when nobody is, or a number is not known."""
    try:
        lines = pasted_people(read_session(), wiring().keyring, form.pasted.data or "")
    except ValueError:
        form.pasted.errors = [gettext("一次最多 %(n)s 行", n=LONGEST)]
        return None
    unknown = [str(line.number) for line in lines if line.worker_ref is None]
    if unknown:
        form.pasted.errors = [gettext("第 %(lines)s 行的证号没有找到", lines="、".join(unknown[:20]))]
        return None
    people = list(dict.fromkeys([*(form.people.data or []), *(line.worker_ref or "" for line in lines)]))
    if not people:
        form.people.errors = [gettext("请勾选人员，或粘贴证号")]
        return None
    return people


def _result(ref: str, form: ResultsForm) -> NewResult:
    return NewResult(
        ref, Component(form.component.data), Outcome(form.outcome.data), Source(form.source.data),
        form.source_note.data or "", form.checked_on.data, form.covers_until.data, form.valid_until.data,
        HealthTier(form.tier.data) if form.tier.data else None, form.document.data or "", form.retry_on.data,
    )  # fmt: skip


def _component(word: str | None) -> Component | None:
    return Component(word) if word in {one.value for one in ASKED} else None


def _page(form: ResultsForm) -> str:
    session, today = read_session(), shanghai_date(wiring().clock.now())
    component = _component(request.values.get("component"))
    code = normalise_identifier(request.args.get("uscc", ""))
    company = refs_by_uscc(session, [code]).get(code, "none") if code else None
    after = request.args.get("after", "")
    if company is None:
        due, onward = due_page(session, today, component=component, after=after, limit=PAGE)
        counts = due_numbers(session, today, component=component)
    else:
        staff = {one.worker_ref for one in staff_of(session, [company]).get(company, [])}
        every = [
            one for one in due_of(session, sorted(staff), last_due_day(today)) if component in (None, one.component)
        ]
        counts, due, onward = due_counts([one.due_on for one in every], today), every[:PAGE], ""
    asked = open_requests(session, today, company_ref=company, component=component, limit=PAGE)
    names = names_of(session, [*(one.worker_ref for one in asked), *(one.worker_ref for one in due)])
    waiting = [
        Waiting(one.worker_ref, names.get(one.worker_ref, ""), one.component, one.asked_on, None, None, one.tries)
        for one in asked
    ]
    again = [
        Waiting(
            one.worker_ref, names.get(one.worker_ref, ""), one.component, None, one.due_on, due_in(one.due_on, today)
        )
        for one in due
    ]
    return render_template(
        "background_checks/office/due.html",
        counts=counts,
        onward=onward,
        waiting=waiting,
        number_waiting=count_open_requests(session, today, company_ref=company, component=component),
        again=again,
        component=component,
        components=ASKED,
        code=code,
        form=form,
    )
