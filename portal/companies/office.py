"""Reviewing applications and declared changes, and proposing what takes two officers."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.companies import blueprint
from portal.companies.forms import WORDS, WhyForm, propose_state_form, section_words, shown_answers, shown_value
from portal.companies.past import PastForm, tie_of
from portal.companies.review import ReviewForm, offered, review_form
from portal.database import read_session, write_unit
from portal.desk import into_form
from portal.guards import signed_in
from portal.language import text
from portal.sending import sent
from portal.signing import current_actor
from portal.wiring import wiring
from registry.accounts.queries import account, email_of
from registry.cases import actions as case_actions
from registry.cases import queries as case_queries
from registry.cases.models import Case
from registry.cases.states import CaseKind, Outcome
from registry.companies import actions
from registry.companies import actions_applications as applications
from registry.companies.actions_filing import WITHDRAWAL, decide_change, decide_state, propose_state
from registry.companies.actions_ties import decide_tie, propose_predecessor
from registry.companies.queries import load, refs_by_uscc
from registry.companies.queries_applications import application_of, application_of_case
from registry.companies.states import ENDED, ApplicationSection, ApplicationState, CompanyState
from registry.core.errors import Conflict, RuleBroken
from registry.core.identifiers import normalise_identifier
from registry.tasks.actions import send_mail
from registry.working_days.rules import Due

KINDS = {
    CaseKind.COMPANY_APPLICATION,
    CaseKind.COMPANY_CHANGE,
    CaseKind.COMPANY_SUSPENSION,
    CaseKind.COMPANY_EXPULSION,
    CaseKind.SUCCESSION,
}
_STATE_OF = {
    CaseKind.COMPANY_SUSPENSION: CompanyState.SUSPENDED,
    CaseKind.COMPANY_EXPULSION: CompanyState.EXPELLED,
}
STEPS = "propose, decide, send_back, return"


@blueprint.get("/office/companies/cases/<ref>")
@signed_in("companies.review")
def office_case(ref: str) -> str:
    """What is asked for, beside what stands now, and the step the reader may take."""
    return _page(ref, {})


@blueprint.post(f"/office/companies/cases/<ref>/<any({STEPS}):act>")
@signed_in("companies.review")
def office_step(ref: str, act: str) -> Response | tuple[str, int]:
    """Propose, decide, send a proposal back, or return to the applicant; decision and effect are one transaction."""
    found = _case(ref)
    kind = CaseKind(found.kind)
    form = review_form(act, kind)

    def step(session: Session) -> str:
        _VERBS[act](session, ref, kind, form)
        return url_for("companies.office_case", ref=ref)

    try:
        return sent(form, step, gettext("已记下。")) or (_page(ref, {act: form}), 400)
    except Conflict as problem:
        flash(text(problem.message))
        return redirect(url_for("companies.office_case", ref=ref), 303)


@blueprint.route("/office/companies", methods=["GET", "POST"])
@signed_in("companies.review")
def office_find() -> Response | str | tuple[str, int]:
    """To a company by its credit code."""
    wrong = ""
    if request.method == "POST":
        code = normalise_identifier(request.form.get("uscc", ""))
        found = refs_by_uscc(read_session(), [code]).get(code)
        if found:
            return redirect(url_for("companies.office_show", ref=found), 303)
        wrong = gettext("登记中没有这家企业")
    page = render_template("companies/office/find.html", wrong=wrong, typed=request.form.get("uscc", ""))
    return (page, 400) if wrong else page


@blueprint.get("/office/companies/<ref>")
@signed_in("companies.review")
def office_show(ref: str) -> str:
    """One company at the office: its state, its cases, and what can be proposed."""
    return _company(ref, propose_state_form(), WhyForm())


@blueprint.post("/office/companies/<ref>/propose")
@signed_in("companies.review")
def office_propose_state(ref: str) -> Response | tuple[str, int]:
    """Propose a suspension or an expulsion, for another officer to decide."""
    form = propose_state_form()

    def act(session: Session) -> str:
        case = propose_state(
            session, current_actor(), wiring().clock, ref, CompanyState(form.to.data), why=form.why.data or ""
        )
        return url_for("companies.office_case", ref=case)

    return sent(form, act, gettext("已提出，须由另一人决定。")) or (_company(ref, form, WhyForm()), 400)


@blueprint.post("/office/companies/<ref>/predecessor")
@signed_in("companies.review")
def office_propose_tie(ref: str) -> Response | tuple[str, int]:
    """Propose whom the company carries on, with what it replied, for another officer to decide."""
    form = PastForm(request.form)

    def act(session: Session) -> str:
        case = propose_predecessor(
            session, current_actor(), wiring().clock, ref, predecessor=form.company(session),
            basis=form.basis.data or "", reply=form.reply.data or "", from_on=form.day(),
        )  # fmt: skip
        return url_for("companies.office_case", ref=case)

    return sent(form, act, gettext("已提出，须由另一人决定。")) or (
        _company(ref, propose_state_form(), WhyForm(), form),
        400,
    )


@blueprint.post("/office/companies/<ref>/lift")
@signed_in("companies.lift_suspension")
def office_lift(ref: str) -> Response | tuple[str, int]:
    """End a suspension."""
    form = WhyForm()
    try:
        with write_unit() as session:
            actions.lift_suspension(session, current_actor(), wiring().clock, ref, why=form.why.data or "")
        return redirect(url_for("companies.office_show", ref=ref), 303)
    except RuleBroken as problem:
        into_form(form, problem)
    return _company(ref, propose_state_form(), form), 400


def _propose(session: Session, ref: str, kind: CaseKind, form: ReviewForm) -> None:
    case_actions.propose(
        session, current_actor(), wiring().clock, ref, outcome=form.outcome.data, why=form.why.data or "",
        version=form.seen,
    )  # fmt: skip


def _decide(session: Session, ref: str, kind: CaseKind, form: ReviewForm) -> None:
    given: dict[str, Any] = {
        "outcome": Outcome(form.outcome.data), "why": form.why.data or "", "version": form.seen,
    }  # fmt: skip
    actor, clock = current_actor(), wiring().clock
    if kind is CaseKind.COMPANY_APPLICATION:
        applications.decide_application(session, actor, clock, ref, **given)
        _tell_applicant(session, ref, form.why.data or "")
    elif kind is CaseKind.COMPANY_CHANGE:
        decide_change(session, actor, clock, ref, **given)
    elif kind is CaseKind.SUCCESSION:
        decide_tie(session, actor, clock, ref, **given)
    else:
        decide_state(session, actor, clock, ref, to=_STATE_OF[kind], **given)


def _send_back(session: Session, ref: str, kind: CaseKind, form: ReviewForm) -> None:
    case_actions.send_back(session, current_actor(), wiring().clock, ref, why=form.why.data or "", version=form.seen)


def _return(session: Session, ref: str, kind: CaseKind, form: ReviewForm) -> None:
    if kind is not CaseKind.COMPANY_APPLICATION:
        abort(404)
    applications.return_application(
        session, current_actor(), wiring().clock, ref, why=form.why.data or "", fields=form.reasons, version=form.seen
    )
    _tell_applicant(session, ref, form.why.data or "")


def _tell_applicant(session: Session, case_ref: str, why: str) -> None:
    """Write to whoever applied how far it has come; what was said goes along, the answers do not."""
    at = wiring()
    found = application_of_case(session, case_ref)
    applicant = account(session, found.account_ref) if found else None
    if found is None or applicant is None:
        return
    state = ApplicationState(found.state).label
    where = f"{at.settings.base_address}/apply"
    send_mail(
        session, current_actor(), at.clock, at.keyring, to=email_of(at.keyring, applicant),
        subject=f"企业登记申请 {found.number}：{state.zh} · {state.en}",
        body=f"{state.zh}：{why}\n{where}\n\n{state.en}: {why}\n{where}\n", about=("case", case_ref),
    )  # fmt: skip


_VERBS: dict[str, Callable[[Session, str, CaseKind, ReviewForm], None]] = {
    "propose": _propose, "decide": _decide, "send_back": _send_back, "return": _return,
}  # fmt: skip


def _case(ref: str) -> Case:
    found = case_queries.case(read_session(), current_actor(), ref)
    if CaseKind(found.kind) not in KINDS:
        abort(404)
    return found


def _page(ref: str, tried: dict[str, ReviewForm]) -> str:
    session, actor = read_session(), current_actor()
    found = _case(ref)
    kind = CaseKind(found.kind)
    application = application_of(session, found.subject_ref) if kind is CaseKind.COMPANY_APPLICATION else None
    forms = {act: tried.get(act) or review_form(act, kind, blank=True) for act in offered(actor, found)}
    for form in forms.values():
        form.version.data = str(found.version)
    changes = [
        (WORDS[name], shown_value(name, found.payload["before"].get(name)), shown_value(name, value))
        for name, value in found.payload.get("changes", {}).items()
    ]
    answers = application.answers if application else {}
    return render_template(
        "companies/office/case.html",
        case=found, kind=kind, forms=forms, me=actor.ref, steps=case_queries.steps(session, ref),
        names=case_queries.names_of(
            session, [one for one in (found.assignee, found.proposed_by, found.decided_by) if one]
        ),
        due=Due.read(found.due_basis) if found.due_basis else None,
        shown=[(section, shown_answers(section, answers)) for section in ApplicationSection] if application else [],
        fields=[(name, WORDS[name], section_words(name)) for name in WORDS if name in answers],
        application=application, changes=changes, late=found.payload.get("late"),
        happened_on=found.payload.get("happened_on"), withdrawal=found.payload.get(WITHDRAWAL),
        tie=tie_of(session, found),
        face=load(session, [found.company_ref]).get(found.company_ref) if found.company_ref else None,
    )  # fmt: skip


def _company(ref: str, form: Any, lift: WhyForm, past: PastForm | None = None) -> str:
    session = read_session()
    face = load(session, [ref]).get(ref)
    if face is None:
        abort(404)
    return render_template(
        "companies/office/show.html",
        ref=ref, face=face, form=form, lift=lift, past=past or PastForm(None), ended=face.state in ENDED,
        suspended=face.state is CompanyState.SUSPENDED,
        cases=case_queries.about(session, current_actor(), ref),
    )  # fmt: skip
