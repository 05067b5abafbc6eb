"""Applying for registration: a list of tasks that can be left and come back to, answers to check, one submission."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.companies import blueprint
from portal.companies.forms import WORDS, form_of, shown_answers
from portal.database import read_session, write_unit
from portal.desk import broken, into_form
from portal.guards import signed_in
from portal.language import text
from portal.signing import current_actor
from portal.wiring import wiring
from registry.cases.queries import steps
from registry.companies import actions_applications as applications
from registry.companies.queries_applications import application_of, application_under_way
from registry.companies.rules_applications import (
    SECTION_FIELDS,
    check_section,
    finished_sections,
    section_of,
)
from registry.companies.states import EDITABLE, ApplicationSection, ApplicationState
from registry.core.clock import shanghai_date
from registry.core.errors import Conflict, RuleBroken


@blueprint.app_template_filter("application_words")
def application_words(state: str) -> str:
    """An application's state in the reader's language."""
    return text(ApplicationState(state))


@blueprint.app_template_global()
def field_words(name: str) -> str:
    """What a field of the application is called."""
    return str(WORDS.get(name, name))


@blueprint.get("/apply")
@signed_in("companies.apply")
def own_tasks() -> str:
    """The tasks of the application under way, or what applying means."""
    session, actor = read_session(), current_actor()
    found = application_under_way(session, actor.ref)
    if found is None:
        return render_template("companies/own/begin.html")
    today = shanghai_date(wiring().clock.now())
    done = finished_sections(found.answers, today)
    returned = [step for step in steps(session, found.case_ref) if step.details] if found.case_ref else []
    reasons = returned[-1].details if returned and found.state == ApplicationState.RETURNED else {}
    return render_template(
        "companies/own/tasks.html",
        application=found, sections=list(ApplicationSection), done=done, editable=found.state in EDITABLE,
        begun={section for section in ApplicationSection if any(found.answers.get(n) for n in SECTION_FIELDS[section])},
        reasons=reasons, reason_sections={section_of(name) for name in reasons or {}},
    )  # fmt: skip


@blueprint.post("/apply/begin")
@signed_in("companies.apply")
def own_begin() -> Response:
    """Begin a draft, or go back to the one there is."""
    with write_unit() as session:
        applications.begin(session, current_actor(), wiring().clock)
    return redirect(url_for("companies.own_tasks"), 303)


@blueprint.route("/apply/<section>", methods=["GET", "POST"])
@signed_in("companies.apply")
def own_section(section: str) -> Response | str:
    """One section. Whatever is typed is kept; what is wrong is said, and does not keep anybody from going on."""
    found = application_under_way(read_session(), current_actor().ref)
    if found is None or section not in set(ApplicationSection):
        abort(404)
    if found.state not in EDITABLE:  # gone back to from the confirmation
        return redirect(url_for("companies.own_tasks"), 303)
    part = ApplicationSection(section)
    ref, answers = found.ref, dict(found.answers)
    form = form_of(SECTION_FIELDS[part], answers)
    if request.method == "POST":
        with write_unit() as session:
            findings = applications.save_section(session, current_actor(), wiring().clock, ref, part, form.answers())
        if not findings or request.form.get("later"):
            return redirect(url_for("companies.own_tasks"), 303)
        into_form(form, RuleBroken(findings))
        flash(gettext("已保存。还有几处要改，也可以以后再来。"))
    elif any(answers.get(name) for name in SECTION_FIELDS[part]):
        findings = check_section(part, answers, shanghai_date(wiring().clock.now()))
        if findings:
            into_form(form, RuleBroken(findings))
    return render_template("companies/own/section.html", form=form, section=part)


@blueprint.route("/apply/check", methods=["GET", "POST"])
@signed_in("companies.apply")
def own_check() -> Response | str | tuple[str, int]:
    """All answers on one page; posted with the statement of truth, the application goes to the office."""
    found = application_under_way(read_session(), current_actor().ref)
    if found is None:
        abort(404)
    ref, answers = found.ref, dict(found.answers)
    sent = redirect(url_for("companies.own_sent", ref=ref), 303)
    if request.method == "GET" and found.state not in EDITABLE:  # gone back to from the confirmation
        return sent
    wrong: dict[str, str] = {}
    if request.method == "POST":
        if request.form.get("true") != "y":
            wrong = {"": gettext("请确认所填内容属实")}
        else:
            try:
                with write_unit() as session:
                    applications.submit(session, current_actor(), wiring().clock, ref)
                return sent
            except RuleBroken as problem:
                wrong = broken(problem)
            except Conflict:  # sent before: the first of two clicks was quicker
                return sent
    shown = [(section, shown_answers(section, answers)) for section in ApplicationSection]
    page = render_template(
        "companies/own/check.html", shown=shown, wrong=wrong,
        links={name: url_for("companies.own_section", section=section_of(name).value) for name in wrong if name},
    )  # fmt: skip
    return (page, 400) if request.method == "POST" else page


@blueprint.get("/apply/sent/<ref>")
@signed_in("companies.apply")
def own_sent(ref: str) -> str:
    """The confirmation with its number."""
    found = application_of(read_session(), ref)
    if found is None or found.account_ref != current_actor().ref or found.state == ApplicationState.DRAFT:
        abort(404)
    return render_template("companies/own/sent.html", application=found, state=text(ApplicationState(found.state)))


@blueprint.post("/apply/withdraw")
@signed_in("companies.apply")
def own_withdraw() -> Response:
    """Give the application up."""
    found = application_under_way(read_session(), current_actor().ref)
    if found is None:
        abort(404)
    with write_unit() as session:
        applications.withdraw_application(session, current_actor(), wiring().clock, found.ref)
    flash(gettext("申请已撤回。"))
    return redirect(url_for("companies.own_tasks"), 303)
