"""A case of redaction: what would leave the record, who proposed it, and the decision by somebody else."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.desk import already_done, done, into_form
from portal.guards import signed_in
from portal.language import text
from portal.redactions import blueprint
from portal.redactions.forms import RulingForm
from portal.redactions.words import field_words
from portal.signing import current_actor
from portal.wiring import wiring
from registry.cases import actions as case_actions
from registry.cases import queries as case_queries
from registry.cases.access import PERMISSIONS as CASE_PERMISSIONS
from registry.cases.models import Case
from registry.cases.rules import MAY
from registry.cases.states import Act, CaseKind, CaseState
from registry.core.errors import Conflict, NotAllowed, RuleBroken
from registry.core.permissions import allows
from registry.redactions import actions, queries
from registry.working_days.rules import Due

Answer = Response | tuple[str, int]


@blueprint.get("/office/redactions/<ref>")
@signed_in("redactions.propose")
def office_case(ref: str) -> str:
    """The case as it is now."""
    return _show(ref)


@blueprint.post("/office/redactions/<ref>/<any(propose, send_back, decide):act>")
@signed_in("redactions.propose")
def office_rule(ref: str, act: str) -> Answer:
    """Propose again, send back, or decide and erase."""
    case = case_queries.case(read_session(), current_actor(), ref)
    if act not in _offered(case):
        flash(gettext("案件已有新的进展，您的操作没有生效，请看最新情况。"))
        return redirect(url_for("redactions.office_case", ref=ref), 303)
    form = RulingForm(request.form, prefix=f"{act}-").of_kind()
    if act == "send_back":
        form.outcome.validators = ()
        form.outcome.data = form.outcome.data or (form.outcome.choices or [("", "")])[0][0]
    if form.validate():
        why, outcome = form.why.data or "", form.outcome.data or ""
        try:
            with write_unit() as session:
                if before := already_done(session):
                    return redirect(before, 303)
                actor, clock = current_actor(), wiring().clock
                if act == "decide":
                    actions.decide_redaction(session, actor, clock, ref, outcome=outcome, why=why, version=form.seen)
                elif act == "propose":
                    case_actions.propose(session, actor, clock, ref, outcome=outcome, why=why, version=form.seen)
                else:
                    case_actions.send_back(session, actor, clock, ref, why=why, version=form.seen)
                where = done(session, url_for("redactions.office_case", ref=ref))
            flash(gettext("已记下。"))
            return redirect(where, 303)
        except RuleBroken as problem:
            into_form(form, problem)
        except (NotAllowed, Conflict) as problem:
            form.form_errors.append(text(problem.message))
    read_session().rollback()
    return _show(ref, act, form), 400


def _offered(case: Case) -> list[str]:
    if case.kind != CaseKind.REDACTION:
        return []
    actor, state = current_actor(), CaseState(case.state)
    decides = allows(actor, CASE_PERMISSIONS[f"cases.decide.{case.kind}"])
    own = case.proposed_by == actor.ref
    may = {
        "propose": allows(actor, CASE_PERMISSIONS[f"cases.propose.{case.kind}"]),
        "send_back": own or decides,
        "decide": decides and state is CaseState.PROPOSED and not own,
    }
    return [act for act, allowed in may.items() if allowed and state in MAY[Act(act)]]


def _show(ref: str, failed: str = "", broken: RulingForm | None = None) -> str:
    session, actor = read_session(), current_actor()
    case = case_queries.case(session, actor, ref)
    asked = queries.asked_in(session, case)
    forms = {}
    for act in _offered(case):
        kept = broken if act == failed and broken is not None else None
        forms[act] = kept or RulingForm(None, prefix=f"{act}-").of_kind()
        forms[act].version.data = str(case.version)
        if act == "send_back":
            del forms[act].outcome
    return render_template(
        "redactions/office/case.html",
        case=case, kind=CaseKind(case.kind), asked=asked, fields=[field_words(name) for name in asked.fields],
        forms=forms, failed=failed, me=actor.ref, steps=case_queries.steps(session, ref),
        names=case_queries.names_of(session, [one for one in (case.proposed_by, case.decided_by) if one]),
        due=Due.read(case.due_basis) if case.due_basis else None,
    )  # fmt: skip
