"""A case about a permit: what is asked, what the gate says, and the decision that works at once."""

from flask import render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session
from portal.guards import signed_in
from portal.permits import blueprint
from portal.permits.forms import DecisionForm, ReasonForm
from portal.permits.showing import KINDS, shown, today
from portal.sending import sent
from portal.signing import current_actor
from portal.wiring import wiring
from registry.accounts.queries import account
from registry.cases import actions as case_actions
from registry.cases.access import PERMISSIONS as CASE_PERMISSIONS
from registry.cases.access import require_sight
from registry.cases.models import Case
from registry.cases.states import CaseKind
from registry.core.errors import NotFound
from registry.core.permissions import NOT_FOUND, allows
from registry.permits import actions_applications, actions_decisions
from registry.permits.models import Permit
from registry.permits.rules import usual_end
from registry.working_days.rules import Due


@blueprint.get("/office/permits/cases/<ref>")
@signed_in("permits.desk")
def office_case(ref: str) -> str:
    """The case with everything that weighs on it."""
    return _page(ref)


@blueprint.post("/office/permits/cases/<ref>/decide")
@signed_in("permits.grant")
def office_decide(ref: str) -> Response | tuple[str, int]:
    """Decide: an application is granted or refused, a proposal of somebody else agreed to or not."""
    case, form, at = _case(ref), DecisionForm(), wiring()

    def act(session: Session) -> str:
        given = {"outcome": form.outcome.data, "why": form.why.data or "", "version": form.seen}
        if case.kind == CaseKind.PERMIT_APPLICATION:
            actions_applications.decide_application(
                session, current_actor(), at.clock, ref, valid_until=form.valid_until.data,
                issuer=at.settings.association, **given,
            )  # fmt: skip
        else:
            actions_decisions.decide_sanction(session, current_actor(), at.clock, ref, **given)
        if session.get(Permit, case.subject_ref) is None:
            return url_for("permits.office_list")
        return url_for("permits.office_show", ref=case.subject_ref)

    return sent(form, act, gettext("已决定，立即生效。")) or (_page(ref, form=form), 400)


@blueprint.post("/office/permits/cases/<ref>/return")
@signed_in("permits.desk")
def office_return(ref: str) -> Response | tuple[str, int]:
    """Give an application back to its company with a reason."""
    case, form = _case(ref), ReasonForm(prefix="return-")

    def act(session: Session) -> str:
        case_actions.return_for_correction(session, current_actor(), wiring().clock, ref, why=form.why.data or "")
        return url_for("permits.office_show", ref=case.subject_ref)

    return sent(form, act, gettext("已退回企业补正。")) or (_page(ref, back=form), 400)


def _case(ref: str) -> Case:
    found = read_session().get(Case, ref)
    if found is None or found.kind not in KINDS:
        raise NotFound(NOT_FOUND)
    require_sight(current_actor(), found)
    return found


def _page(ref: str, *, form: DecisionForm | None = None, back: ReasonForm | None = None) -> str:
    session, case, actor = read_session(), _case(ref), current_actor()
    if form is None:
        form = DecisionForm(None)
        form.version.data = str(case.version)
        form.valid_until.data = usual_end(today())
    gone = session.get(Permit, case.subject_ref) is None
    proposer = account(session, case.proposed_by) if case.proposed_by else None
    decides = allows(actor, CASE_PERMISSIONS[f"cases.decide.{case.kind}"])
    return render_template(
        "permits/office/case.html",
        case=case, kind=CaseKind(case.kind), application=case.kind == CaseKind.PERMIT_APPLICATION,
        found=None if gone else shown(session, case.subject_ref), form=form,
        back=back or ReasonForm(None, prefix="return-"), own=case.proposed_by == actor.ref,
        proposer=proposer.name if proposer else "", decides=decides and case.active,
        works=allows(actor, CASE_PERMISSIONS[f"cases.work.{case.kind}"]),
        due=Due.read(case.due_basis) if case.due_basis else None,
    )  # fmt: skip
