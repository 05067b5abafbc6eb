"""The form of one step on an application or a declared change, and which steps are offered to whom."""

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.language import text
from registry.cases.access import PERMISSIONS
from registry.cases.kinds import KINDS
from registry.cases.models import Case
from registry.cases.rules import MAY
from registry.cases.states import Act, CaseKind, CaseState
from registry.companies.rules_applications import FIELDS
from registry.core.actor import Actor
from registry.core.permissions import allows

REASON = "reason-"  # before a field's name: why this field was returned


class ReviewForm(FlaskForm):
    """Outcome where the step has one, words, and the version of the page they were written on."""

    class Meta:
        csrf = False

    version = HiddenField()
    outcome = RadioField(_l("结论"))
    why = TextAreaField(_l("理由"), [Length(max=2000)])

    @property
    def seen(self) -> int | None:
        """The version the page showed, or None when it says none."""
        typed = self.version.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 10 else None

    @property
    def reasons(self) -> dict[str, str]:
        """{field: why it was returned} of the fields that got a reason."""
        return {
            name: words.strip()[:500]
            for name in FIELDS
            if (words := request.form.get(f"{REASON}{name}", "")) and words.strip()
        }


def review_form(act: str, kind: CaseKind, *, blank: bool = False) -> ReviewForm:
    """The form of one step; `blank` ignores what was posted to another one."""
    form = ReviewForm(None if blank else request.form, prefix=f"{act}-")
    form.outcome.choices = [(outcome.value, text(outcome)) for outcome in KINDS[kind].outcomes]
    form.outcome.validators = [InputRequired(_l("请选择结论"))] if act in {"propose", "decide"} else [Optional()]
    form.outcome.validate_choice = act in {"propose", "decide"}
    return form


def offered(actor: Actor, found: Case) -> list[str]:
    """The steps that the reader may take now: nobody is offered to decide the own proposal."""
    kind, state = CaseKind(found.kind), CaseState(found.state)
    decides = allows(actor, PERMISSIONS[f"cases.decide.{kind}"])
    own = found.proposed_by == actor.ref
    may = {
        "propose": found.two_people and allows(actor, PERMISSIONS[f"cases.propose.{kind}"]),
        "decide": decides and (state is CaseState.PROPOSED and not own if found.two_people else True),
        "send_back": state is CaseState.PROPOSED and (own or decides),
        # A declared change that will not do is refused with reasons and filed anew.
        "return": kind is CaseKind.COMPANY_APPLICATION and allows(actor, PERMISSIONS[f"cases.work.{kind}"]),
    }
    return [act for act, open_ in may.items() if open_ and state in MAY[Act(act)]]
