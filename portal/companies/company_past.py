"""What a company says of its beginning and its end: whom it carries on, and that it leaves the register."""

from flask import request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.companies import blueprint
from portal.companies.forms import WhyForm
from portal.companies.past import PastForm
from portal.guards import signed_in
from portal.sending import form_page, sent
from portal.signing import current_actor
from portal.wiring import wiring
from registry.companies.actions_filing import file_withdrawal
from registry.companies.actions_ties import file_predecessor

Answer = Response | str | tuple[str, int]


@blueprint.route("/company/predecessor", methods=["GET", "POST"])
@signed_in("companies.declare_predecessor")
def company_predecessor() -> Answer:
    """Declare whom the company carries on; two officers agree before it shows on both pages."""
    form = PastForm(request.form)

    def act(session: Session) -> str:
        actor = current_actor()
        file_predecessor(
            session, actor, wiring().clock, actor.company or "", predecessor=form.company(session),
            basis=form.basis.data or "", from_on=form.day(),
        )  # fmt: skip
        return url_for("companies.company_home")

    return sent(form, act, gettext("前身已申报，协会核实后在双方页面公开。")) or form_page(
        "companies/company/predecessor.html", form=form
    )


@blueprint.route("/company/withdrawal", methods=["GET", "POST"])
@signed_in("companies.file_withdrawal")
def company_withdrawal() -> Answer:
    """Ask to leave the register; an officer closes it."""
    form = WhyForm(request.form)

    def act(session: Session) -> str:
        actor = current_actor()
        file_withdrawal(session, actor, wiring().clock, actor.company or "", why=form.why.data or "")
        return url_for("companies.company_home")

    return sent(form, act, gettext("退出申请已提交。协会办结前，登记照常有效。")) or form_page(
        "companies/company/withdrawal.html", form=form
    )
