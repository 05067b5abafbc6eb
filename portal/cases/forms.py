"""Forms of the worklist and of one case."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.language import text
from registry.cases.kinds import KINDS
from registry.cases.states import CaseKind


class FilterForm(FlaskForm):
    """What narrows a worklist; sent by GET, so that a filtered list can be kept as a bookmark."""

    class Meta:
        csrf = False

    desk = SelectField(_l("谁的"), validate_choice=False)
    kind = SelectField(_l("种类"), validate_choice=False)
    state = SelectField(_l("进展"), validate_choice=False)
    district = SelectField(_l("地区"), validate_choice=False)
    assignee = SelectField(_l("经办人"), validate_choice=False)
    company = StringField(_l("企业统一社会信用代码"), [Length(max=30)])
    number = StringField(_l("案号"), [Length(max=30)])


class StepForm(FlaskForm):
    """Words on a case, and the version of the page they were written on."""

    class Meta:
        csrf = False

    version = HiddenField()
    why = TextAreaField(_l("理由"), [Length(max=2000)])

    @property
    def seen(self) -> int | None:
        """The version the page showed, or None when it says none."""
        typed = self.version.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 10 else None


class OutcomeForm(StepForm):
    """How a case should end, and why."""

    outcome = RadioField(_l("结论"), [InputRequired(_l("请选择结论"))])

    def of_kind(self, kind: CaseKind) -> "OutcomeForm":
        """With the outcomes that cases of this kind may have."""
        self.outcome.choices = [(outcome.value, text(outcome)) for outcome in KINDS[kind].outcomes]
        return self


class BulkForm(FlaskForm):
    """Whom to hand the ticked cases to."""

    class Meta:
        csrf = False

    to = SelectField(_l("指派给"), [Optional()], validate_choice=False)
