"""One case on one page: facts, limit and how it was counted, timeline, and the step the reader may take."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.case_pages import FACTS, own_page
from portal.cases import blueprint
from portal.cases.asking import kept
from portal.cases.forms import OutcomeForm, StepForm
from portal.cases.office import company_faces
from portal.database import read_session, write_unit
from portal.guards import signed_in
from portal.language import text
from portal.sending import sent
from portal.signing import current_actor
from portal.wiring import wiring
from registry.cases import actions, actions_worklist, queries
from registry.cases.access import PERMISSIONS
from registry.cases.kinds import ENDS_DECIDED
from registry.cases.models import Case
from registry.cases.rules import MAY, band_of
from registry.cases.states import Act, Band, CaseKind, CaseState
from registry.core.errors import Conflict
from registry.core.permissions import allows
from registry.tasks.queries import mails_about
from registry.working_days.rules import Due

STEPS = ("note", "propose", "send_back", "decide", "return", "close")


@blueprint.get("/office/cases/<ref>")
@signed_in("cases.worklist")
def office_show(ref: str) -> str:
    """The case as it is now. Looking takes nothing on: that is a button."""
    return _page(ref, {})


@blueprint.post("/office/cases/<ref>/<any(open, claim, release):act>")
@signed_in("cases.worklist")
def office_hold(ref: str, act: str) -> Response:
    """Take the case on or put it back; `open` takes it on only when nobody has it, and shows it in any case."""
    back = redirect(url_for("cases.office_show", ref=ref, **kept()), 303)
    found = queries.case(read_session(), current_actor(), ref)
    if act == "open" and (found.assignee is not None or not found.active):
        return back
    try:
        with write_unit() as session:
            if act == "release":
                actions_worklist.release(session, current_actor(), wiring().clock, ref)
            else:
                actions_worklist.claim(session, current_actor(), wiring().clock, ref)
    except Conflict as problem:
        flash(text(problem.message))
    return back


@blueprint.post("/office/cases/<ref>/<any(note, propose, send_back, decide, return, close):act>")
@signed_in("cases.worklist")
def office_step(ref: str, act: str) -> Response | tuple[str, int]:
    """Take one step on the case; what is wrong is said beside its field."""
    found = queries.case(read_session(), current_actor(), ref)
    if act not in offered(found):
        # Either the case moved on since the page was read, or nobody was offered this; the verb says which.
        flash(gettext("案件已有新的进展，您的操作没有生效，请看最新情况。"))
        return redirect(url_for("cases.office_show", ref=ref), 303)
    form = _form(act, CaseKind(found.kind))

    def step(session: Session) -> str:
        VERBS[act](session, ref, form)
        return url_for("cases.office_show", ref=ref, **kept())

    return sent(form, step, gettext("已记下。")) or (_page(ref, {act: form}), 400)


def _propose(session: Session, ref: str, form: Any) -> None:
    actions.propose(
        session, current_actor(), wiring().clock, ref, outcome=form.outcome.data, why=form.why.data or "",
        version=form.seen,
    )  # fmt: skip


def _decide(session: Session, ref: str, form: Any) -> None:
    actions.decide(
        session, current_actor(), wiring().clock, ref, outcome=form.outcome.data, why=form.why.data or "",
        version=form.seen,
    )  # fmt: skip


def _note(session: Session, ref: str, form: Any) -> None:
    actions.note(session, current_actor(), wiring().clock, ref, form.why.data or "", version=form.seen)


def _send_back(session: Session, ref: str, form: Any) -> None:
    actions.send_back(session, current_actor(), wiring().clock, ref, why=form.why.data or "", version=form.seen)


def _return(session: Session, ref: str, form: Any) -> None:
    actions.return_for_correction(
        session, current_actor(), wiring().clock, ref, why=form.why.data or "", version=form.seen
    )


def _close(session: Session, ref: str, form: Any) -> None:
    actions.close(session, current_actor(), wiring().clock, ref, why=form.why.data or "", version=form.seen)


VERBS: dict[str, Callable[[Session, str, Any], None]] = {
    "note": _note, "propose": _propose, "decide": _decide, "send_back": _send_back, "return": _return,
    "close": _close,
}  # fmt: skip


def offered(found: Case) -> list[str]:
    """The steps that the reader may take on this case now, in the order of the page."""
    actor, kind, state = current_actor(), CaseKind(found.kind), CaseState(found.state)
    general = own_page(kind, found.ref) is None
    decides = allows(actor, PERMISSIONS[f"cases.decide.{kind}"])
    works = allows(actor, PERMISSIONS[f"cases.work.{kind}"])
    own = found.proposed_by == actor.ref
    may = {
        "note": works,
        "propose": general and found.two_people and allows(actor, PERMISSIONS[f"cases.propose.{kind}"]),
        "send_back": general and (own or decides),
        "decide": general and decides and (state is CaseState.PROPOSED and not own if found.two_people else True),
        "return": general and works and found.company_ref is not None,
        "close": (works or found.opened_by == actor.ref) and not (kind in ENDS_DECIDED and found.active),
    }
    return [act for act in STEPS if may[act] and state in MAY[Act(act)]]


def _form(act: str, kind: CaseKind) -> StepForm:
    data = request.form if request.method == "POST" else None
    if act in {"propose", "decide"}:
        return OutcomeForm(data, prefix=f"{act}-").of_kind(kind)
    return StepForm(data, prefix=f"{act}-")


def _page(ref: str, broken: dict[str, StepForm]) -> str:
    session, actor = read_session(), current_actor()
    found = queries.case(session, actor, ref)
    kind = CaseKind(found.kind)
    forms = {}
    for act in offered(found):
        forms[act] = broken.get(act) or _blank(act, kind)
        forms[act].version.data = str(found.version)
    names = queries.names_of(session, [one for one in (found.assignee, found.proposed_by, found.decided_by) if one])
    now = wiring().clock.now()
    (line,) = queries.lines_of(session, queries.Wanted(actor), [ref])
    return render_template(
        "cases/office/show.html",
        case=found, kind=kind, forms=forms, failed=next(iter(broken), ""), names=names, me=actor.ref,
        due=Due.read(found.due_basis) if found.due_basis else None,
        late=found.active and band_of(found.order_at, now) is Band.OVERDUE,
        steps=queries.steps(session, ref), mails=mails_about(session, "case", ref),
        face=company_faces(session, [line]).get(ref), page=own_page(kind, ref),
        facts=[(FACTS[key], value) for key, value in found.payload.items() if key in FACTS], kept=kept,
        others=[other for other in queries.about(session, actor, found.subject_ref) if other.ref != ref],
    )  # fmt: skip


def _blank(act: str, kind: CaseKind) -> StepForm:
    if act in {"propose", "decide"}:
        return OutcomeForm(None, prefix=f"{act}-").of_kind(kind)
    return StepForm(None, prefix=f"{act}-")
