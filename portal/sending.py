"""A form of the desks that was sent: done once in one write unit, or given back with what is wrong beside it."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import write_unit
from portal.desk import already_done, done, into_form
from portal.language import text
from registry.core.errors import RegistryError, RuleBroken

Act = Callable[[Session], str]  # does what was asked and says at which address the result lies


def once(act: Act, said: str = "") -> Response:
    """Do it and lead to its result, with `said` on top; the same form sent again leads there too and does nothing."""
    with write_unit() as session:
        if before := already_done(session):
            return redirect(before, 303)
        where = done(session, act(session))
    if said:
        flash(said)
    return redirect(where, 303)


def tried(form: Any, act: Act, said: str = "", *, told: tuple[type[RegistryError], ...] = ()) -> Response | None:
    """As `once`, or None when the form, whose fields are in order, must be shown again.

    What breaks a rule is then said beside its field, each thing once, and a refusal of the kinds `told` above the
    form; any other refusal has a page of its own (portal/errors.py).
    """
    try:
        return once(act, said)
    except RuleBroken as problem:
        into_form(form, RuleBroken(list(dict.fromkeys(problem.findings))))
    except told as problem:
        form.form_errors.append(text(problem.message))
    return None


def sent(form: Any, act: Act, said: str = "", *, told: tuple[type[RegistryError], ...] = ()) -> Response | None:
    """As `tried`, once the form's own fields are in order; None for a form that was only asked for."""
    if request.method != "POST" or not form.validate():
        return None
    return tried(form, act, said, told=told)


def form_page(template: str, **context: Any) -> str | tuple[str, int]:
    """The page with its form: with status 400 when the form was sent and comes back."""
    page = render_template(template, **context)
    return (page, 400) if request.method == "POST" else page
