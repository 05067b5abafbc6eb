"""The calendar that every time limit is counted by: one page to read it and to change it."""

from collections.abc import Callable
from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import signed_in
from portal.signing import current_actor
from portal.wiring import wiring
from portal.working_days import blueprint
from portal.working_days.forms import FIRST, LAST, CountForm, DayForm, YearForm
from registry.core.clock import day_start, shanghai_date
from registry.core.errors import RuleBroken
from registry.core.permissions import allows
from registry.working_days import actions
from registry.working_days.access import PERMISSIONS
from registry.working_days.known import known_years
from registry.working_days.queries import calendar_of, days_of, years
from registry.working_days.rules import DeclaredDay, Due, add_working_days
from registry.working_days.states import DayKind

Answer = Response | tuple[str, int]


@blueprint.get("/office/working-days")
@signed_in("working_days.read")
def office_show() -> str:
    """The loaded years, and the declared days of one of them."""
    return _page(_year(), DayForm(formdata=None), YearForm(formdata=None))


@blueprint.post("/office/working-days/days")
@signed_in("working_days.edit")
def office_put() -> Answer:
    """Declare a day, or declare it anew."""
    form = DayForm()

    def put(session: Session) -> None:
        assert form.day.data is not None
        declared = DeclaredDay(form.day.data, DayKind(form.kind.data), form.name.data or "")
        actions.put_day(session, current_actor(), wiring().clock, declared, why=form.why.data or "")

    return _done(form, put, lambda: form.day.data.year if form.day.data else None, gettext("日历已改。"))


@blueprint.post("/office/working-days/days/<day>/remove")
@signed_in("working_days.edit")
def office_remove(day: str) -> Answer:
    """Take a declared day back."""
    try:
        gone = date.fromisoformat(day)
    except ValueError:
        abort(404)
    why = request.form.get("why", "")[:200]
    try:
        with write_unit() as session:
            actions.remove_day(session, current_actor(), wiring().clock, gone, why=why)
    except RuleBroken as problem:
        form = DayForm(formdata=None)
        into_form(form, problem)
        return _page(gone.year, form, YearForm(formdata=None)), 400
    flash(gettext("日历已改。"))
    return redirect(url_for("working_days.office_show", year=gone.year), 303)


@blueprint.post("/office/working-days/load")
@signed_in("working_days.edit")
def office_load() -> Answer:
    """Load a year that the package knows."""
    form = YearForm()

    def load(session: Session) -> None:
        actions.load_known(session, current_actor(), wiring().clock, form.year.data or 0)

    return _done(form, load, lambda: form.year.data, gettext("已载入。"))


@blueprint.post("/office/working-days/open")
@signed_in("working_days.edit")
def office_open() -> Answer:
    """Open a year by hand; its days are then declared one by one, and the year stays provisional."""
    form = YearForm()

    def begin(session: Session) -> None:
        actions.load_by_hand(
            session, current_actor(), wiring().clock, form.year.data or 0, [], why=form.ground.data or ""
        )

    return _done(form, begin, lambda: form.year.data, gettext("已载入，待确认。"))


@blueprint.post("/office/working-days/confirm")
@signed_in("working_days.edit")
def office_confirm() -> Answer:
    """Confirm a year against the State Council's notice."""
    form = YearForm()

    def confirm(session: Session) -> None:
        actions.confirm_year(session, current_actor(), wiring().clock, form.year.data or 0, why=form.ground.data or "")

    return _done(form, confirm, lambda: form.year.data, gettext("已确认。"))


def _done(
    form: DayForm | YearForm, act: Callable[[Session], None], year: Callable[[], int | None], words: str
) -> Answer:
    """Act on a valid form and go back to its year; else the page with what is wrong."""
    if form.validate():
        try:
            with write_unit() as session:
                act(session)
            flash(words)
            return redirect(url_for("working_days.office_show", year=year()), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    day_form = form if isinstance(form, DayForm) else DayForm(formdata=None)
    year_form = form if isinstance(form, YearForm) else YearForm(formdata=None)
    typed = year() or 0
    return _page(typed if FIRST <= typed <= LAST else _year(), day_form, year_form), 400


def _year() -> int:
    this_year = shanghai_date(wiring().clock.now()).year
    asked = request.args.get("year", this_year, type=int)
    return asked if FIRST <= asked <= LAST else this_year


def _counted(form: CountForm, session: Session) -> Due | None:
    """The limit asked for in the address, with how it is counted; None when none is asked for."""
    if "start" not in request.args or not form.validate() or form.start.data is None or form.count.data is None:
        return None
    try:
        return add_working_days(day_start(form.start.data), form.count.data, calendar_of(session))
    except RuleBroken as problem:
        into_form(form, problem)
        return None


def _page(year: int, day_form: DayForm, year_form: YearForm) -> str:
    session = read_session()
    count_form = CountForm(request.args if "start" in request.args else None)
    loaded = years(session)
    return render_template(
        "working_days/office/show.html",
        year=year, loaded=loaded, shown={row.year: row for row in loaded}.get(year), days=days_of(session, year),
        day_form=day_form, year_form=year_form, count_form=count_form, counted=_counted(count_form, session),
        known=[one for one in known_years() if one not in {row.year for row in loaded}],
        may_edit=allows(current_actor(), PERMISSIONS["working_days.edit"]),
    )  # fmt: skip
