"""What a company says of its beginning and its end: whom it carries on, and that it leaves the register."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.companies import blueprint
from portal.companies.forms import WhyForm
from portal.companies.past import PastForm
from portal.database import write_unit
from portal.desk import already_done, done, into_form
from portal.guards import signed_in
from portal.signing import current_actor
from portal.wiring import wiring
from registry.companies.actions_filing import file_withdrawal
from registry.companies.actions_ties import file_predecessor
from registry.core.errors import RuleBroken

Answer = Response | str | tuple[str, int]


@blueprint.route("/company/predecessor", methods=["GET", "POST"])
@signed_in("companies.declare_predecessor")
def company_predecessor() -> Answer:
    """Declare whom the company carries on; two officers agree before it shows on both pages."""
    form = PastForm(request.form)
    if request.method == "POST" and form.validate():
        try:
            with write_unit() as session:
                if before := already_done(session):
                    return redirect(before, 303)
                actor = current_actor()
                file_predecessor(
                    session, actor, wiring().clock, actor.company or "", predecessor=form.company(session),
                    basis=form.basis.data or "", from_on=form.day(),
                )  # fmt: skip
                where = done(session, url_for("companies.company_home"))
            flash(gettext("前身已申报，协会核实后在双方页面公开。"))
            return redirect(where, 303)
        except RuleBroken as problem:
            into_form(form, problem)
    page = render_template("companies/company/predecessor.html", form=form)
    return (page, 400) if request.method == "POST" else page


@blueprint.route("/company/withdrawal", methods=["GET", "POST"])
@signed_in("companies.file_withdrawal")
def company_withdrawal() -> Answer:
    """Ask to leave the register; an officer closes it."""
    form = WhyForm(request.form)
    if request.method == "POST" and form.validate():
        try:
            with write_unit() as session:
                if before := already_done(session):
                    return redirect(before, 303)
                actor = current_actor()
                file_withdrawal(session, actor, wiring().clock, actor.company or "", why=form.why.data or "")
                where = done(session, url_for("companies.company_home"))
            flash(gettext("退出申请已提交。协会办结前，登记照常有效。"))
            return redirect(where, 303)
        except RuleBroken as problem:
            into_form(form, problem)
    page = render_template("companies/company/withdrawal.html", form=form)
    return (page, 400) if request.method == "POST" else page
