"""The forms that take a roster, and an officer's ruling on its newcomers."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FileField, HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.fields import DayField
from portal.language import text
from registry.rosters.actions_rulings import LONGEST_REASON
from registry.rosters.states import RulingAct


class UploadForm(FlaskForm):
    """A file, and the form and notice behind its consents."""

    class Meta:
        csrf = False

    file = FileField(_l("名单文件（.xlsx 或 .csv）"))
    consent_on = DayField(_l("同意书日期"), [Optional()])
    notice_version = StringField(_l("告知书版本"), [Length(max=60, message=_l("请不要超过 60 个字"))])


class RulingForm(FlaskForm):
    """What shall happen to whom; `people` are refs of ticked newcomers, `version` the case as the page showed it."""

    class Meta:
        csrf = False

    act = RadioField(_l("怎么办"), [InputRequired(_l("请选择怎么办"))])
    whom = RadioField(_l("对谁"), [InputRequired(_l("请选择对谁"))])
    why = TextAreaField(_l("理由"), [InputRequired(_l("请写明理由")), Length(max=LONGEST_REASON)])
    people = SelectMultipleField(_l("人员"), validate_choice=False)
    version = HiddenField()

    def filled(self) -> "RulingForm":
        """With the choices there are."""
        self.act.choices = [(one.value, text(one)) for one in RulingAct]
        self.whom.choices = [("ticked", _l("勾选的人")), ("all", _l("所有适用的人（不止这一页）"))]
        return self

    @property
    def seen(self) -> int | None:
        """The version that the page showed."""
        typed = self.version.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 10 else None
