"""A case about whose file it is: what would change, masked, who proposed it, and the decision by somebody else."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.database import read_session, write_unit
from portal.desk import already_done, done, into_form
from portal.guards import signed_in
from portal.language import text
from portal.persons import blueprint
from portal.persons.forms import RulingForm
from portal.persons.opened import opened_line
from portal.signing import current_actor
from portal.wiring import wiring
from registry.cases import actions as case_actions
from registry.cases import queries as case_queries
from registry.cases.access import PERMISSIONS as CASE_PERMISSIONS
from registry.cases.models import Case
from registry.cases.rules import MAY
from registry.cases.states import Act, CaseKind, CaseState
from registry.core.clock import shanghai_date
from registry.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from registry.core.permissions import NOT_FOUND, allows
from registry.persons import actions, actions_join, queries
from registry.persons.rules import KINDS
from registry.persons.states import WhichFile
from registry.tasks.queries import mails_about
from registry.working_days.rules import Due

Answer = Response | tuple[str, int]

_DECIDE: dict[str, Callable[..., None]] = {
    CaseKind.IDENTITY_CORRECTION: actions.decide_identity,
    CaseKind.PERSONS_JOIN: actions_join.decide_join,
}


@blueprint.get("/office/persons/<ref>")
@signed_in("persons.keep")
def office_case(ref: str) -> str:
    """The case as it is now."""
    return _show(ref)


@blueprint.post("/office/persons/<ref>/<any(propose, send_back, decide):act>")
@signed_in("persons.keep")
def office_rule(ref: str, act: str) -> Answer:
    """Propose again, send back, or decide with its consequence."""
    case = _case(ref)
    if act not in _offered(case):
        flash(gettext("案件已有新的进展，您的操作没有生效，请看最新情况。"))
        return redirect(url_for("persons.office_case", ref=ref), 303)
    form = RulingForm(request.form, prefix=f"{act}-").of_kind(CaseKind(case.kind))
    if act == "send_back":
        form.outcome.validators = ()
        form.outcome.data = form.outcome.data or (form.outcome.choices or [("", "")])[0][0]
    if form.validate():
        try:
            with write_unit() as session:
                if before := already_done(session):
                    return redirect(before, 303)
                _do(session, act, ref, case.kind, form)
                where = done(session, url_for("persons.office_case", ref=ref))
            flash(gettext("已记下。"))
            return redirect(where, 303)
        except RuleBroken as problem:
            into_form(form, problem)
        except (NotAllowed, Conflict) as problem:
            form.form_errors.append(text(problem.message))
    read_session().rollback()
    return _show(ref, act, form), 400


def _do(session: Session, act: str, ref: str, kind: str, form: RulingForm) -> None:
    actor, at = current_actor(), wiring()
    why, outcome = form.why.data or "", form.outcome.data or ""
    if act == "decide":
        _DECIDE[kind](session, actor, at.clock, at.keyring, ref, outcome=outcome, why=why, version=form.seen)
    elif act == "propose":
        case_actions.propose(session, actor, at.clock, ref, outcome=outcome, why=why, version=form.seen)
    else:
        case_actions.send_back(session, actor, at.clock, ref, why=why, version=form.seen)


def _case(ref: str) -> Case:
    case = case_queries.case(read_session(), current_actor(), ref)
    if case.kind not in KINDS:
        raise NotFound(NOT_FOUND)
    return case


def _offered(case: Case) -> list[str]:
    actor, kind, state = current_actor(), case.kind, CaseState(case.state)
    decides = allows(actor, CASE_PERMISSIONS[f"cases.decide.{kind}"])
    own = case.proposed_by == actor.ref
    may = {
        "propose": allows(actor, CASE_PERMISSIONS[f"cases.propose.{kind}"]),
        "send_back": own or decides,
        "decide": decides and state is CaseState.PROPOSED and not own,
    }
    return [act for act, allowed in may.items() if allowed and state in MAY[Act(act)]]


def _change(session: Session, case: Case) -> Any:
    if case.decided_by is not None:
        return None
    if case.kind == CaseKind.PERSONS_JOIN:
        told = case.payload
        return queries.join_change(session, case.subject_ref, told["closed"], WhichFile(told["identity"]))
    today = shanghai_date(wiring().clock.now())
    return queries.number_change(session, wiring().keyring, case, today)


def _show(ref: str, failed: str = "", broken: RulingForm | None = None) -> str:
    session, actor = read_session(), current_actor()
    case = _case(ref)
    forms = {}
    for act in _offered(case):
        kept = broken if act == failed and broken is not None else None
        forms[act] = kept or RulingForm(None, prefix=f"{act}-").of_kind(CaseKind(case.kind))
        forms[act].version.data = str(case.version)
        if act == "send_back":
            del forms[act].outcome
    names = case_queries.names_of(session, [one for one in (case.proposed_by, case.decided_by) if one])
    people = [case.subject_ref, *([case.payload["closed"]] if "closed" in case.payload else [])]
    lines = {person: opened_line(session, person) for person in people}
    opened = None not in lines.values()
    return render_template(
        "persons/office/case.html",
        case=case, kind=CaseKind(case.kind), forms=forms, failed=failed, names=names, me=actor.ref,
        change=_change(session, case) if opened else None, opened=opened, lines=lines,
        due=Due.read(case.due_basis) if case.due_basis else None, mails=mails_about(session, "case", ref),
        steps=case_queries.steps(session, ref),
    )  # fmt: skip
