"""A company's own desk: what is due, one next thing to do, declared changes, declarations."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.companies import blueprint
from portal.companies.duties import duties
from portal.companies.forms import form_of
from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import signed_in
from portal.sending import form_page, tried
from portal.signing import current_actor
from portal.wiring import wiring
from registry.cases.queries import filed_by
from registry.companies.access import PERMISSIONS
from registry.companies.actions_declaring import declare
from registry.companies.actions_filing import FILED, file_change
from registry.companies.queries import load
from registry.companies.queries_applications import declaration_of, model_contracts
from registry.companies.rules_applications import SECTION_FIELDS, answers_of, check_application, day_of
from registry.companies.states import ApplicationSection
from registry.core.clock import shanghai_date
from registry.core.errors import RuleBroken
from registry.core.findings import Finding
from registry.core.labels import Label
from registry.core.permissions import allows

DECLARED = ("department", *SECTION_FIELDS[ApplicationSection.COVER], "contracts")
NO_DAY = Finding("change_day", Label("请写明变更发生的日期", "Give the day of the change"), "happened_on")


@blueprint.get("/company/")
@signed_in("companies.read_own")
def company_home() -> str:
    """What is due and overdue, what expires in 30, 60 and 90 days, and the one thing to do next."""
    session, actor = read_session(), current_actor()
    company = actor.company or ""
    today = shanghai_date(wiring().clock.now())
    face = load(session, [company])[company]
    cases = filed_by(session, company)
    return render_template(
        "companies/company/home.html",
        face=face,
        duties=duties(session, company, face, today),
        cases=cases,
        today=today,
        signer=allows(actor, PERMISSIONS["companies.file_withdrawal"]),
    )


@blueprint.route("/company/change", methods=["GET", "POST"])
@signed_in("companies.file_change")
def company_change() -> Response | str | tuple[str, int]:
    """Declare what changed; an officer reviews it before it is published."""
    actor = current_actor()
    company = actor.company or ""
    before = answers_of(load(read_session(), [company])[company])
    form = form_of((*FILED, "happened_on"), before)

    def act(session: Session) -> str:
        answers = form.answers()
        happened_on = day_of(answers.pop("happened_on"))
        if happened_on is None:
            raise RuleBroken([NO_DAY])
        file_change(session, actor, wiring().clock, company, answers, happened_on=happened_on)
        return url_for("companies.company_home")

    answer = tried(form, act, gettext("变更已申报，协会审核后公开。")) if request.method == "POST" else None
    return answer or form_page("companies/company/change.html", form=form)


@blueprint.route("/company/declarations", methods=["GET", "POST"])
@signed_in("companies.file_change")
def company_declare() -> Response | str | tuple[str, int]:
    """Declare department, equipment and insurance; shown at once as the company's own statement."""
    actor = current_actor()
    company = actor.company or ""
    form = form_of(DECLARED, _declared(company))
    offered = [one for one in model_contracts(read_session()) if one.ended_on is None]
    form._fields["contracts"].choices = [(one.ref, f"{one.title} {one.version}") for one in offered]
    if not offered:
        del form.contracts
    if request.method == "POST":
        answers = form.answers()
        findings = [
            finding
            for finding in check_application(answers, shanghai_date(wiring().clock.now()))
            if finding.field in DECLARED and finding.code != "application_missing"
        ]
        if findings:
            into_form(form, RuleBroken(findings))
        else:
            with write_unit() as session:
                changed = declare(session, actor, wiring().clock, company, answers)
            flash(gettext("已公开为企业申报。") if changed else gettext("没有改动。"))
            return redirect(url_for("companies.company_home"), 303)
    page = render_template("companies/company/declare.html", form=form)
    return (page, 400) if request.method == "POST" else page


def _declared(company: str) -> dict[str, object]:
    found = declaration_of(read_session(), company)
    if found is None:
        return {}
    policy = found.policies[0] if found.policies else {}
    used = {(one["title"], one["version"]) for one in found.contracts or ()}
    return {
        "contracts": [one.ref for one in model_contracts(read_session()) if (one.title, one.version) in used],
        "department": found.department,
        "protective_equipment": found.protective_equipment,
        "tools": found.tools,
        "insurance_title": policy.get("title"),
        "insurance_insurer": policy.get("insurer"),
        "insurance_valid_from": policy.get("valid_from"),
        "insurance_valid_until": policy.get("valid_until"),
        "insurance_limit": str(policy["limit_yuan"]) if policy.get("limit_yuan") else None,
        "insured_count": str(policy["insured_count"]) if policy.get("insured_count") else None,
    }
