"""What two people do to a case whose page a feature shows itself: propose, send back, decide with its consequence."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.database import read_session
from portal.desk import already_done
from portal.language import text
from portal.sending import tried
from portal.signing import current_actor
from portal.wiring import wiring
from registry.cases import actions, queries
from registry.cases.access import PERMISSIONS
from registry.cases.kinds import KINDS
from registry.cases.models import Case
from registry.cases.rules import MAY
from registry.cases.states import Act, CaseKind, CaseState
from registry.core.errors import Conflict, NotAllowed
from registry.core.permissions import allows
from registry.working_days.rules import Due

ACTS = "any(propose, send_back, decide):act"  # the converter of the address that such a form is sent to


class RulingForm(FlaskForm):
    """How a case should end, and why."""

    class Meta:
        csrf = False

    version = HiddenField()
    outcome = RadioField(_l("结论"), [InputRequired(_l("请选择结论"))])
    why = TextAreaField(_l("理由"), [InputRequired(_l("请写明理由")), Length(max=2000)])

    def of_kind(self, kind: CaseKind) -> "RulingForm":
        """With the outcomes of the kind."""
        self.outcome.choices = [(outcome.value, text(outcome)) for outcome in KINDS[kind].outcomes]
        return self

    @property
    def seen(self) -> int | None:
        """The version that the page showed."""
        typed = self.version.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 10 else None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was sent for one case: as keywords, `given` fits every verb that decides."""

    ref: str
    kind: CaseKind
    outcome: str
    why: str
    version: int | None

    @property
    def given(self) -> dict[str, Any]:
        """Outcome, reasons and the version that was seen."""
        return {"outcome": self.outcome, "why": self.why, "version": self.version}


def offered(case: Case) -> list[str]:
    """What the acting person may do to the case now."""
    actor, kind, state = current_actor(), case.kind, CaseState(case.state)
    decides = allows(actor, PERMISSIONS[f"cases.decide.{kind}"])
    own = case.proposed_by == actor.ref
    may = {
        "propose": case.two_people and allows(actor, PERMISSIONS[f"cases.propose.{kind}"]),
        "decide": decides and (state is CaseState.PROPOSED and not own if case.two_people else True),
        "send_back": own or decides,
    }
    return [act for act, allowed in may.items() if allowed and state in MAY[Act(act)]]


def rule(
    case: Case,
    act: str,
    *,
    page: str,
    decide: Callable[[Session, Ruling], None],
    show: Callable[[str, RulingForm], str],
) -> Response | tuple[str, int]:
    """Do the act that was sent, once, and lead to the page; what is wrong stands on the page beside its field."""
    if before := already_done(read_session()):
        return redirect(before, 303)
    if act not in offered(case):
        flash(gettext("案件已有新的进展，您的操作没有生效，请看最新情况。"))
        return redirect(page, 303)
    form = RulingForm(request.form, prefix=f"{act}-").of_kind(CaseKind(case.kind))
    if act == "send_back":
        del form.outcome
    if form.validate():
        outcome = form.outcome.data if "outcome" in form else ""
        ruling = Ruling(case.ref, CaseKind(case.kind), outcome or "", form.why.data or "", form.seen)

        def step(session: Session) -> str:
            _VERBS.get(act, decide)(session, ruling)
            return page

        if answer := tried(form, step, gettext("已记下。"), told=(NotAllowed, Conflict)):
            return answer
    read_session().rollback()
    return show(act, form), 400


def shown(case: Case, failed: str = "", broken: RulingForm | None = None) -> dict[str, Any]:
    """What every such page shows: the case, who did what, its limit, and a form for each act on offer."""
    session = read_session()
    forms: dict[str, RulingForm] = {}
    for act in offered(case):
        kept = broken if act == failed else None
        forms[act] = kept or RulingForm(None, prefix=f"{act}-").of_kind(CaseKind(case.kind))
        forms[act].version.data = str(case.version)
        if act == "send_back":
            del forms[act].outcome
    return {
        "case": case, "kind": CaseKind(case.kind), "forms": forms, "failed": failed, "me": current_actor().ref,
        "names": queries.names_of(session, [one for one in (case.proposed_by, case.decided_by) if one]),
        "due": Due.read(case.due_basis) if case.due_basis else None, "steps": queries.steps(session, case.ref),
    }  # fmt: skip


def _propose(session: Session, ruling: Ruling) -> None:
    actions.propose(session, current_actor(), wiring().clock, ruling.ref, **ruling.given)


def _send_back(session: Session, ruling: Ruling) -> None:
    actions.send_back(session, current_actor(), wiring().clock, ruling.ref, why=ruling.why, version=ruling.version)


_VERBS: dict[str, Callable[[Session, Ruling], None]] = {"propose": _propose, "send_back": _send_back}
