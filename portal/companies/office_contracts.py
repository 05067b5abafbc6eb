"""The list of model contracts at the office."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from portal.companies import blueprint
from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.fields import DayField
from portal.guards import signed_in
from portal.signing import current_actor
from portal.wiring import wiring
from registry.companies.actions_contracts import end_contract, list_contract
from registry.companies.queries_applications import model_contracts
from registry.core.errors import RuleBroken


class ContractForm(FlaskForm):
    """A model contract."""

    class Meta:
        csrf = False

    title = StringField(_l("范本名称"), [InputRequired(_l("请填写这一项")), Length(max=80)])
    version = StringField(_l("版本"), [InputRequired(_l("请填写这一项")), Length(max=40)])
    issued_on = DayField(_l("发布日期"), [InputRequired(_l("请填写这一项"))])


@blueprint.route("/office/contracts", methods=["GET", "POST"])
@signed_in("companies.keep_contracts")
def office_contracts() -> Response | str | tuple[str, int]:
    """The list, and one more."""
    form = ContractForm(request.form)
    if request.method == "POST" and form.validate():
        assert form.issued_on.data is not None
        try:
            with write_unit() as session:
                list_contract(
                    session, current_actor(), wiring().clock, title=form.title.data or "",
                    version=form.version.data or "", issued_on=form.issued_on.data,
                )  # fmt: skip
            flash(gettext("已列入目录。"))
            return redirect(url_for("companies.office_contracts"), 303)
        except RuleBroken as problem:
            into_form(form, problem)
    page = render_template("companies/office/contracts.html", form=form, contracts=model_contracts(read_session()))
    return (page, 400) if request.method == "POST" else page


@blueprint.post("/office/contracts/<ref>/end")
@signed_in("companies.keep_contracts")
def office_end_contract(ref: str) -> Response:
    """Take a model contract out of use."""
    with write_unit() as session:
        end_contract(session, current_actor(), wiring().clock, ref)
    flash(gettext("已停用。"))
    return redirect(url_for("companies.office_contracts"), 303)
