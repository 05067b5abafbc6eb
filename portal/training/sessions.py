"""Sessions as both desks record them: a new one, its results, its evaluation. The company's desk names its company."""

from collections.abc import Callable

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session
from portal.pasting import pasted_people
from portal.sending import form_page, sent, tried
from portal.signing import current_actor
from portal.training.forms import EvaluationForm, ResultsForm, SessionForm
from portal.training.pasted import read_lines, records_of
from portal.wiring import wiring
from registry.core.clock import shanghai_date
from registry.eligibility.actions_training import enter_results
from registry.training.actions_sessions import evaluate_session, hold_session
from registry.training.queries import programmes
from registry.training.rules import NewSession
from registry.training.states import Mode

Answer = Response | str | tuple[str, int]


def new_session(page: str, template: str, company: str | None = None) -> Answer:
    """The form of a session, and what was sent with it; `page` is the endpoint that shows one session."""
    form, today = SessionForm(), shanghai_date(wiring().clock.now())
    form.programme.choices = [(one.ref, f"{one.title}（{one.code}）") for one in programmes(read_session(), today)]

    def act(session: Session) -> str:
        held = NewSession(
            form.programme.data, Mode(form.mode.data), form.class_hours.data or 0, form.held_on.data,
            form.organisation.data or "", form.trainer.data or "", company,
        )  # fmt: skip
        return url_for(page, ref=hold_session(session, current_actor(), wiring().clock, held))

    return sent(form, act) or form_page(template, form=form)


def results(ref: str, page: str, show: Callable[[ResultsForm], str], company: str | None = None) -> Answer:
    """What came of a session, one person a line; a company's desk finds its own people only."""
    form = ResultsForm()
    if form.validate():
        lines = read_lines(
            lambda: pasted_people(read_session(), wiring().keyring, form.pasted.data or "", company=company),
            form.pasted,
        )
        records = records_of(lines, form.examiner.data or "", form.pasted) if not form.pasted.errors else []

        def act(session: Session) -> str:
            enter_results(session, current_actor(), wiring().clock, ref, records)
            return url_for(page, ref=ref)

        if records and (answer := tried(form, act, gettext("已记载 %(n)s 人。", n=len(records)))):
            return answer
    return show(form), 400


def evaluate(ref: str, page: str, show: Callable[[EvaluationForm], str]) -> Answer:
    """How those who came judged a session."""
    form = EvaluationForm()

    def act(session: Session) -> str:
        evaluate_session(session, current_actor(), wiring().clock, ref, form.score.data or 0, note=form.note.data or "")
        return url_for(page, ref=ref)

    return sent(form, act) or (show(form), 400)
